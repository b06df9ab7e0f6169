"""A list too long to wait for is made by a worker and fetched by who asked for it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from accounts.models import Export, Letter, Role
from accounts.models.leased_job import JobState
from accounts.services.exports import make_exports, sweep_exports
from accounts.tasks import make_due_exports
from accounts.tenancy import tenant
from tests.admin.conftest import SignIn
from tests.cast import Cast
from tests.exporting.reading import body, csv_rows
from vendors.models import Vendor


@pytest.fixture(autouse=True)
def short_patience(settings: Any) -> None:
    settings.EXPORT_DIRECT_ROWS = 10


@pytest.fixture
def vendors(cast: Cast) -> list[str]:
    names = [f"Vendor {n:03d}" for n in range(40)]
    with tenant(cast.harbor):
        Vendor.objects.bulk_create(Vendor(legal_name=name) for name in names)
    return names


def ask(browser: Client, form: str = "csv", query: str = "") -> None:
    address = f"/export/vendors.vendor/{form}/{query}"
    page = browser.get(address)
    assert "is made in the background" in page.content.decode()
    assert browser.post(address).status_code == 302


def only_export(cast: Cast) -> Export:
    with tenant(cast.harbor):
        return Export.objects.select_related("requested_by").get()


def test_opening_the_address_starts_nothing(omar: Client, cast: Cast, vendors: list[str]) -> None:
    omar.get("/export/vendors.vendor/csv/")
    with tenant(cast.harbor):
        assert not Export.objects.exists()


@pytest.mark.usefixtures("alone")
def test_omar_asks_gets_a_mail_and_downloads(
    cast: Cast, omar: Client, sign_in: SignIn, vendors: list[str]
) -> None:
    ask(omar, query="?o=-1")
    assert "Waiting" in omar.get("/exports/").content.decode()
    make_due_exports()
    export = only_export(cast)
    assert (export.state, export.rows_done, export.rows_total) == (JobState.DONE, 40, 40)
    assert export.file == f"org/{cast.harbor.pk}/exports/{export.pk}.csv"
    with tenant(cast.harbor):
        letter = Letter.objects.get()
    assert (letter.to, letter.subject) == (
        cast.omar.user.email,
        "Your export of vendors is ready",
    )
    assert "/exports/" in letter.text
    address = f"/exports/{export.pk}/download/"
    assert address in omar.get("/exports/").content.decode()
    answer = omar.get(address)
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="vendors-2026-06-30.csv"'
    )
    assert [row[0] for row in csv_rows(body(answer))[1:]] == vendors[::-1]
    for other in (cast.olga, cast.vera, cast.mallory):
        browser = sign_in(other)
        assert browser.get(address).status_code == 404
        assert str(export.pk) not in browser.get("/exports/").content.decode()
    assert Client().get(address).status_code == 302


def test_after_seven_days_the_file_is_gone(cast: Cast, omar: Client, vendors: list[str]) -> None:
    ask(omar, "xlsx")
    made = datetime(2026, 6, 1, tzinfo=UTC)
    assert make_exports(organization=cast.harbor, clock=lambda: made) == 1
    export = only_export(cast)
    assert default_storage.exists(export.file)
    assert omar.get(f"/exports/{export.pk}/download/").status_code == 404
    before = made + timedelta(days=7)
    assert sweep_exports(organization=cast.harbor, now=before) == 0
    assert sweep_exports(organization=cast.harbor, now=before + timedelta(seconds=1)) == 1
    assert not default_storage.exists(export.file)
    assert "No exports yet" in omar.get("/exports/").content.decode()


def test_who_has_left_gets_no_file(cast: Cast, omar: Client, vendors: list[str]) -> None:
    ask(omar)
    with tenant(cast.harbor):
        cast.omar.is_active = False
        cast.omar.save()
    assert make_exports(organization=cast.harbor, clock=timezone.now) == 0
    export = only_export(cast)
    assert (export.state, export.last_error) == (
        JobState.FAILED,
        "You may no longer see this list.",
    )
    assert export.file == ""


def test_who_may_no_longer_see_the_list_gets_no_file(
    cast: Cast, omar: Client, vendors: list[str]
) -> None:
    ask(omar)
    with tenant(cast.harbor):
        cast.omar.role = Role.INTEGRATOR
        cast.omar.save()
    assert make_exports(organization=cast.harbor, clock=timezone.now) == 0
    assert only_export(cast).state == JobState.FAILED


def test_a_dead_workers_export_is_made_by_the_next_one(
    cast: Cast, omar: Client, vendors: list[str]
) -> None:
    ask(omar)
    now = timezone.now()
    with tenant(cast.harbor):
        Export.objects.update(
            state=JobState.RUNNING,
            lease_owner=cast.omar.pk,
            lease_until=now + timedelta(minutes=1),
            attempts=1,
        )
    assert make_exports(organization=cast.harbor, clock=lambda: now) == 0
    assert make_exports(organization=cast.harbor, clock=lambda: now + timedelta(minutes=2)) == 1


def test_what_stops_three_times_is_given_up(cast: Cast, omar: Client, vendors: list[str]) -> None:
    ask(omar)
    with tenant(cast.harbor):
        Export.objects.update(attempts=3)
    assert make_exports(organization=cast.harbor, clock=timezone.now) == 0
    assert "tried three times" in omar.get("/exports/").content.decode()
