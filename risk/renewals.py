"""The renewal calendar: what ends, renews or must be decided in the coming months. Pure.

Dates are calendar dates at the organization's home, the first and the last day included.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from risk.due import Step, next_step
from risk.portfolio import ContractFacts, Portfolio
from risk.rules.contract_end import end_dates, renewal_cost
from risk.rules.rule import Values
from vendors.deadlines import ExitDates, ExitKind


@dataclass(frozen=True, slots=True)
class Renewal:
    """A contract with what comes next on it by the day `by`; `money` is one renewal's cost.

    `money` is None where nothing renews or where the cost isn't known.
    """

    contract: ContractFacts
    step: Step
    by: date
    dates: ExitDates
    money: Decimal | None

    @property
    def is_undecided(self) -> bool:
        return self.contract.decision is None


@dataclass(frozen=True, slots=True)
class Evergreen:
    """A contract without an end: the earliest day on which it could end, notice sent today."""

    contract: ContractFacts
    earliest_exit: date


@dataclass(frozen=True)
class RenewalCalendar:
    """Renewals from `as_of` to `until` in the order of their days; late ones lead."""

    as_of: date
    until: date
    renewals: tuple[Renewal, ...]
    evergreen: tuple[Evergreen, ...]

    @property
    def undecided(self) -> tuple[Renewal, ...]:
        return tuple(each for each in self.renewals if each.is_undecided)

    @property
    def late(self) -> tuple[Renewal, ...]:
        """Undecided ones whose day to decide has passed."""
        return tuple(each for each in self.undecided if is_late(each, self.as_of))

    def at_stake(self, currency: str) -> Decimal:
        """What the undecided renewals would cost, in one currency."""
        return sum(
            (
                each.money
                for each in self.undecided
                if each.money is not None and each.contract.currency == currency
            ),
            Decimal(0),
        )


def renewal_calendar(portfolio: Portfolio, until: date, values: Values) -> RenewalCalendar:
    """Running contracts with a decision, a notice or an end by `until`, and those without an end.

    `values` are the parameters of the rule `decide-by`, whose dates these are.
    """
    as_of = portfolio.as_of
    found = [each for each in _ending(portfolio, values) if _falls_within(each, as_of, until)]
    return RenewalCalendar(as_of, until, in_order(found, as_of), _evergreen(portfolio, values))


def is_late(renewal: Renewal, as_of: date) -> bool:
    decide_by = renewal.dates.decide_by
    return renewal.is_undecided and decide_by is not None and decide_by < as_of


def in_order(renewals: Iterable[Renewal], as_of: date) -> tuple[Renewal, ...]:
    """Late ones first, then by month; within a month what is undecided leads, and on
    one day the dearest of each currency.
    """
    return tuple(
        sorted(
            renewals,
            key=lambda each: (
                not is_late(each, as_of),
                month_of(each),
                not each.is_undecided,
                each.by,
                each.contract.currency,
                -(each.money or each.contract.value or 0),
                each.contract.number,
            ),
        )
    )


def month_of(renewal: Renewal) -> date:
    """The first day of the month in which something is to be done next."""
    return renewal.by.replace(day=1)


def _ending(portfolio: Portfolio, values: Values) -> Iterator[Renewal]:
    for contract in portfolio.contracts:
        if contract.last_day is None or not contract.runs_on(portfolio.as_of):
            continue
        dates = end_dates(contract, values, portfolio.as_of)
        step, by = next_step(dates, contract.last_day, portfolio.as_of, contract.decision)
        renews = dates.kind is ExitKind.NOTICE
        yield Renewal(contract, step, by, dates, renewal_cost(contract) if renews else None)


def _falls_within(renewal: Renewal, as_of: date, until: date) -> bool:
    dates = renewal.dates
    named = (dates.decide_by, dates.notice_deadline, dates.last_day)
    return is_late(renewal, as_of) or any(
        as_of <= each <= until for each in named if each is not None
    )


def _evergreen(portfolio: Portfolio, values: Values) -> tuple[Evergreen, ...]:
    found = []
    for contract in portfolio.contracts:
        if contract.last_day is None and contract.runs_on(portfolio.as_of):
            dates = end_dates(contract, values, portfolio.as_of)
            if dates.earliest_exit is not None:
                found.append(Evergreen(contract, dates.earliest_exit))
    return tuple(sorted(found, key=lambda each: (each.earliest_exit, each.contract.number)))
