"""What lists say: their name as in the navigation, and why no row is shown."""

import html
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.test import Client
from django.utils.text import capfirst

from accounts.tenancy import tenant
from config.navigation import GROUPS, Entry
from risk.models import ScanRun
from risk.services.scan import scan
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import Cast
from vendors.models import Contract, Vendor

NOW = datetime(2026, 6, 30, 14, tzinfo=UTC)
LISTS = [
    entry
    for group in GROUPS
    for entry in group.entries
    if not entry.page and entry.model != "accounts.organization"
]


def words(page: bytes) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.decode())))


@pytest.mark.parametrize("entry", LISTS, ids=lambda entry: entry.model)
def test_a_list_is_called_what_the_navigation_calls_it(entry: Entry) -> None:
    assert capfirst(apps.get_model(entry.model)._meta.verbose_name_plural) == entry.title


@pytest.fixture
def mallory(cast: Cast, sign_in: SignIn) -> Client:
    """The owner of an organization in which nothing is recorded."""
    return sign_in(cast.mallory)


def test_an_empty_list_leads_to_importing_and_adding(mallory: Client) -> None:
    page = mallory.get("/vendors/contract/").content.decode()
    nothing = page[page.index('class="ls-nothing"') :]
    assert "No contracts yet" in nothing
    assert "Import your contracts from a file, or add one by hand." in nothing
    assert 'href="/imports/new/vendors.contract/"' in nothing
    assert 'href="/vendors/contract/add/' in nothing


def test_a_scan_of_nothing_does_not_say_that_all_is_well(cast: Cast, mallory: Client) -> None:
    scan(organization=cast.rival, as_of=date(2026, 6, 30), now=NOW)
    with tenant(cast.rival):
        ScanRun.objects.create(
            kind="nightly-scan", window="2026-06-30", started_at=NOW, finished_at=NOW
        )
    page = words(mallory.get("/risk/finding/").content)
    assert "No findings yet" in page
    assert "All is well" not in page


def test_a_scan_that_found_nothing_says_that_all_is_well(cast: Cast, mallory: Client) -> None:
    with tenant(cast.rival):
        vendor = Vendor.objects.create(legal_name="Quiet Works")
        Contract.objects.create(vendor=vendor, number="Q-1", value=Decimal(1), currency="USD")
        ScanRun.objects.create(
            kind="nightly-scan", window="2026-06-30", started_at=NOW, finished_at=NOW
        )
    assert "All is well" in words(mallory.get("/risk/finding/").content)
    filtered = words(mallory.get("/risk/finding/?q=nowhere").content)
    assert "Nothing matches" in filtered
    assert "All is well" not in filtered


def test_before_the_first_scan_nothing_is_well_yet(cast: Cast, mallory: Client) -> None:
    with tenant(cast.rival):
        vendor = Vendor.objects.create(legal_name="Quiet Works")
        Contract.objects.create(vendor=vendor, number="Q-1", value=Decimal(1), currency="USD")
    assert "No findings yet" in words(mallory.get("/risk/finding/").content)


def test_a_filter_that_a_list_does_not_know_is_told(omar: Client, harbor: Register) -> None:
    page = words(omar.get("/risk/finding/?status__exact=resolved", follow=True).content)
    assert "The address asked for a filter or a value that this list doesn't know" in page


def test_a_list_of_mails_without_any_says_no_figures(mallory: Client) -> None:
    page = words(mallory.get("/accounts/letter/").content)
    assert "No letters yet" in page
    assert "Sent:" not in page


def test_scans_name_their_day_and_other_work_its_step(cast: Cast, mallory: Client) -> None:
    with tenant(cast.rival):
        for kind, window, result in (
            ("nightly-scan", "2026-06-30", {}),
            ("demo-load", "scan c3687be540e6a8a9d835ede2", {"step": "Quarter one"}),
        ):
            ScanRun.objects.create(
                kind=kind, window=window, started_at=NOW, finished_at=NOW, result=result
            )
    page = words(mallory.get("/risk/scanrun/").content)
    assert "Nightly scan 30 Jun 2026" in page
    assert "Demo load Quarter one" in page
    assert "c3687be540e6a8a9d835ede2" not in page


def test_a_contract_says_which_days_are_business_days(omar: Client, harbor: Register) -> None:
    page = words(omar.get("/vendors/contract/add/").content)
    assert "Business days are Monday to Friday without the public holidays" in page
