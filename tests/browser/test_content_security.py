"""No page that people open breaks its own content security policy."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Page

from accounts.tenancy import tenant
from risk.links import ACKNOWLEDGE, UNSUBSCRIBE, signed_path
from risk.models import Finding
from risk.services.scan import scan
from tests.browser.test_omars_morning import overpaid_contract
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.browser
NOW = datetime(2026, 6, 30, 14, tzinfo=UTC)


@pytest.fixture
def violations(page: Page) -> list[str]:
    """What the browser refused; Chromium reports it in the console as an error."""
    found: list[str] = []
    page.on(
        "console",
        lambda message: (
            found.append(f"{page.url}: {message.text}")
            if "Content Security Policy" in message.text or "Permissions-Policy" in message.text
            else None
        ),
    )
    return found


def test_pages_outside_the_shell_keep_to_the_strict_policy(
    cast: Cast,
    page: Page,
    violations: list[str],
) -> None:
    with tenant(cast.harbor):
        overpaid_contract("C-1", Decimal("5500.00"))
    scan(organization=cast.harbor, as_of=date(2026, 6, 30), now=NOW)
    with tenant(cast.harbor):
        finding = Finding.objects.filter(rule="paid-over-agreed").first()
        assert finding
        paths = [
            signed_path(cast.omar, ACKNOWLEDGE, finding.pk),
            signed_path(cast.omar, UNSUBSCRIBE, cast.omar.pk),
        ]
    for path in [*paths, "/l/forged/", "/login/"]:
        answer = page.goto(path)
        assert answer is not None
        assert "content-security-policy" in answer.headers, path
        page.wait_for_load_state("networkidle")
    assert violations == []


def test_pages_of_the_shell_run_under_theirs(
    cast: Cast,
    page: Page,
    violations: list[str],
) -> None:
    with tenant(cast.harbor):
        overpaid_contract("C-1", Decimal("5500.00"))
    scan(organization=cast.harbor, as_of=date(2026, 6, 30), now=NOW)
    page.goto("/login/")
    page.get_by_label("Email").fill(cast.omar.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Log in|Sign in")).click()
    page.wait_for_load_state("networkidle")
    opened = set()
    for path in sorted(
        {
            link.get_attribute("href") or ""
            for link in page.locator("nav a, aside a, #nav-sidebar a, a").all()
        }
    ):
        if path.startswith("/") and "logout" not in path and "?" not in path:
            opened.add(path)
            page.goto(path)
            page.wait_for_load_state("networkidle")
    assert len(opened) >= 8
    assert violations == []
