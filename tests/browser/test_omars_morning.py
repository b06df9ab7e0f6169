"""Omar signs in, opens an engagement, acknowledges a finding, and follows a link in his mail."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.tenancy import tenant
from risk.models import Delivery, Finding
from risk.services.outbox import work_off
from risk.services.scan import scan
from sourcing.models import Engagement, EngagementContract
from tests.cast import PASSWORD, Cast
from vendors.models import Contract, PaymentToDate, Vendor

pytestmark = pytest.mark.browser
NOW = datetime(2026, 6, 30, 14, tzinfo=UTC)


def overpaid_contract(number: str, paid: Decimal) -> None:
    """A contract for 1,000.00 with its engagement, paid as given."""
    vendor = Vendor.objects.create(legal_name=f"Acme {number}")
    contract = Contract.objects.create(number=number, title="Payroll", vendor=vendor)
    item = contract.items.create(
        vendor=vendor,
        number=number,
        is_original=True,
        first_day=date(2026, 1, 1),
        last_day=date(2027, 6, 30),
        amount=Decimal("1000.00"),
    )
    PaymentToDate.objects.create(item=item, as_of=date(2026, 6, 30), amount=paid)
    engagement = Engagement.objects.create(
        key=number, name="Payroll", vendor=vendor, operating_model="vendor"
    )
    EngagementContract.objects.create(engagement=engagement, contract=contract)


def test_omar_acknowledges_one_finding_in_the_admin_and_one_from_his_mail(
    cast: Cast, page: Page, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with tenant(cast.harbor):
        overpaid_contract("C-1", Decimal("5500.00"))
        overpaid_contract("C-2", Decimal("2500.00"))
    scan(organization=cast.harbor, as_of=date(2026, 6, 30), now=NOW)
    work_off(organization=cast.harbor, clock=lambda: NOW)

    page.goto("/")
    page.get_by_label("Email").fill(cast.omar.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Log in|Sign in")).click()
    expect(page.get_by_role("heading", name="Portfolio").first).to_be_visible()
    expect(page.get_by_text("Harbor Works").first).to_be_visible()

    page.get_by_role("link", name="Engagements").first.click()
    page.get_by_role("link", name="C-1").first.click()
    expect(page.get_by_text("Acme C-1").first).to_be_visible()
    page.get_by_role("link", name=re.compile("Acme C-1 was paid 4,500.00 USD")).first.click()
    page.get_by_role("link", name="Acknowledge").click()
    page.get_by_label("Reason").fill("Asking the vendor")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("Acknowledged").first).to_be_visible()
    with tenant(cast.harbor):
        first = Finding.objects.get(rule="paid-over-agreed", contract__number="C-1")
        assert (first.state, first.state_changed_by, first.state_reason) == (
            "acknowledged",
            cast.omar,
            "Asking the vendor",
        )
        second = Finding.objects.get(rule="paid-over-agreed", contract__number="C-2")
        mail = Delivery.objects.get(recipient=cast.omar)
        assert mail.state == "sent"

    part = mail.text[mail.text.index("Acme C-2 was paid") :]
    link = re.search(r"Acknowledge: (\S+)", part)
    assert link
    page.context.clear_cookies()
    page.goto(link[1])
    expect(page.get_by_text("Acme C-2").first).to_be_visible()
    with tenant(cast.harbor):
        second.refresh_from_db()
        assert second.state == "open"
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text(re.compile("acknowledged", re.IGNORECASE)).first).to_be_visible()
    with tenant(cast.harbor):
        second.refresh_from_db()
        assert (second.state, second.state_changed_by) == ("acknowledged", cast.omar)
