"""What the rules on the end of a contract have in common: its dates, money, words, evidence. Pure.

The parameters are those of the rule `decide-by`, whose dates all of them use.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from risk.conclusions import Conclusion, Evidence, Parameter, Row, Severity
from risk.portfolio import ContractFacts, DecisionFacts, Portfolio
from risk.rules.rule import Values, shown
from risk.rules.wording import day, percent, rounded_money
from vendors.deadlines import (
    DEFAULT_DECISION_BUFFER_DAYS,
    DEFAULT_REPLACEMENT_LEAD_DAYS,
    ExitDates,
    ExitKind,
    ExitTerms,
    Notice,
    NoticeUnit,
    exit_dates,
    renewal_money,
)

DATE_PARAMETERS = (
    Parameter(
        "decision_buffer_days",
        DEFAULT_DECISION_BUFFER_DAYS,
        "days",
        "A month to compare offers and get a signature before the notice must be out.",
    ),
    Parameter(
        "replacement_lead_days",
        DEFAULT_REPLACEMENT_LEAD_DAYS,
        "days",
        "Half a year to tender, contract and hand over, where the contract doesn't say.",
    ),
    Parameter(
        "horizon_days",
        60,
        "days",
        "How long before the decide-by date it is brought up: two monthly meetings.",
    ),
    Parameter(
        "medium_days",
        30,
        "days",
        "The last month before the decide-by date.",
    ),
    Parameter(
        "high_days",
        30,
        "days",
        "A month before the notice deadline the time for deciding is over.",
    ),
    Parameter(
        "critical_days",
        7,
        "days",
        "A week before the notice deadline: one absence can miss it.",
    ),
    Parameter(
        "calendar_days",
        90,
        "days",
        "How long before its last day a contract that needs no notice is put in the calendar: "
        "a quarter.",
    ),
)

UNIT_WORDS = {
    NoticeUnit.CALENDAR_DAYS: "calendar days",
    NoticeUnit.BUSINESS_DAYS: "business days",
    NoticeUnit.MONTHS: "months",
}


@dataclass(frozen=True)
class EndingContract:
    """A contract with its last day and the dates that follow from it."""

    contract: ContractFacts
    vendor: str
    dates: ExitDates
    last_day: date
    as_of: date
    values: Values

    @property
    def money(self) -> Decimal | None:
        return renewal_cost(self.contract)

    def days_to(self, target: date) -> int:
        return (target - self.as_of).days

    @property
    def run_rate(self) -> Decimal | None:
        """What the contract costs a year on its last day."""
        return self.contract.annual_run_rate(self.last_day)

    @property
    def decision(self) -> DecisionFacts | None:
        return self.contract.decision

    def within(self, target: date, parameter: str) -> bool:
        """Whether the target is at most so many days away; a past one is."""
        return self.days_to(target) <= int(self.values[parameter])


def ending_contracts(portfolio: Portfolio, values: Values) -> Iterator[EndingContract]:
    """Contracts that haven't ended and have a last day, with their dates."""
    for contract in portfolio.contracts:
        last_day = contract.last_day
        if last_day is None or last_day < portfolio.as_of:
            continue
        yield EndingContract(
            contract=contract,
            vendor=portfolio.vendors[contract.vendor_id].legal_name,
            dates=end_dates(contract, values, portfolio.as_of),
            last_day=last_day,
            as_of=portfolio.as_of,
            values=values,
        )


def end_dates(contract: ContractFacts, values: Values, as_of: date) -> ExitDates:
    """A contract's dates, its business days counted without its holidays."""
    return exit_dates(exit_terms(contract, values), as_of, contract.holidays)


def exit_terms(contract: ContractFacts, values: Values) -> ExitTerms:
    """A contract's own exit terms, with the rule's parameters where it has none."""
    lead = contract.replacement_lead_days
    return ExitTerms(
        last_day=contract.last_day,
        auto_renews=contract.auto_renews,
        notice=contract.notice,
        replacement_lead_days=int(values["replacement_lead_days"]) if lead is None else lead,
        decision_buffer_days=int(values["decision_buffer_days"]),
    )


def renewal_cost(contract: ContractFacts) -> Decimal | None:
    """What one renewal would cost in the contract's currency, to the cent.

    Renewal term × run rate on the last day × (1 + uplift); None where one of them is unknown.
    """
    run_rate = contract.annual_run_rate(contract.last_day) if contract.last_day else None
    if run_rate is None or not contract.renewal_months:
        return None
    uplift = contract.renewal_uplift_percent or Decimal(0)
    return round(renewal_money(contract.renewal_months, run_rate, uplift), 2)


