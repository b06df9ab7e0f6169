"""Every address of the application, from its own resolver, filled in with records."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import ApiToken, Export, SavedView
from config.api import ROOMS
from sourcing.models import Document, Import
from vendors.models import Contract, Vendor

type Rows = dict[type[models.Model], Any]

#: The record that a part of an address stands for, by the name of the address.
RECORDS: dict[str, type[models.Model]] = {
    "export_download": Export,
    "open_view": SavedView,
    "delete_view": SavedView,
    "import": Import,
    "import_rejects": Import,
    "renewals_decide": Contract,
    "api_token_revoke": ApiToken,
    "sourcing_document_file": Document,
    "risk_action_from": Vendor,
}
#: Parts of addresses that name no record.
WORDS: dict[str, list[dict[str, Any]]] = {
    "sourcing_document_file": [{"number": 1}],
    "risk_action_from": [{"kind": kind} for kind in ("vendor", "finding", "contract")],
    "api-documents-download": [{"number": "1"}],
    "mfa_remove_webauthn": [{"pk": 1}],
    "mfa_edit_webauthn": [{"pk": 1}],
    "sso_start": [{"slug": "none"}],
    "app_list": [
        {"app_label": label} for label in ("accounts", "vendors", "teams", "sourcing", "risk")
    ],
    "view_on_site": [{"content_type_id": "1", "object_id": "1"}],
    "account_reset_password_from_key": [{"uidb36": "1", "key": "set-password"}],
    "invitation": [{"signed_link": "forged"}],
    "signed-link": [{"signed_link": "forged"}],
    "calendar-feed": [{"signed_link": "forged"}],
    "api-inbound-measurements": [{"signed_link": "forged"}],
    "api-inbound-work-items": [{"signed_link": "forged"}],
}
#: What ends the visit, the tables tested one by one, and the catch-all.
LEFT_OUT = {"account_logout", "logout", "export", "import_new", "import_template"}


@dataclass(frozen=True)
class Address:
    name: str
    path: str
    #: Whether it is about one record.
    is_of_record: bool


def addresses(rows: Rows) -> Iterator[Address]:
    """All of them, with the keys of `rows` where an address is about a record."""
    for name, namespace, parameters in sorted(set(_patterns(get_resolver()))):
        full = f"{namespace}:{name}" if namespace else name
        open_parts = set(parameters)
        model = _model_of(name)
        key: dict[str, Any] = {}
        named = {part for words in WORDS.get(name, []) for part in words}
        for part in open_parts - named:
            assert model is not None, f"Say in RECORDS or WORDS what {part} of {full} stands for."
            assert rows.get(model) is not None, f"{full}: no {model._meta.label}"
            key[part] = rows[model].pk
        for words in WORDS.get(name, [{}]):
            yield Address(full, reverse(full, kwargs={**key, **words}), bool(key))


def _patterns(resolver: Any, namespace: str = "") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield from _walk(resolver, namespace, ())


def _walk(
    resolver: Any, namespace: str, parts: tuple[str, ...]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for pattern in resolver.url_patterns:
        inner = (*parts, *_parts(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, pattern.namespace or namespace, inner)
        elif isinstance(pattern, URLPattern) and pattern.name and pattern.name not in LEFT_OUT:
            yield pattern.name, namespace, inner


def _parts(pattern: Any) -> tuple[str, ...]:
    return tuple(getattr(pattern, "converters", None) or pattern.regex.groupindex)


def _model_of(name: str) -> type[models.Model] | None:
    if name in RECORDS:
        return RECORDS[name]
    if name.startswith("api-"):
        return _behind_endpoint(name)
    app, _, rest = name.partition("_")
    for model in apps.get_models():
        if model._meta.app_label == app and model._meta.model_name == rest.split("_")[0]:
            return model
    return None


def _behind_endpoint(name: str) -> type[models.Model] | None:
    for prefix, viewset in viewsets().items():
        if name.startswith(f"api-{prefix}-"):
            model: type[models.Model] = viewset.serializer_class.Meta.model
            return model
    return None


def viewsets() -> dict[str, Any]:
    """The interface's lists by name, the longest first."""
    found = {prefix.replace("/", "-"): viewset for room in ROOMS for prefix, viewset in room.ROUTES}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))
