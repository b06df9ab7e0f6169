"""`obligation-overdue`: what has a contract obliged somebody to do that nobody has done?"""

from collections.abc import Iterator
from datetime import date

from risk.conclusions import Conclusion, Evidence, Parameter, Row, Severity
from risk.portfolio import ContractFacts, ObligationFacts, Portfolio
from risk.rules.rule import Rule, Values, shown
from risk.rules.wording import day
from vendors.obligations import Standing, standing

PARAMETERS = (
    Parameter(
        "grace_days",
        3,
        "days",
        "A long weekend between doing something and noting it down.",
    ),
    Parameter(
        "high_days",
        30,
        "days",
        "A month late: contracts commonly let the other side act on a breach that lasts so long.",
    ),
)


def evaluate(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """One conclusion per overdue obligation of a contract that hasn't ended, however often due."""
    for contract in portfolio.contracts:
        if contract.last_day is not None and contract.last_day < portfolio.as_of:
            continue
        for obligation in contract.obligations:
            found = standing(obligation.schedule, obligation.done, portfolio.as_of)
            late = (portfolio.as_of - found.overdue[0]).days if found.overdue else 0
            if late > int(values["grace_days"]):
                yield _conclusion(portfolio, contract, obligation, found, values)


def _severity(obligation: ObligationFacts, late: int, values: Values) -> Severity:
    """A step less where the vendor owes it: there the breach is theirs."""
    worse = late > int(values["high_days"])
    if obligation.is_ours:
        return Severity.HIGH if worse else Severity.MEDIUM
    return Severity.MEDIUM if worse else Severity.LOW


def _conclusion(
    portfolio: Portfolio,
    contract: ContractFacts,
    obligation: ObligationFacts,
    found: Standing,
    values: Values,
) -> Conclusion:
    vendor = portfolio.vendors[contract.vendor_id].legal_name
    first = found.overdue[0]
    late = (portfolio.as_of - first).days
    who = "We owe" if obligation.is_ours else f"{vendor} owes"
    why = (
        "A breach of ours weakens every claim against the vendor and may entitle it to end the "
        "contract."
        if obligation.is_ours
        else "What isn't asked for is soon no longer delivered, and the claim fades."
    )
    times = len(found.overdue)
    again = f" It has fallen due {times} times without being met." if times > 1 else ""
    keeper = obligation.owner or "Nobody sees to it yet: name an owner, then"
    return Conclusion(
        rule=RULE.code,
        subject_kind="contract",
        subject_id=contract.id,
        period=f"{obligation.id} {first.isoformat()}",
        severity=_severity(obligation, late, values),
        title=f"“{obligation.title}” under contract {contract.number} with {vendor} has "
        f"been overdue since {day(first)}",
        explanation=(
            f"{who} “{obligation.title}” under contract {contract.number} since {day(first)}."
            f"{again} {why}"
        ),
        what_to_do=_what_to_do(obligation, vendor, first, keeper),
        due_on=first,
        evidence=Evidence(
            formula=(
                f"Due on {day(first)} and not met; opened when more than "
                f"{values['grace_days']} days late, a step graver after {values['high_days']}"
            ),
            figures={
                "Owed by": "us" if obligation.is_ours else vendor,
                "Due without being met": ", ".join(map(day, found.overdue)),
                "Next due": day(found.next_due) if found.next_due else "nothing more",
                "Owner": obligation.owner or "nobody",
            },
            rows=(
                Row("vendors.obligation", obligation.id, obligation.title),
                Row("vendors.contract", contract.id, contract.number),
            ),
            parameters=shown(PARAMETERS, values),
            as_of=portfolio.as_of,
        ),
    )


def _what_to_do(obligation: ObligationFacts, vendor: str, first: date, keeper: str) -> str:
    done = f"mark {day(first)} as met, with the evidence"
    if not obligation.owner:
        act = "do it" if obligation.is_ours else f"ask {vendor} for it in writing"
        return f"{keeper} {act} and {done}."
    if obligation.is_ours:
        return f"{keeper} should do it now and {done}."
    return f"{keeper} should ask {vendor} for it in writing, with a date, and {done} once it came."


RULE = Rule(
    code="obligation-overdue",
    title="Obligation overdue",
    question="Which obligations under our contracts are overdue?",
    parameters=PARAMETERS,
    subject="contract",
    is_mailed=True,
    evaluate=evaluate,
)
