"""One short thing that each role does on the pages; Omar's and Olga's stories stand elsewhere."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from accounts.models import ApiToken
from accounts.tenancy import tenant
from teams.models import Site
from tests.browser.people import sign_in
from tests.cast import Cast
from vendors.models import OwnRate, Vendor

pytestmark = pytest.mark.browser


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()


def test_vera_adds_a_vendor(cast: Cast, page: Page) -> None:
    sign_in(page, cast.vera, "/vendors/vendor/add/")
    page.locator("#id_legal_name").fill("Acme Fabrication")
    save(page)
    page.wait_for_url("**/vendors/vendor/")
    expect(page.get_by_role("link", name="Acme Fabrication").first).to_be_visible()
    with tenant(cast.harbor):
        assert Vendor.objects.get().legal_name == "Acme Fabrication"


def test_fay_writes_down_a_rate_and_is_told_what_is_wrong_with_it(cast: Cast, page: Page) -> None:
    sign_in(page, cast.fay, "/vendors/ownrate/add/")
    for name, value in {
        "base": "EUR",
        "quote": "USD",
        "rate": "-1",
        "day": "2026-06-01",
        "source": "Treasury",
    }.items():
        page.locator(f"[name={name}]").last.evaluate(
            "(box, value) => { box.value = value; }", value
        )
    save(page)
    expect(page.get_by_text("Please correct the").first).to_be_visible()
    assert page.locator("#id_source").input_value() == "Treasury"
    page.locator("#id_rate").fill("1.25")
    save(page)
    page.wait_for_url("**/vendors/ownrate/")
    with tenant(cast.harbor):
        assert OwnRate.objects.get().rate == Decimal("1.25")


def test_sam_reads_vendors_and_may_not_add_one(cast: Cast, page: Page) -> None:
    sign_in(page, cast.sam, "/vendors/duediligenceitem/add/")
    expect(page.locator("#id_kind")).to_be_attached()
    answer = page.goto("/vendors/vendor/add/")
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading", name="Your role doesn't include this")).to_be_visible()


def test_hana_keeps_her_own_site_up_to_date(cast: Cast, page: Page) -> None:
    with tenant(cast.harbor):
        own = Site.objects.create(
            name="Hyderabad", country="IN", time_zone="Asia/Kolkata", head=cast.hana
        )
        other = Site.objects.create(name="Boston", country="US", time_zone="America/New_York")
    sign_in(page, cast.hana, f"/teams/site/{own.pk}/change/")
    page.locator("#id_city").fill("Secunderabad")
    save(page)
    page.wait_for_url("**/teams/site/")
    page.goto(f"/teams/site/{other.pk}/change/")
    expect(page.get_by_text("Boston").first).to_be_visible()
    expect(page.locator("#id_city")).to_have_count(0)
    with tenant(cast.harbor):
        own.refresh_from_db()
    assert own.city == "Secunderabad"


def test_eve_reads_and_finds_nothing_to_change(cast: Cast, page: Page) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
    sign_in(page, cast.eve, f"/vendors/vendor/{vendor.pk}/change/")
    expect(page.get_by_text("Acme").first).to_be_visible()
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    expect(page.locator("#nav-sidebar-apps").get_by_text("Imports")).to_have_count(0)


def test_ivan_makes_a_token_and_opens_nothing_else(cast: Cast, page: Page) -> None:
    sign_in(page, cast.ivan, "/tokens/")
    page.locator("#id_name").fill("Ledger")
    page.locator("#id_scopes_2").check()
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_role("heading", name="The token “Ledger”")).to_be_visible()
    # The table of tokens decides which organization is entered, so it is under none's policy.
    own = ApiToken.objects.filter(membership=cast.ivan)
    assert [token.name for token in own] == ["Ledger"]
    page.goto("/vendors/vendor/")
    expect(page.get_by_text("In Harbor Works you are Integrator")).to_be_visible()


def test_mallory_finds_nothing_of_another_organization(cast: Cast, page: Page) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme Secret")
    sign_in(page, cast.mallory, "/vendors/vendor/")
    expect(page.get_by_text("Acme Secret")).to_have_count(0)
    page.goto(f"/vendors/vendor/{vendor.pk}/change/")
    expect(page.get_by_text("Acme Secret")).to_have_count(0)
    page.goto("/search/?s=Acme")
    expect(page.get_by_text("Acme Secret")).to_have_count(0)
