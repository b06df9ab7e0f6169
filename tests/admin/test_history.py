"""The history of a record: when, who, and what changed from what to what."""

import re

import pghistory
from django.test import Client

from accounts.tenancy import tenant
from tests.admin.addresses import page_of
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import Cast
from vendors.models import Vendor

VENDOR = {
    "legal_name": "Harbor Data-Core",
    "status": "suspended",
    "tier": "strategic",
    "substitutability": "unknown",
    "reintegration": "unknown",
    "country": "IN",
    "subcontractor_links-TOTAL_FORMS": "0",
    "subcontractor_links-INITIAL_FORMS": "0",
}


def history(client: Client, record: Vendor) -> str:
    page = client.get(page_of(record, "history")).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_change_names_the_person_and_both_values(omar: Client, harbor: Register) -> None:
    form = {**VENDOR, "ultimate_parent": str(harbor["subcontractor"].pk)}
    assert omar.post(page_of(harbor["vendor"]), form).status_code == 302
    page = history(omar, harbor["vendor"])
    assert "Omar Changed" in page
    assert "Status : Active → Suspended" in page
    assert "Tier : Not rated → Strategic" in page
    assert "Ultimate parent : – → Harbor Batch Works" in page
    assert "Background work Created" in page
    assert "Legal name : – → Harbor Data-Core" in page


def test_work_without_a_person_names_the_command(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    with tenant(cast.harbor), pghistory.context(command="import_contracts"):
        Vendor.objects.filter(pk=harbor["vendor"].pk).update(notes="Imported")
    assert "Command import_contracts Changed" in history(omar, harbor["vendor"])


def test_a_signed_link_names_the_member_behind_it(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    with tenant(cast.harbor), pghistory.context(user=None, membership=str(cast.eve.pk)):
        Vendor.objects.filter(pk=harbor["vendor"].pk).update(notes="By mail")
    assert "Eve Changed" in history(omar, harbor["vendor"])


def test_somebody_of_another_organization_stays_unnamed(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    with tenant(cast.harbor), pghistory.context(user=cast.mallory.user_id):
        Vendor.objects.filter(pk=harbor["vendor"].pk).update(notes="Not ours")
    page = history(omar, harbor["vendor"])
    assert "Someone who is not a member Changed" in page
    assert "Mallory" not in page


def test_changing_the_organization_is_kept_too(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    olga = sign_in(cast.olga)
    form = {
        "name": "Harbor Works and Sons",
        "home_country": "US",
        "home_time_zone": "America/New_York",
        "reporting_currency": "USD",
        "fiscal_year_start": "7",
        "nearshore_countries": ["CA", "MX"],
        "pinned_today": "2026-06-30",
    }
    assert olga.post(page_of(cast.harbor), form).status_code == 302
    form = {**form, "name": "Harbor & Sons", "nearshore_countries": ["CA"]}
    assert olga.post(page_of(cast.harbor), form).status_code == 302
    page = olga.get(page_of(cast.harbor, "history")).content.decode()
    assert "not recorded → Harbor Works and Sons" in page
    assert "Harbor Works and Sons → Harbor &amp; Sons" in page
    assert "Canada, Mexico → Canada" in page
