"""The nightly scan of 200 organizations beside 200 scans of one: time and memory per organization.

Makes its own database with organizations of 20 engagements each. QUICK=1 makes 20 of them.
"""

import json
import os
import resource
from datetime import UTC, date, datetime
from decimal import Decimal
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from accounts.models import Organization  # noqa: E402
from accounts.services.organizations import create_organization  # noqa: E402
from accounts.tenancy import tenant  # noqa: E402
from benchmarks.own_database import own_database  # noqa: E402
from risk.services.scan import scan  # noqa: E402
from sourcing.models import Engagement, EngagementContract  # noqa: E402
from vendors.models import Contract, ContractItem, PaymentToDate, Vendor  # noqa: E402

COUNT = 20 if os.environ.get("QUICK") else 200
ENGAGEMENTS = 20
AS_OF = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
TARGET = 1.2
#: What the loop over all organizations may add to the memory that scanning one took, in bytes.
MEMORY_TARGET = 16 * 1024 * 1024


def organizations() -> list[Organization]:
    return [_furnished(number) for number in range(COUNT)]


def _furnished(number: int) -> Organization:
    """An organization whose every fourth contract is paid over what was agreed."""
    organization = create_organization(
        slug=f"bench-scan-{number}",
        name=f"Bench {number}",
        home_country="US",
        home_time_zone=ZoneInfo("America/New_York"),
        reporting_currency="USD",
    )
    with tenant(organization):
        vendors = Vendor.objects.bulk_create(
            [Vendor(legal_name=f"Vendor {n}") for n in range(ENGAGEMENTS)]
        )
        contracts = Contract.objects.bulk_create(
            [Contract(number=f"C-{n}", title="Work", vendor=v) for n, v in enumerate(vendors)]
        )
        items = ContractItem.objects.bulk_create(
            [
                ContractItem(
                    contract=contract, vendor=contract.vendor, number=contract.number,
                    is_original=True, first_day=date(2026, 1, 1), last_day=date(2027, 6, 30),
                    amount=Decimal("1000.00"),
                )
                for contract in contracts
            ]
        )  # fmt: skip
        PaymentToDate.objects.bulk_create(
            [
                PaymentToDate(item=i, as_of=AS_OF, amount=Decimal(5500 if n % 4 == 0 else 500))
                for n, i in enumerate(items)
            ]
        )
        engagements = Engagement.objects.bulk_create(
            [
                Engagement(key=f"E-{n}", name="Work", vendor=v, operating_model="vendor")
                for n, v in enumerate(vendors)
            ]
        )
        EngagementContract.objects.bulk_create(
            [
                EngagementContract(engagement=engagement, contract=contract)
                for engagement, contract in zip(engagements, contracts, strict=True)
            ]
        )
    return organization


def seconds(organization: Organization) -> float:
    started = perf_counter()
    result = scan(organization=organization, as_of=AS_OF, now=NOW, dry_run=True)
    spent = perf_counter() - started
    assert result.findings["paid-over-agreed"]["high"] == ENGAGEMENTS // 4
    return spent


def peak_memory() -> int:
    """The most memory this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def report(**figures: object) -> None:
    print(json.dumps(figures))


def main() -> None:
    with own_database():
        made = organizations()
        alone = median(seconds(made[0]) for _ in range(COUNT))
        before = peak_memory()
        each = median(seconds(organization) for organization in made)
        grown = peak_memory() - before
    report(
        bench=f"scan of each of {COUNT} organizations",
        ours=round(each, 4), limit=round(alone, 4), unit="s per organization",
        ratio=round(each / alone, 2), target=TARGET, ok=each / alone <= TARGET,
    )  # fmt: skip
    report(
        bench=f"memory of scanning {COUNT} organizations", ours=grown, limit=MEMORY_TARGET,
        unit="bytes more than one took", ratio=round(grown / MEMORY_TARGET, 2), target=1.0,
        ok=grown <= MEMORY_TARGET,
    )  # fmt: skip


main()
