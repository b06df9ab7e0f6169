"""Omar and Vera have one vendor open; Vera saves first, and Omar decides with open eyes."""

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.tenancy import tenant
from tests.browser.people import sign_in
from tests.cast import Cast
from vendors.models import SubcontractorLink, Vendor

pytestmark = pytest.mark.browser


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def test_omar_is_told_what_vera_changed_and_keeps_what_he_typed(
    cast: Cast, page: Page, browser: Browser, address: str
) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        other = Vendor.objects.create(legal_name="Borealis")
        SubcontractorLink.objects.create(prime=vendor, subcontractor=other, service="Hosting")
    path = f"/vendors/vendor/{vendor.pk}/change/"
    sign_in(page, cast.omar, path)
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    veras = context.new_page()
    sign_in(veras, cast.vera, path)

    veras.locator("#id_tax_id").fill("DE 12")
    save(veras)
    veras.wait_for_url("**/vendors/vendor/")
    context.close()

    page.locator("#id_notes").fill("Typed by Omar with care")
    page.locator("#id_subcontractor_links-0-service").fill("Hosting and support")
    save(page)
    expect(page.get_by_role("heading", name="Changed while you had it open")).to_be_visible()
    expect(page.get_by_text("Vera changed this vendor on")).to_be_visible()
    expect(page.get_by_role("row", name="Tax id DE 12")).to_be_visible()
    expect(page.get_by_text("Nothing has been saved.")).to_be_visible()
    expect(page.locator("#id_notes")).to_have_value("Typed by Omar with care")
    expect(page.locator("#id_subcontractor_links-0-service")).to_have_value("Hosting and support")

    page.locator("#id_tax_id").fill("DE 12")
    save(page)
    page.wait_for_url("**/vendors/vendor/")
    with tenant(cast.harbor):
        vendor.refresh_from_db()
        assert (vendor.tax_id, vendor.notes) == ("DE 12", "Typed by Omar with care")
        assert SubcontractorLink.objects.get(prime=vendor).service == "Hosting and support"
