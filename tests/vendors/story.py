"""A master agreement with a statement of work, for the tests of this directory."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from vendors.models import Contract, Vendor

TODAY = date(2026, 6, 30)
END = date(2026, 12, 31)


@dataclass(frozen=True)
class Family:
    master: Contract
    sow: Contract


def make_family(**of_sow: Any) -> Family:
    """MSA-1 with 90 days of notice, and SOW-1 under it that runs until the end of 2026."""
    vendor = Vendor.objects.create(legal_name="Acme Harbor Services")
    master = Contract.objects.create(
        number="MSA-1",
        kind="master",
        vendor=vendor,
        first_day=date(2024, 1, 1),
        notice_period=90,
        notice_unit="calendar_days",
    )
    fields = {"first_day": date(2026, 1, 1), "last_day": END, **of_sow}
    sow = Contract.objects.create(
        number="SOW-1", kind="statement_of_work", vendor=vendor, parent=master, **fields
    )
    return Family(master, sow)
