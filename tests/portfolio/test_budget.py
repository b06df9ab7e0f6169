"""The page costs the same number of queries whatever the portfolio's size."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization
from accounts.tenancy import tenant
from sourcing.models import Engagement, EngagementContract
from tests.cast import Cast
from vendors.models import Contract, ContractItem, Vendor

BUDGET = 48


def test_a_thousand_contracts_cost_as_much_as_three_thousand(omar: Client, cast: Cast) -> None:
    _grow(cast.harbor, 0, 1000)
    pages = ("/", "/portfolio/rows/", "/portfolio/holders/", "/portfolio/due/")
    omar.get("/")
    small = [_queries(omar, page) for page in pages]
    _grow(cast.harbor, 1000, 3000)
    large = [_queries(omar, page) for page in pages]
    assert small == large
    assert max(large) <= BUDGET


def _queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page)
    assert response.status_code == 200
    return len(captured)


def _grow(organization: Organization, start: int, end: int) -> None:
    """Contracts `start` to `end` of one item each, three under each vendor's engagement."""
    numbers = range(start, end)
    with tenant(organization):
        vendors = Vendor.objects.bulk_create(
            Vendor(legal_name=f"Vendor {n}") for n in numbers if n % 3 == 0
        )
        engagements = Engagement.objects.bulk_create(
            Engagement(
                key=vendor.legal_name,
                name=vendor.legal_name,
                vendor=vendor,
                operating_model="vendor",
                function="IT",
                delivery_country="IN",
            )
            for vendor in vendors
        )
        shared = [engagements[(n - start) // 3 % len(engagements)] for n in numbers]
        contracts = Contract.objects.bulk_create(
            Contract(number=f"C-{n:05}", vendor=engagement.vendor)
            for n, engagement in zip(numbers, shared, strict=True)
        )
        ContractItem.objects.bulk_create(
            ContractItem(
                contract=contract,
                vendor_id=contract.vendor_id,
                number=contract.number,
                is_original=True,
                first_day=date(2026, 1, 1),
                last_day=date(2026, 7, 1 + n % 28),
                amount=Decimal(1000 + n),
            )
            for n, contract in zip(numbers, contracts, strict=True)
        )
        EngagementContract.objects.bulk_create(
            EngagementContract(engagement=engagement, contract=contract)
            for engagement, contract in zip(shared, contracts, strict=True)
        )
