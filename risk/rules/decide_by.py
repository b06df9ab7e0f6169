"""`decide-by`: on which contracts must something be decided or sent, and by when?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from risk.conclusions import Conclusion, Evidence, Parameter, Row, Severity
from risk.portfolio import ContractFacts, Portfolio
from risk.rules.rule import Rule, Values, shown
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

PARAMETERS = (
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
class _Case:
    """A contract with its dates and what its renewal would cost, None where unknown."""

    contract: ContractFacts
    vendor: str
    dates: ExitDates
    last_day: date
    as_of: date
    run_rate: Decimal | None
    values: Values

    @property
    def money(self) -> Decimal | None:
        return renewal_cost(self.contract)

    def days_to(self, target: date) -> int:
        return (target - self.as_of).days

    def within(self, target: date, parameter: str) -> bool:
        """Whether the target is at most so many days away; a past one is."""
        return self.days_to(target) <= int(self.values[parameter])


def evaluate(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """At most one conclusion per contract that hasn't ended and has a last day."""
    for contract in portfolio.contracts:
        last_day = contract.last_day
        if last_day is None or last_day < portfolio.as_of:
            continue
        case = _Case(
            contract=contract,
            vendor=portfolio.vendors[contract.vendor_id].legal_name,
            dates=exit_dates(exit_terms(contract, values), portfolio.as_of),
            last_day=last_day,
            as_of=portfolio.as_of,
            run_rate=contract.annual_run_rate(last_day),
            values=values,
        )
        conclusion = _conclude(case)
        if conclusion is not None:
            yield conclusion


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


def _conclude(case: _Case) -> Conclusion | None:
    dates = case.dates
    if dates.kind is ExitKind.NOTICE and dates.notice_deadline and dates.decide_by:
        return _notice(case, dates.notice_deadline, dates.decide_by)
    if dates.kind is ExitKind.REPLACEMENT and dates.decide_by:
        return _replacement(case, dates.decide_by)
    return _calendar(case) if case.within(case.last_day, "calendar_days") else None


def _notice(case: _Case, deadline: date, decide_by: date) -> Conclusion | None:
    if deadline < case.as_of:
        return _missed(case, deadline)
    if not case.within(decide_by, "horizon_days"):
        return None
    contract, vendor = case.contract, case.vendor
    renews = "renews" if contract.auto_renews else "may renew"
    in_time = decide_by >= case.as_of
    return _conclusion(
        case,
        severity=_notice_severity(case, deadline, decide_by),
        target=deadline,
        due_on=decide_by if in_time else deadline,
        title=f"Contract {contract.number} with {vendor} {renews} unless notice is sent by "
        f"{day(deadline)}",
        explanation=(
            f"Contract {contract.number} with {vendor} runs until {day(case.last_day)} and "
            f"{renews}{_by_itself(contract)}. {_notice_words(contract)} must be sent by "
            f"{day(deadline)}. {_cost(case)}"
        ),
        what_to_do=(
            f"Decide by {day(decide_by)} whether to go on, renegotiate or leave; without a "
            f"decision send the notice by {day(deadline)} to keep the choice."
            if in_time
            else f"The day to decide by, {day(decide_by)}, has passed. Send the notice by "
            f"{day(deadline)} unless the renewal is wanted; it can be withdrawn, a missed one "
            "can't be made up for."
        ),
    )


def _notice_severity(case: _Case, deadline: date, decide_by: date) -> Severity:
    if case.within(deadline, "critical_days"):
        return Severity.CRITICAL
    if case.within(deadline, "high_days"):
        return Severity.HIGH
    return Severity.MEDIUM if case.within(decide_by, "medium_days") else Severity.LOW


def _missed(case: _Case, deadline: date) -> Conclusion:
    """The deadline is over. High where renewal is certain: its price can still be talked about."""
    contract, vendor = case.contract, case.vendor
    certain = bool(contract.auto_renews)
    renews = "renews" if certain else "may renew"
    return _conclusion(
        case,
        severity=Severity.HIGH if certain else Severity.MEDIUM,
        target=deadline,
        due_on=case.last_day,
        title=f"The notice deadline of contract {contract.number} with {vendor} passed on "
        f"{day(deadline)}",
        explanation=(
            f"No notice could be sent after {day(deadline)}, so contract {contract.number} with "
            f"{vendor} {renews}{_by_itself(contract)} after {day(case.last_day)}. {_cost(case)}"
        ),
        what_to_do=(
            f"If notice was sent, record the new last day. If not, ask {vendor} before "
            f"{day(case.last_day)} to accept a late notice or a shorter renewal, and plan the "
            "money."
        ),
    )


