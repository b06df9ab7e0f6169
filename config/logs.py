"""Logs: one JSON object a line in production, readable lines in development; never a secret.

Every line of a request carries its id, its organization's and its user's; every line of a task
the task's id and that of the request it came from. Ids only: names and addresses of people
stay out. What third-party libraries log goes the same way.
"""

from collections.abc import MutableMapping
from typing import Any

import structlog
from django.dispatch import receiver
from django.http import HttpRequest
from django_structlog import signals
from django_structlog.middlewares import RequestMiddleware

from accounts.current import organization_id
from accounts.request_id import request_id
from config.scrub import Scrubber

type Event = MutableMapping[str, Any]


def configured(*, is_production: bool, scrubber: Scrubber) -> dict[str, Any]:
    """Configures structlog and returns Django's `LOGGING`."""

    def without_secrets(logger: Any, method: str, event: Event) -> Event:
        cleaned = scrubber.value(
            {key: value for key, value in event.items() if not key.startswith("_")}
        )
        return {**event, **cleaned}

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_context,
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(default=str)
        if is_production
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*shared, structlog.stdlib.ExtraAdder(), _without_objects],
        "processors": [
            structlog.processors.format_exc_info,
            without_secrets,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            renderer,
        ],
    }
    requests = "INFO" if is_production else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "longshore": {"level": "INFO"},
            "celery": {"level": "INFO"},
            "django_structlog": {"level": requests},
            "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
            # django_structlog tells of the same requests and tasks, with their ids.
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "django.request": {"level": "CRITICAL"},
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": True},
        },
    }


def add_context(logger: Any, method: str, event: Event) -> Event:
    """The ids of the request and the organization that the running code works for."""
    current = request_id()
    if current is not None:
        event.setdefault("request_id", current)
    organization = organization_id()
    if organization is not None:
        event.setdefault("organization_id", organization)
    return event


def _without_objects(logger: Any, method: str, event: Event) -> Event:
    """Django attaches whole requests and sockets to its records."""
    for name in ("request", "socket", "server_time"):
        if not isinstance(event.get(name, ""), str | int | float):
            del event[name]
    return event


class LogMiddleware(RequestMiddleware):
    """django-structlog's, asking for the person only where the request has already done so."""

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        user = getattr(request, "_cached_user", None)
        if user is not None:
            structlog.contextvars.bind_contextvars(user_id=user.pk)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Without the query, in which people search for names."""
        return f"{request.method} {request.path}"


@receiver(signals.bind_extra_request_metadata)
def quiet_start(
    request: HttpRequest, logger: Any, log_kwargs: dict[str, Any], **kwargs: object
) -> None:
    log_kwargs.pop("user_agent", None)


@receiver(signals.bind_extra_request_finished_metadata)
def name_the_organization(
    request: HttpRequest, log_kwargs: dict[str, Any], **kwargs: object
) -> None:
    organization = getattr(request, "organization", None)
    if organization is not None:
        log_kwargs["organization_id"] = organization.pk
