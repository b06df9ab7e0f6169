"""Meridian Instruments, recorded or loaded in full, for the tests of this directory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Organization
from risk.demo.load import load_examples
from risk.demo.meridian.example import MERIDIAN
from risk.demo.organizations import Example, set_up

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


def meridian_by_another_name() -> Example:
    """Meridian under a slug of the test's own; its people get addresses of their own too."""
    return replace(MERIDIAN, slug=f"meridian-{uuid4().hex[:10]}")


def record(example: Example) -> Organization:
    """The organization with its people and records; nothing is scanned."""
    organization = set_up(example, NOW)
    for step in example.records(organization, lambda: NOW):
        step.do(NOW)
    return organization


def load(example: Example) -> Organization:
    """The organization recorded, scanned and mailed."""
    [organization] = load_examples([example], clock=lambda: NOW, show_progress=False)
    return organization


@pytest.fixture(scope="module")
def recorded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Organization]:
    """Meridian as recorded. Read it only: the tests of a module share it."""
    with django_db_blocker.unblock():
        yield record(meridian_by_another_name())


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Organization]:
    """Meridian recorded, scanned and mailed. Read it only: the tests of a module share it."""
    with django_db_blocker.unblock():
        yield load(meridian_by_another_name())
