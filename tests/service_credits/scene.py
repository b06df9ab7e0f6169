"""Harbor Works' desk vendor: a contract with a monthly charge, a scheme, levels and results."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Organization
from accounts.tenancy import tenant
from sourcing.models import (
    CreditMove,
    CreditScheme,
    LevelDefinition,
    PeriodResult,
    ServiceCredit,
    ServiceLevel,
)
from sourcing.services.credits import Credited, credit_final_results
from tests.risk.records import make_contract, make_engagement, make_vendor
from vendors.models import Contract, MonthlyCharge

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
POOL = {
    "kind": "at_risk_pool",
    "at_risk_percent": "10",
    "pool_total_percent": "300",
    "dialect": "category",
    "categories": [{"name": "Critical", "pool_percent": "300"}],
}
FLAT = {"kind": "flat", "percent": "10", "cap_percent": "100"}
CLAIM = {"claim": {"dialect": "days", "number": 45}}


@dataclass
class Scene:
    organization: Organization
    contract: Contract
    scheme: CreditScheme
    levels: dict[str, ServiceLevel] = field(default_factory=dict)

    def level(self, key: str, **fields: Any) -> ServiceLevel:
        """A critical level under the scheme, in force since January."""
        with tenant(self.organization):
            engagement = self.contract.engagement_links.get().engagement
            level = ServiceLevel.objects.create(
                engagement=engagement, key=key, name=f"Desk {key}", contract=self.contract
            )
            values = {
                "valid_from": date(2026, 1, 1),
                "indicator": "availability",
                "expected": Decimal("99.9"),
                "minimum": Decimal("99.5"),
                "time_zone": "America/New_York",
                "credit_scheme": self.scheme,
                "pool_category": "Critical",
                "pool_share_percent": Decimal(20),
                **fields,
            }
            LevelDefinition.objects.create(service_level=level, **values)
        self.levels[key] = level
        return level

    def result(self, key: str, month: int, outcome: str = "missed_minimum", **fields: Any) -> Any:
        """A final result of a month of 2026."""
        first = date(2026, month, 1)
        level = self.levels[key]
        missed = outcome == "missed_minimum"
        attained = {"met": "99.95", "missed_expected": "99.7", "missed_minimum": "99.2"}
        with tenant(self.organization):
            return PeriodResult.objects.create(
                **{
                    "service_level": level,
                    "definition": level.definitions.get(),
                    "first_day": first,
                    "last_day": first.replace(day=monthrange(2026, month)[1]),
                    "state": "final",
                    "outcome": outcome,
                    "is_default": missed,
                    "default_reason": "minimum" if missed else "",
                    "attained": Decimal(attained[outcome]) if outcome in attained else None,
                    "computed_at": NOW,
                    "final_at": NOW,
                    "final_from": date(2026, month + 1, 14),
                    **fields,
                }
            )

    def run(self, now: datetime = NOW) -> Credited:
        with tenant(self.organization):
            return credit_final_results(now)

    def credits(self) -> list[tuple[str, int, str, str]]:
        """Level, month, state and amount, in that order."""
        with tenant(self.organization):
            rows = ServiceCredit.objects.select_related("result__service_level")
            return sorted(
                (
                    row.result.service_level.key,
                    row.result.first_day.month,
                    row.state,
                    f"{row.amount}",
                )
                for row in rows
            )

    def credit(self, key: str, month: int) -> ServiceCredit:
        with tenant(self.organization):
            return ServiceCredit.objects.select_related("result").get(
                result__service_level=self.levels[key], result__first_day=date(2026, month, 1)
            )

    def moves(self, credit: ServiceCredit) -> list[tuple[str, str, str, str]]:
        """To which state, the amount, by whom and why."""
        with tenant(self.organization):
            moves = CreditMove.objects.filter(credit=credit).select_related("by__user")
            return [
                (
                    move.to_state,
                    "" if move.amount is None else f"{move.amount}",
                    move.by.user.full_name if move.by else "",
                    move.reason,
                )
                for move in moves
            ]


def make_scene(
    organization: Organization,
    terms: dict[str, Any],
    *,
    charge: int | None = 100_000,
    pass_through: int = 0,
    currency: str = "USD",
    number: str = "DESK-1",
) -> Scene:
    with tenant(organization):
        contract = make_contract(number, make_vendor(f"{number} Services"), currency=currency)
        make_engagement(f"{number}-E", contract.vendor, contract)
        if charge is not None:
            MonthlyCharge.objects.create(
                contract=contract,
                first_month=date(2026, 1, 1),
                amount=Decimal(charge),
                pass_through=Decimal(pass_through),
            )
        scheme = CreditScheme.objects.create(
            contract=contract, name="Credits", kind=terms["kind"], terms=terms, clause="3, 4.2"
        )
    return Scene(organization, contract, scheme)
