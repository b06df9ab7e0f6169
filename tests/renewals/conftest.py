"""Contracts of Harbor Works that renew, end and go on, as of 30 June 2026."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from accounts.tenancy import tenant
from tests.admin.conftest import sign_in
from tests.cast import Cast
from tests.risk.records import make_contract, make_vendor
from vendors.models import Contract, ContractItem, Obligation

__all__ = ["sign_in"]


@dataclass(frozen=True)
class Renewing:
    late: Contract
    coming: Contract
    later: Contract
    evergreen: Contract
    report: Obligation


@pytest.fixture
def renewing(cast: Cast) -> Renewing:
    """LATE-1 (notice by 20 July), COMING-1 (by 18 August), LATER-1 (ends in 2028), EVER-1."""
    with tenant(cast.harbor):
        vendor = make_vendor()
        terms: dict[str, Any] = {
            "auto_renewal": True,
            "notice_period": 90,
            "notice_unit": "calendar_days",
            "renewal_months": 12,
        }
        late = make_contract(
            "LATE-1", vendor, 291_000, last_day=date(2026, 10, 18), owner=cast.vera, **terms
        )
        coming = make_contract("COMING-1", vendor, 320_000, last_day=date(2026, 11, 16), **terms)
        later = make_contract("LATER-1", vendor, 900_000, last_day=date(2028, 12, 31), **terms)
        evergreen = make_contract("EVER-1", vendor, 1000, notice_period=2, notice_unit="months")
        ContractItem.objects.filter(contract=evergreen).update(last_day=None)
        report = Obligation.objects.create(
            contract=later,
            title="Service report",
            owed_by="vendor",
            recurrence="quarterly",
            first_due=date(2026, 6, 1),
            owner=cast.vera,
        )
    return Renewing(late, coming, later, evergreen, report)
