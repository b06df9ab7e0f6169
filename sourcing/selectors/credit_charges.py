"""The base of a credit: what a contract charges for a service in a period, net of pass-throughs."""

from calendar import month_name
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sourcing.credits.inputs import Charge
from sourcing.service_levels.periods import Period, PeriodKind
from vendors.deadlines import add_months
from vendors.models import MonthlyCharge


class Charges:
    """The monthly charges of some contracts, read once.

    Where a level names no service its base is the whole contract's: the charge that names no
    service, or else the sum of those that do.
    """

    def __init__(self, contracts: Iterable[UUID]) -> None:
        self._rows: dict[UUID, list[MonthlyCharge]] = {}
        for row in MonthlyCharge.objects.filter(contract__in=set(contracts)):
            self._rows.setdefault(row.contract_id, []).append(row)

    def base(self, contract: UUID, service: str, period: Period, currency: str) -> Charge:
        """The sum of the period's months; without one of them there is no base."""
        total = Decimal(0)
        for month in months_of(period):
            found = self._of_month(contract, service, month)
            if not found:
                of = f"for {service}" if service else "by the contract"
                return Charge(
                    None,
                    currency,
                    f"no charge {of} is recorded for {month_name[month.month]} {month.year}",
                )
            total += sum((row.amount - row.pass_through for row in found), Decimal(0))
        return Charge(total, currency)

    def _of_month(self, contract: UUID, service: str, month: date) -> Sequence[MonthlyCharge]:
        running = [
            row
            for row in self._rows.get(contract, ())
            if row.first_month <= month and (row.last_month is None or month <= row.last_month)
        ]
        named = [row for row in running if row.service == service]
        return named if named or service else running


def months_of(period: Period) -> list[date]:
    """The first days of its months; rolling days are charged as the month that they end in."""
    if period.kind is PeriodKind.ROLLING_DAYS:
        return [period.last_day.replace(day=1)]
    months = 3 if period.kind is PeriodKind.QUARTER else 1
    return [add_months(period.first_day, number) for number in range(months)]
