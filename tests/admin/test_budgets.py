"""A list asks the database as often for a thousand rows as for ten."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import tenant
from risk.models import Finding
from sourcing.models import DeliveryTeam, Engagement, EngagementContract
from teams.models import Team
from tests.admin.register import NOW, Register
from tests.cast import Cast
from vendors.models import Contract, ContractItem, PaymentToDate, Vendor

FIRST = date(2026, 1, 1)
SLOTS = range(10, 1000)

LISTS = (
    "/vendors/vendor/",
    "/vendors/contract/",
    "/vendors/contract/?paid=over",
    "/vendors/contractitem/",
    "/vendors/paymenttodate/",
    "/teams/team/",
    "/sourcing/engagement/",
    "/sourcing/engagement/?quadrant=unknown",
    "/risk/finding/",
)
#: More would mean that somebody asks row by row.
MOST = 30


def queries(omar: Client, address: str) -> int:
    """How often a page asks, once the process is warm."""
    omar.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert omar.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def grow(cast: Cast, harbor: Register) -> Callable[[range], None]:
    """Adds a vendor with a contract, an item, a payment, an engagement and a finding per slot."""

    def added(slots: range) -> None:
        with tenant(cast.harbor):
            _grow(slots, harbor)

    return added


def _grow(slots: range, harbor: Register) -> None:
    vendors = [Vendor(legal_name=f"Vendor {n:04}") for n in slots]
    contracts = [
        Contract(number=f"C{n:04}", vendor=vendor) for n, vendor in zip(slots, vendors, strict=True)
    ]
    items = [
        ContractItem(
            contract=contract,
            vendor=contract.vendor,
            number=contract.number,
            first_day=FIRST,
            last_day=FIRST + timedelta(days=400),
            amount=Decimal(1000),
        )
        for contract in contracts
    ]
    payments = [PaymentToDate(item=item, as_of=FIRST, amount=Decimal(1500)) for item in items]
    teams = [
        Team(name=f"T{n:04}", site=harbor["site"], kind="vendor_supplied", head_count=1)
        for n in slots
    ]
    engagements = [
        Engagement(key=f"X{n:04}", name="Support", vendor=vendor, operating_model="vendor")
        for n, vendor in zip(slots, vendors, strict=True)
    ]
    links = [
        EngagementContract(engagement=engagement, contract=contract)
        for engagement, contract in zip(engagements, contracts, strict=True)
    ]
    deliveries = [
        DeliveryTeam(engagement=engagement, team=team, heads=1)
        for engagement, team in zip(engagements[::2], teams[::2], strict=True)
    ]
    findings = [
        Finding(
            rule="paid-over-agreed",
            fingerprint=contract.number,
            contract=contract,
            severity=4,
            title=f"{contract.number} was paid too much",
            explanation="",
            what_to_do="",
            first_seen_at=NOW,
            last_seen_at=NOW,
            state_changed_at=NOW,
        )
        for contract in contracts
    ]
    every: tuple[list[Any], ...] = (
        vendors,
        contracts,
        items,
        payments,
        teams,
        engagements,
        links,
        deliveries,
        findings,
    )
    for rows in every:
        type(rows[0])._default_manager.bulk_create(rows)


def test_lists_ask_as_often_for_a_thousand_rows_as_for_ten(
    omar: Client, grow: Callable[[range], None]
) -> None:
    grow(range(10))
    few = {address: queries(omar, address) for address in LISTS}
    grow(SLOTS)
    many = {address: queries(omar, address) for address in LISTS}
    assert many == few
    assert max(few.values()) <= MOST


def test_an_engagements_page_asks_as_often_for_many_items_as_for_one(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    address = f"/sourcing/engagement/{harbor['engagement'].pk}/change/"
    few = queries(omar, address)
    with tenant(cast.harbor):
        ContractItem.objects.bulk_create(
            ContractItem(
                contract=harbor["contract"],
                vendor=harbor["vendor"],
                number=f"A{n}",
                first_day=FIRST + timedelta(days=n),
                last_day=FIRST + timedelta(days=n + 30),
                amount=Decimal(n),
            )
            for n in range(200)
        )
    assert queries(omar, address) == few
