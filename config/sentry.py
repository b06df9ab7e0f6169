"""Reports of errors to Sentry, where `SENTRY_DSN` says where; never a secret or a person's name."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration

from accounts.current import organization_id
from accounts.request_id import request_id
from config.scrub import Scrubber


def start(*, dsn: str, is_production: bool, scrubber: Scrubber, **options: Any) -> None:
    """Does nothing without a DSN. Bodies, cookies, addresses and local variables stay here.

    `send_default_pii` keeps its default, off.
    """
    if not dsn:
        return

    def before_send(event: Any, hint: Any) -> Any:
        event.setdefault("tags", {}).update(_ids())
        event.pop("user", None)
        for part in ("data", "cookies", "env", "query_string"):
            event.get("request", {}).pop(part, None)
        return scrubber.value(event)

    sentry_sdk.init(
        dsn=dsn,
        integrations=[DjangoIntegration(cache_spans=False), CeleryIntegration()],
        include_local_variables=False,
        max_request_body_size="never",
        release=release(),
        environment="production" if is_production else "development",
        before_send=before_send,
        before_breadcrumb=lambda crumb, hint: scrubber.value(crumb),
        **options,
    )


def release() -> str:
    try:
        return f"longshore@{version('longshore')}"
    except PackageNotFoundError:
        return "longshore@0.1.0"


def _ids() -> dict[str, str]:
    known = {"request_id": request_id(), "organization_id": organization_id()}
    return {name: str(value) for name, value in known.items() if value is not None}
