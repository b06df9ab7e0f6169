"""What a renewal calendar shows: deadlines of contracts and due days of obligations. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from risk.portfolio import ContractFacts, ObligationFacts, Portfolio
from risk.renewals import Renewal, renewal_calendar
from risk.rules.rule import Values
from risk.rules.wording import rounded_money
from vendors.deadlines import add_months
from vendors.obligations import occurrences

AHEAD_MONTHS = 18


@dataclass(frozen=True, slots=True)
class Entry:
    """An all-day entry. `uid` stays the same while a date moves, so that the entry moves too.

    `alarms` are days before it on which a person is reminded.
    """

    uid: str
    day: date
    title: str
    text: str
    contract_id: UUID
    alarms: tuple[int, ...] = ()


def renewal_entries(portfolio: Portfolio, values: Values) -> Iterator[Entry]:
    """Day to decide, notice deadline and end of each contract in the next 18 months.

    What is decided is no longer to decide; a notice that was sent, or isn't wanted, has no
    deadline.
    """
    until = add_months(portfolio.as_of, AHEAD_MONTHS)
    for renewal in renewal_calendar(portfolio, until, values).renewals:
        contract, dates = renewal.contract, renewal.dates
        vendor = portfolio.vendors[contract.vendor_id].legal_name
        entry = _maker(renewal, vendor)
        decision = contract.decision
        if decision is None and dates.decide_by is not None:
            yield entry("decide", dates.decide_by, "Decide", (14, 1))
        is_settled = decision is not None and (decision.renews or decision.notice_sent_on)
        if dates.notice_deadline is not None and not is_settled:
            yield entry("notice", dates.notice_deadline, "Notice deadline", (14, 3))
        if dates.last_day is not None:
            yield entry("end", dates.last_day, "Last day", (7,))


def _maker(renewal: Renewal, vendor: str) -> Callable[[str, date, str, tuple[int, ...]], Entry]:
    contract = renewal.contract

    def make(kind: str, day: date, what: str, alarms: tuple[int, ...]) -> Entry:
        return Entry(
            uid=f"{kind}-{contract.id}",
            day=day,
            title=f"{what}: {contract.number}, {vendor}",
            text=_text(renewal),
            contract_id=contract.id,
            alarms=alarms,
        )

    return make


def _text(renewal: Renewal) -> str:
    contract, decision = renewal.contract, renewal.contract.decision
    parts = [
        f"Decided: {decision.choice} ({decision.decided_by})."
        if decision
        else "Nobody has decided yet."
    ]
    if renewal.money is not None:
        parts.append(f"One renewal costs {rounded_money(renewal.money, contract.currency)}.")
    return " ".join(parts)


def obligation_entries(portfolio: Portfolio) -> Iterator[Entry]:
    """Unmet due days of obligations: the overdue ones and those of the next 18 months."""
    through = add_months(portfolio.as_of, AHEAD_MONTHS)
    for contract in portfolio.contracts:
        if contract.last_day is not None and contract.last_day < portfolio.as_of:
            continue
        for obligation in contract.obligations:
            for day in occurrences(obligation.schedule, through):
                if day not in obligation.done:
                    yield _due(portfolio, contract, obligation, day)


def _due(
    portfolio: Portfolio, contract: ContractFacts, obligation: ObligationFacts, day: date
) -> Entry:
    vendor = portfolio.vendors[contract.vendor_id].legal_name
    who = "We owe this" if obligation.is_ours else f"{vendor} owes this"
    seen_to = f" {obligation.owner} sees to it." if obligation.owner else ""
    return Entry(
        uid=f"due-{obligation.id}-{day:%Y%m%d}",
        day=day,
        title=f"Due: {obligation.title}, {contract.number}",
        text=f"{who} under contract {contract.number}.{seen_to}",
        contract_id=contract.id,
        alarms=(7,),
    )


def alarm_offset(days: int) -> timedelta:
    """When an alarm sounds, from the start of the entry's day: nine in the morning, days before."""
    return timedelta(hours=9) - timedelta(days=days)