def _replacement(case: _Case, decide_by: date) -> Conclusion | None:
    """Nothing renews. Someone who recorded how long replacing takes wants to be told in time;
    where only the default is known it is an entry in the calendar."""
    if not case.within(decide_by, "horizon_days"):
        return None
    contract, vendor = case.contract, case.vendor
    recorded = contract.replacement_lead_days is not None
    late = decide_by < case.as_of
    lead = (case.last_day - decide_by).days
    source = "as recorded on the contract" if recorded else "the default, none is recorded"
    return _conclusion(
        case,
        severity=_replacement_severity(case, decide_by) if recorded else Severity.INFO,
        target=decide_by,
        due_on=case.last_day if late else decide_by,
        title=f"Contract {contract.number} with {vendor} ends on {day(case.last_day)} and doesn't "
        "renew",
        explanation=(
            f"Replacing {vendor} takes {lead} days ({source}), so whatever follows had to be "
            f"decided by {day(decide_by)}: a replacement may not be ready when the contract ends."
            if late
            else f"Replacing {vendor} takes {lead} days ({source}). To have a replacement ready "
            f"on {day(case.last_day)} the decision is needed by {day(decide_by)}."
        ),
        what_to_do=(
            f"Agree an extension with {vendor} before {day(case.last_day)}, or a shorter handover."
            if late
            else f"Decide by {day(decide_by)} whether to renew, tender or take the work back."
        ),
    )


def _replacement_severity(case: _Case, decide_by: date) -> Severity:
    if decide_by < case.as_of:
        return Severity.HIGH
    return Severity.MEDIUM if case.within(decide_by, "medium_days") else Severity.LOW


def _calendar(case: _Case) -> Conclusion:
    contract, vendor = case.contract, case.vendor
    missing = [
        words
        for words, value in (
            ("notice period", contract.notice),
            ("whether it renews by itself", contract.auto_renews),
        )
        if value is None
    ]
    return _conclusion(
        case,
        severity=Severity.INFO,
        target=case.last_day,
        due_on=case.last_day,
        title=f"Contract {contract.number} with {vendor} ends on {day(case.last_day)}",
        explanation=(
            f"Contract {contract.number} with {vendor} ends on {day(case.last_day)}. The register "
            f"doesn't say: {' and '.join(missing)}. So this is an entry in the calendar and no "
            "alert."
        ),
        what_to_do=(
            f"Read the contract and record its notice and renewal terms; decide before "
            f"{day(case.last_day)} what follows."
        ),
    )


def _conclusion(
    case: _Case,
    *,
    severity: Severity,
    target: date,
    due_on: date,
    title: str,
    explanation: str,
    what_to_do: str,
) -> Conclusion:
    renews = case.dates.kind is ExitKind.NOTICE
    return Conclusion(
        rule=RULE.code,
        subject_kind="contract",
        subject_id=case.contract.id,
        period=target.isoformat(),
        severity=severity,
        title=title,
        explanation=explanation.strip(),
        what_to_do=what_to_do,
        money=case.money if renews else None,
        currency=case.contract.currency if renews and case.money is not None else "",
        due_on=due_on,
        evidence=_evidence(case),
    )


def _by_itself(contract: ContractFacts) -> str:
    if not contract.renewal_months:
        return " by itself" if contract.auto_renews else ""
    length = f"{contract.renewal_months} months"
    return f" by itself for {length}" if contract.auto_renews else f" for {length}"


def _notice_words(contract: ContractFacts) -> str:
    notice = contract.notice
    if notice is None:
        return "Notice"
    delivery = f" and {notice.delivery_days} days for delivery" if notice.delivery_days else ""
    return f"A notice of {_length(notice)}{delivery}"


def _length(notice: Notice) -> str:
    return f"{notice.length} {UNIT_WORDS[notice.unit]}"


def _cost(case: _Case) -> str:
    if case.money is None:
        return "What a renewal would cost isn't known: its length or price isn't in the register."
    return f"One renewal would cost {rounded_money(case.money, case.contract.currency)}."


def _evidence(case: _Case) -> Evidence:
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
        parameters=shown(PARAMETERS, case.values),
        as_of=case.as_of,
    )


def _formula(case: _Case) -> str:
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
        f"Notice deadline = last day {day(case.last_day)} − {_length(notice)} − delivery "
        f"{notice.delivery_days} days = {day(dates.notice_deadline)}; decide by = that − "
        f"{case.values['decision_buffer_days']} days = {day(dates.decide_by)}{_money_formula(case)}"
    )


def _money_formula(case: _Case) -> str:
    contract = case.contract
    if case.money is None or case.run_rate is None:
        return ""
    return (
        f"; money = {contract.renewal_months} months / 12 × "
        f"{rounded_money(case.run_rate, contract.currency)} a year × (1 + "
        f"{percent(contract.renewal_uplift_percent or Decimal(0), 2)}) = "
        f"{rounded_money(case.money, contract.currency)}"
    )


def _figures(case: _Case) -> dict[str, str]:
    contract, dates = case.contract, case.dates
    unknown = "not recorded"
    renews = {True: "yes", False: "no", None: unknown}[contract.auto_renews]
    figures = {"Last day": day(case.last_day), "Renews by itself": renews}
    figures["Notice"] = _length(contract.notice) if contract.notice else unknown
    for label, found in (
        ("Must be received by", dates.received_by),
        ("Notice deadline", dates.notice_deadline),
        ("Decide by", dates.decide_by),
    ):
        if found is not None:
            figures[label] = day(found)
    if case.run_rate is not None:
        figures["Run rate a year"] = rounded_money(case.run_rate, contract.currency)
    return figures


RULE = Rule(
    code="decide-by",
    title="Decision or notice due",
    question="On which contracts must something be decided or sent, and by when?",
    parameters=PARAMETERS,
    subject="contract",
    is_mailed=True,
    evaluate=evaluate,
)