def notice_severity(case: EndingContract, deadline: date, decide_by: date) -> Severity:
    """Critical and high by the days to the notice deadline, medium and low by those before."""
    if case.within(deadline, "critical_days"):
        return Severity.CRITICAL
    if case.within(deadline, "high_days"):
        return Severity.HIGH
    return Severity.MEDIUM if case.within(decide_by, "medium_days") else Severity.LOW


def conclude(
    case: EndingContract,
    rule: str,
    *,
    severity: Severity,
    target: date,
    due_on: date,
    title: str,
    explanation: str,
    what_to_do: str,
) -> Conclusion:
    """A conclusion on the contract; `target` is the date it is about, a moved one is another."""
    at_stake = case.money if case.dates.kind is ExitKind.NOTICE else None
    return Conclusion(
        rule=rule,
        subject_kind="contract",
        subject_id=case.contract.id,
        period=target.isoformat(),
        severity=severity,
        title=title,
        explanation=explanation.strip(),
        what_to_do=what_to_do,
        money=at_stake,
        currency=case.contract.currency if at_stake is not None else "",
        due_on=due_on,
        evidence=evidence(case),
    )


def renews(contract: ContractFacts) -> str:
    """How sure it is that the contract renews."""
    return "renews" if contract.auto_renews else "may renew"


def by_itself(contract: ContractFacts) -> str:
    if not contract.renewal_months:
        return " by itself" if contract.auto_renews else ""
    length = f"{contract.renewal_months} months"
    return f" by itself for {length}" if contract.auto_renews else f" for {length}"


def notice_words(contract: ContractFacts) -> str:
    notice = contract.notice
    if notice is None:
        return "Notice"
    delivery = f" and {notice.delivery_days} days for delivery" if notice.delivery_days else ""
    return f"A notice of {length(notice)}{delivery}"


def _source(paper: str) -> str:
    return f" ({paper})" if paper else ""


def length(notice: Notice) -> str:
    return f"{notice.length} {UNIT_WORDS[notice.unit]}"


def cost(case: EndingContract) -> str:
    if case.money is None:
        return "What a renewal would cost isn't known: its length or price isn't in the register."
    return f"One renewal would cost {rounded_money(case.money, case.contract.currency)}."


def evidence(case: EndingContract) -> Evidence:
    return Evidence(
        formula=_formula(case),
        figures=_figures(case),
        rows=(
            Row("vendors.contract", case.contract.id, case.contract.number),
            *(
                Row("vendors.contractitem", item.id, item.number)
                for item in case.contract.items
                if item.last_day is None or item.last_day >= case.last_day
            ),
        ),
        parameters=shown(DATE_PARAMETERS, case.values),
        as_of=case.as_of,
    )


def _formula(case: EndingContract) -> str:
    dates, notice = case.dates, case.contract.notice
    if dates.kind is ExitKind.REPLACEMENT and dates.decide_by:
        lead = (case.last_day - dates.decide_by).days
        return (
            f"Decide by = last day {day(case.last_day)} − replacement lead {lead} days = "
            f"{day(dates.decide_by)}"
        )
    if notice is None or dates.notice_deadline is None or dates.decide_by is None:
        return f"Last day {day(case.last_day)}, included; no notice period is recorded"
    return (
        f"Notice deadline = last day {day(case.last_day)} − {length(notice)} − delivery "
        f"{notice.delivery_days} days = {day(dates.notice_deadline)}; decide by = that − "
        f"{case.values['decision_buffer_days']} days = {day(dates.decide_by)}{_money_formula(case)}"
    )


def _money_formula(case: EndingContract) -> str:
    contract = case.contract
    if case.money is None or case.run_rate is None:
        return ""
    return (
        f"; money = {contract.renewal_months} months / 12 × "
        f"{rounded_money(case.run_rate, contract.currency)} a year × (1 + "
        f"{percent(contract.renewal_uplift_percent or Decimal(0), 2)}) = "
        f"{rounded_money(case.money, contract.currency)}"
    )


def _figures(case: EndingContract) -> dict[str, str]:
    contract, dates = case.contract, case.dates
    unknown = "not recorded"
    renewal = {True: "yes", False: "no", None: unknown}[contract.auto_renews]
    notice = length(contract.notice) if contract.notice else unknown
    figures = {
        "Last day": day(case.last_day),
        "Renews by itself": renewal + _source(contract.renewal_from),
        "Notice": notice + _source(contract.notice_from),
    }
    for label, found in (
        ("Must be received by", dates.received_by),
        ("Notice deadline", dates.notice_deadline),
        ("Decide by", dates.decide_by),
    ):
        if found is not None:
            figures[label] = day(found)
    if case.decision is not None:
        made = case.decision
        figures["Decision"] = f"{made.choice}, {made.decided_by}, {day(made.decided_on)}"
    if case.run_rate is not None:
        figures["Run rate a year"] = rounded_money(case.run_rate, contract.currency)
    return figures
