"""The two organizations, planted once a worker, and a watch over what is logged meanwhile."""

import logging
from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.admin.conftest import sign_in
from tests.canaries.planting import Planted, plant
from tests.canaries.watching import Listener, canaries_in
from tests.cast import make_cast

__all__ = ["sign_in"]


@pytest.fixture(scope="package")
def planted(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Planted:
    with django_db_blocker.unblock():
        return plant(make_cast())


@pytest.fixture(autouse=True)
def _nothing_is_logged(planted: Planted) -> Iterator[None]:
    """Fails a test during which a canary was written to a log, at whatever level."""
    listener = Listener()
    names = ("", "longshore", "django_structlog", "django.request", "celery")
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(listener)
        logger.setLevel(logging.INFO)
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(listener)
        logger.setLevel(level)
    found = canaries_in("\n".join(listener.lines).encode())
    assert not found, f"The log tells {sorted(found)[:3]}"
