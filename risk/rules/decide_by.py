"""`decide-by`: on which contracts must something be decided or sent, and by when?

It reminds up to the day to decide by, and of a notice that follows from a decision. What nobody
has decided by then is for `renewal-undecided`, so that a contract is never named twice.
"""

from collections.abc import Iterator
from datetime import date

from risk.conclusions import Conclusion, Severity
from risk.portfolio import DecisionFacts, Portfolio
from risk.rules.contract_end import (
    DATE_PARAMETERS,
    EndingContract,
    by_itself,
    conclude,
    cost,
    ending_contracts,
    notice_severity,
    notice_words,
    renews,
)
from risk.rules.rule import Rule, Values
from risk.rules.wording import day
from vendors.deadlines import ExitKind

CODE = "decide-by"


def evaluate(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """At most one conclusion per contract that hasn't ended and has a last day."""
    for case in ending_contracts(portfolio, values):
        conclusion = _conclude(case)
        if conclusion is not None:
            yield conclusion


def _conclude(case: EndingContract) -> Conclusion | None:
    dates = case.dates
    if dates.kind is ExitKind.NOTICE and dates.notice_deadline and dates.decide_by:
        return _notice(case, dates.notice_deadline, dates.decide_by)
    if case.decision is not None:
        return None
    if dates.kind is ExitKind.REPLACEMENT and dates.decide_by:
        return _replacement(case, dates.decide_by)
    return _calendar(case) if case.within(case.last_day, "calendar_days") else None


def _notice(case: EndingContract, deadline: date, decide_by: date) -> Conclusion | None:
    decision = case.decision
    if decision is not None and (decision.renews or decision.notice_sent_on is not None):
        return None
    if deadline < case.as_of:
        return _missed(case, deadline)
    if decision is not None:
        return _to_send(case, deadline, decision)
    if decide_by < case.as_of or not case.within(decide_by, "horizon_days"):
        return None
    contract, vendor = case.contract, case.vendor
    return conclude(
        case,
        CODE,
        severity=notice_severity(case, deadline, decide_by),
        target=deadline,
        due_on=decide_by,
        title=f"Contract {contract.number} with {vendor} {renews(contract)} unless notice is sent "
        f"by {day(deadline)}",
        explanation=(
            f"Contract {contract.number} with {vendor} runs until {day(case.last_day)} and "
            f"{renews(contract)}{by_itself(contract)}. {notice_words(contract)} must be sent by "
            f"{day(deadline)}. {cost(case)}"
        ),
        what_to_do=(
            f"Decide by {day(decide_by)} whether to go on, renegotiate or leave; without a "
            f"decision send the notice by {day(deadline)} to keep the choice."
        ),
    )


def _to_send(case: EndingContract, deadline: date, decision: DecisionFacts) -> Conclusion | None:
    """It was decided to leave or to renegotiate, and the notice hasn't gone out."""
    if not case.within(deadline, "horizon_days"):
        return None
    contract, vendor = case.contract, case.vendor
    leaves = decision.choice == "exit"
    purpose = "leave" if leaves else "renegotiate"
    return conclude(
        case,
        CODE,
        severity=notice_severity(case, deadline, deadline),
        target=deadline,
        due_on=deadline,
        title=f"The notice on contract {contract.number} with {vendor} must be sent by "
        f"{day(deadline)}",
        explanation=(
            f"{decision.decided_by} decided on {day(decision.decided_on)} to {purpose}. Without a "
            f"notice contract {contract.number} {renews(contract)}{by_itself(contract)} after "
            f"{day(case.last_day)}. {cost(case)}"
        ),
        what_to_do=(
            f"Send the notice by {day(deadline)} and record the day it was sent."
            if leaves
            else f"Send the notice by {day(deadline)} and record it, unless the new terms are "
            "signed before; it can be withdrawn, a missed one can't be made up for."
        ),
    )


def _missed(case: EndingContract, deadline: date) -> Conclusion:
    """The deadline is over. High where renewal is certain: its price can still be talked about."""
    contract, vendor = case.contract, case.vendor
    return conclude(
        case,
        CODE,
        severity=Severity.HIGH if contract.auto_renews else Severity.MEDIUM,
        target=deadline,
        due_on=case.last_day,
        title=f"The notice deadline of contract {contract.number} with {vendor} passed on "
        f"{day(deadline)}",
        explanation=(
            f"No notice could be sent after {day(deadline)}, so contract {contract.number} with "
            f"{vendor} {renews(contract)}{by_itself(contract)} after {day(case.last_day)}. "
            f"{cost(case)}"
        ),
        what_to_do=(
            f"If notice was sent, record the new last day. If not, ask {vendor} before "
            f"{day(case.last_day)} to accept a late notice or a shorter renewal, and plan the "
            "money."
        ),
    )


def _replacement(case: EndingContract, decide_by: date) -> Conclusion | None:
    """Nothing renews. Someone who recorded how long replacing takes wants to be told in time;
    where only the default is known it is an entry in the calendar."""
    recorded = case.contract.replacement_lead_days is not None
    late = decide_by < case.as_of
    if not case.within(decide_by, "horizon_days") or (late and recorded):
        return None
    contract, vendor = case.contract, case.vendor
    medium = case.within(decide_by, "medium_days")
    lead = (case.last_day - decide_by).days
    source = "as recorded on the contract" if recorded else "the default, none is recorded"
    return conclude(
        case,
        CODE,
        severity=(Severity.MEDIUM if medium else Severity.LOW) if recorded else Severity.INFO,
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


def _calendar(case: EndingContract) -> Conclusion:
    contract, vendor = case.contract, case.vendor
    missing = [
        words
        for words, value in (
            ("notice period", contract.notice),
            ("whether it renews by itself", contract.auto_renews),
        )
        if value is None
    ]
    return conclude(
        case,
        CODE,
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


RULE = Rule(
    code=CODE,
    title="Decision or notice due",
    question="On which contracts must something be decided or sent, and by when?",
    parameters=DATE_PARAMETERS,
    subject="contract",
    is_mailed=True,
    evaluate=evaluate,
)
