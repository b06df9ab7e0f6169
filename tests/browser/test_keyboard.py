"""Omar's mouse is broken: he finds a finding and acknowledges it with the keyboard alone."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from accounts.tenancy import tenant
from risk.models import Finding
from risk.services.scan import scan
from tests.browser.test_omars_morning import overpaid_contract
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.browser
MOST_TABS = 80
FOCUSED = "(document.activeElement.innerText || '').trim()"


def tab_to(page: Page, words: str) -> None:
    """Goes on with the Tab key until what has the focus says `words`."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if words in page.evaluate(FOCUSED):
            return
    pytest.fail(f"Tab does not reach {words!r}.")


def tab_into(page: Page, name: str) -> None:
    """Goes on with the Tab key until the box with this name has the focus."""
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach the box {name!r}.")


def test_omar_acknowledges_a_finding_without_a_mouse(cast: Cast, page: Page) -> None:
    with tenant(cast.harbor):
        overpaid_contract("C-1", Decimal("5500.00"))
    now = datetime(2026, 6, 30, 14, tzinfo=UTC)
    scan(organization=cast.harbor, as_of=date(2026, 6, 30), now=now)

    page.goto("/login/")
    tab_into(page, "login")
    page.keyboard.type(cast.omar.user.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Portfolio").first).to_be_visible()
    page.wait_for_load_state("networkidle")

    page.keyboard.press("Control+k")
    page.wait_for_timeout(200)
    page.keyboard.type("was paid 4,500")
    expect(page.locator("#command-results").get_by_text("Acme C-1 was paid").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/risk/finding/**/change/")

    tab_to(page, "Acknowledge")
    page.keyboard.press("Enter")
    page.wait_for_url("**/acknowledge**")
    expect(page.get_by_label("Reason")).to_be_visible()
    tab_into(page, "reason")
    page.keyboard.type("Asking the vendor")
    tab_to(page, "Acknowledge")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Acknowledged").first).to_be_visible()
    with tenant(cast.harbor):
        finding = Finding.objects.exclude(state="open").get()
    assert (finding.state, finding.state_reason) == ("acknowledged", "Asking the vendor")
