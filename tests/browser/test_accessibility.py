"""The key pages have no serious barrier, in light and dark, and fit on a phone."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from accounts.tenancy import tenant
from risk.models import Finding
from risk.services.scan import scan
from sourcing.models import Engagement
from tests.browser.people import sign_in
from tests.browser.test_omars_morning import overpaid_contract
from tests.cast import Cast
from vendors.models import Contract, ContractItem

pytestmark = pytest.mark.browser
PHONE = 360


@pytest.fixture
def pages(cast: Cast) -> list[str]:
    """The lists and the records that people act on, forms with rows of child tables among them."""
    with tenant(cast.harbor):
        overpaid_contract("C-1", Decimal("5500.00"))
    now = datetime(2026, 6, 30, 14, tzinfo=UTC)
    scan(organization=cast.harbor, as_of=date(2026, 6, 30), now=now)
    with tenant(cast.harbor):
        finding = Finding.objects.filter(rule="paid-over-agreed").first()
        assert finding
        return [
            "/",
            "/renewals/",
            # For Omar the page that says whom it is for.
            "/tokens/",
            "/risk/alert/",
            "/risk/finding/",
            f"/risk/finding/{finding.pk}/change/",
            f"/sourcing/engagement/{Engagement.objects.get().pk}/change/",
            f"/vendors/contract/{Contract.objects.get().pk}/change/",
            f"/vendors/contractitem/{ContractItem.objects.get().pk}/change/",
        ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_barrier(
    scheme: str, cast: Cast, page: Page, pages: list[str]
) -> None:
    # Without motion: a colour on its way from one scheme to the other is neither.
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    page.goto("/login/")
    barriers = serious(page)
    sign_in(page, cast.omar)
    assert page.evaluate("document.documentElement.classList.contains('dark')") == (
        scheme == "dark"
    )
    for path in pages:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        barriers += serious(page)
    assert barriers == []


def serious(page: Page) -> list[str]:
    """Where the page is, what is wrong, and with which element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url} {violation['id']} {node['html']}"
        for violation in found
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


def test_no_page_is_wider_than_a_phone(cast: Cast, page: Page, pages: list[str]) -> None:
    page.set_viewport_size({"width": PHONE, "height": 740})
    sign_in(page, cast.omar)
    widths = {}
    for path in pages:
        page.goto(path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(pages, PHONE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_form_with_long_choices_fits_on_a_phone(scheme: str, cast: Cast, page: Page) -> None:
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    page.set_viewport_size({"width": PHONE, "height": 740})
    sign_in(page, cast.olga, "/tokens/")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    choice = page.get_by_text("Read vendors, contracts, items and payments")
    assert choice.evaluate("it => it.scrollWidth <= it.clientWidth"), "nothing is cut off"
    assert serious(page) == []
