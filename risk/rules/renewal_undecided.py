"""`renewal-undecided`: where has the day to decide passed without a decision?

It takes over from `decide-by` on the day after, and ends with the notice deadline, a decision, or
the contract.
"""

from collections.abc import Iterator
from datetime import date

from risk.conclusions import Conclusion, Severity
from risk.portfolio import Portfolio
from risk.rules.contract_end import (
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

CODE = "renewal-undecided"


def evaluate(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """At most one conclusion per contract; none where a decision about its term stands."""
    for case in ending_contracts(portfolio, values):
        dates = case.dates
        if case.decision is not None or dates.decide_by is None or dates.decide_by >= case.as_of:
            continue
        if dates.kind is ExitKind.NOTICE and dates.notice_deadline is not None:
            if dates.notice_deadline >= case.as_of:
                yield _notice(case, dates.notice_deadline, dates.decide_by)
        elif case.contract.replacement_lead_days is not None:
            yield _replacement(case, dates.decide_by)


def _notice(case: EndingContract, deadline: date, decide_by: date) -> Conclusion:
    contract, vendor = case.contract, case.vendor
    return conclude(
        case,
        CODE,
        severity=notice_severity(case, deadline, decide_by),
        target=deadline,
        due_on=deadline,
        title=f"Nobody has decided whether contract {contract.number} with {vendor} goes on; "
        f"notice is possible until {day(deadline)}",
        explanation=(
            f"Contract {contract.number} with {vendor} runs until {day(case.last_day)} and "
            f"{renews(contract)}{by_itself(contract)}. The day to decide by, {day(decide_by)}, "
            f"has passed. {notice_words(contract)} must be sent by {day(deadline)}. {cost(case)}"
        ),
        what_to_do=(
            f"Send the notice by {day(deadline)} unless the renewal is wanted, and record the "
            "decision; a notice can be withdrawn, a missed one can't be made up for."
        ),
    )


def _replacement(case: EndingContract, decide_by: date) -> Conclusion:
    contract, vendor = case.contract, case.vendor
    lead = (case.last_day - decide_by).days
    return conclude(
        case,
        CODE,
        severity=Severity.HIGH,
        target=decide_by,
        due_on=case.last_day,
        title=f"Nobody has decided what follows contract {contract.number} with {vendor}, which "
        f"ends on {day(case.last_day)}",
        explanation=(
            f"Replacing {vendor} takes {lead} days (as recorded on the contract), so whatever "
            f"follows had to be decided by {day(decide_by)}: a replacement may not be ready when "
            "the contract ends."
        ),
        what_to_do=(
            f"Agree an extension with {vendor} before {day(case.last_day)}, or a shorter handover, "
            "and record the decision."
        ),
    )


RULE = Rule(
    code=CODE,
    title="Renewal undecided",
    question="On which contracts has the day to decide passed without a decision?",
    parameters=(),
    subject="contract",
    is_mailed=True,
    evaluate=evaluate,
    borrows="decide-by",
)
