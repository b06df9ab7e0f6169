"""What has to be decided, sent or replaced soon: one line per contract, the next date first. Pure.

Dates are calendar dates at the organization's home, the first and the last day included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from risk.portfolio import ContractFacts, DecisionFacts, Portfolio
from risk.rules.contract_end import end_dates
from risk.rules.rule import Values
from vendors.deadlines import ExitDates, ExitKind


class Step(StrEnum):
    """What comes next on a contract."""

    DECIDE = "Decide whether to renew"
    GIVE_NOTICE = "Send the notice"
    REPLACE = "Decide on a replacement"
    MISSED = "Term ends; the notice deadline has passed"
    ENDS = "Contract ends"


@dataclass(frozen=True, slots=True)
class DueContract:
    """A contract with something due by the day `by`.

    `by` lies before the as-of date where a decision is late.
    """

    contract: ContractFacts
    step: Step
    by: date
    dates: ExitDates


@dataclass(frozen=True)
class DueList:
    """What is due from `as_of` to `until`, earliest first, so that what is late leads."""

    as_of: date
    until: date
    contracts: tuple[DueContract, ...]

    @property
    def late(self) -> int:
        return sum(due.by < self.as_of for due in self.contracts)

    def agreed(self, portfolio: Portfolio) -> Decimal:
        """Agreed value of the contracts in the reporting currency, at the as-of date's rates."""
        values = (
            portfolio.reported(due.contract.value, due.contract.currency)
            for due in self.contracts
            if due.contract.value is not None
        )
        return sum((value for value in values if value is not None), Decimal(0))

    @property
    def currencies(self) -> list[str]:
        return sorted({due.contract.currency for due in self.contracts})


def due_list(portfolio: Portfolio, days: int, values: Values) -> DueList:
    """Running contracts whose next step falls into the `days` after the as-of date.

    One whose renewal is decided needs nothing more.

    `values` are the parameters of the rule `decide-by`, whose dates these are.
    """
    as_of = portfolio.as_of
    until = as_of + timedelta(days=days)
    found = []
    for contract in portfolio.contracts:
        if contract.last_day is not None and contract.runs_on(as_of):
            dates = end_dates(contract, values, as_of)
            step, by = next_step(dates, contract.last_day, as_of, contract.decision)
            if by <= until and not (contract.decision and contract.decision.renews):
                found.append(DueContract(contract, step, by, dates))
    return DueList(as_of, until, _sorted(portfolio, found))


def next_step(
    dates: ExitDates, last_day: date, as_of: date, decision: DecisionFacts | None = None
) -> tuple[Step, date]:
    """What comes next on a contract with an end, and by when.

    A decision on a replacement stays next while it is late. A late decision on a renewal gives
    way to the notice itself, and a missed notice deadline to the last day. Once it is decided to
    leave or renegotiate, the notice comes next until it is sent, and then the end.
    """
    if decision is not None:
        return _after(decision, dates, last_day, as_of)
    if dates.kind is ExitKind.REPLACEMENT and dates.decide_by is not None:
        return Step.REPLACE, dates.decide_by
    if dates.notice_deadline is None or dates.decide_by is None:
        return Step.ENDS, last_day
    if dates.decide_by >= as_of:
        return Step.DECIDE, dates.decide_by
    if dates.notice_deadline >= as_of:
        return Step.GIVE_NOTICE, dates.notice_deadline
    return Step.MISSED, last_day


def _after(
    decision: DecisionFacts, dates: ExitDates, last_day: date, as_of: date
) -> tuple[Step, date]:
    deadline = dates.notice_deadline
    if deadline is None or decision.renews or decision.notice_sent_on is not None:
        return Step.ENDS, last_day
    return (Step.GIVE_NOTICE, deadline) if deadline >= as_of else (Step.MISSED, last_day)


def _sorted(portfolio: Portfolio, contracts: Iterable[DueContract]) -> tuple[DueContract, ...]:
    """By day, then by agreed value in the reporting currency, the largest first."""

    def key(due: DueContract) -> tuple[date, Decimal, str]:
        contract = due.contract
        value = portfolio.reported(contract.value or Decimal(0), contract.currency)
        return due.by, -(value or Decimal(0)), contract.number

    return tuple(sorted(contracts, key=key))
