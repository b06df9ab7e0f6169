"""`paid-over-agreed`: which contracts cost more than was agreed?"""

from collections.abc import Iterator
from decimal import Decimal

from risk.conclusions import Conclusion, Evidence, Parameter, Row, Severity
from risk.portfolio import ContractFacts, ItemFacts, Portfolio
from risk.rules.rule import Rule, Values, shown
from risk.rules.wording import day, money, percent, threshold
from vendors.terms import PaidAgainstAgreed, items_paid_over_agreed, paid_over_agreed

PARAMETERS = (
    Parameter(
        "tolerance_percent",
        Decimal(0),
        "%",
        "Any payment above the agreed value is reported; raise it where taxes or freight are paid "
        "on top of what was agreed.",
    ),
)
MISSING = "its original term is not in the register, so the agreed value may be incomplete"


def evaluate(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """Money findings on contracts, and information on single items."""
    tolerance = Decimal(values["tolerance_percent"])
    for contract in portfolio.contracts:
        agreed = {item.id: item.amount for item in contract.items}
        paid = {item.id: item.paid for item in contract.items if item.paid is not None}
        result = paid_over_agreed(agreed, paid, contract.original_known)
        if result is not None and result.excess_percent > tolerance:
            yield _contract_conclusion(portfolio, contract, result, values)
        over = items_paid_over_agreed(agreed, paid, contract.original_known)
        for item in contract.items:
            if item.id in over and over[item.id].excess_percent > tolerance:
                yield _item_conclusion(portfolio, contract, item, over[item.id], values)


def _contract_conclusion(
    portfolio: Portfolio, contract: ContractFacts, result: PaidAgainstAgreed, values: Values
) -> Conclusion:
    vendor = portfolio.vendors[contract.vendor_id].legal_name
    excess = money(result.excess, contract.currency)
    running = contract.last_day is not None and contract.last_day >= portfolio.as_of
    return Conclusion(
        rule=RULE.code,
        subject_kind="contract",
        subject_id=contract.id,
        severity=Severity.HIGH if result.original_known else Severity.MEDIUM,
        title=f"{vendor} was paid {excess} more than agreed in contract {contract.number}",
        explanation=_explanation(vendor, contract, result),
        what_to_do=_what_to_do(contract, result, running=running),
        money=result.excess,
        currency=contract.currency,
        due_on=contract.last_day if running else None,
        evidence=_evidence(contract, contract.items, result, values, portfolio),
    )


def _explanation(vendor: str, contract: ContractFacts, result: PaidAgainstAgreed) -> str:
    sentence = (
        f"{vendor} was paid {money(result.paid, contract.currency)} against "
        f"{money(result.agreed, contract.currency)} agreed in contract {contract.number}"
    )
    if not result.original_known:
        return f"{sentence}; {MISSING}."
    return f"{sentence}. Nothing in the register covers the difference."


def _what_to_do(contract: ContractFacts, result: PaidAgainstAgreed, *, running: bool) -> str:
    claim = f"Find the missing amendment or claim {money(result.excess, contract.currency)} back"
    if contract.last_day is None:
        return f"{claim} before the next invoice is paid."
    if running:
        return f"{claim} before {day(contract.last_day)}, when the contract ends."
    return f"{claim} now: the contract ended on {day(contract.last_day)}."


def _item_conclusion(
    portfolio: Portfolio,
    contract: ContractFacts,
    item: ItemFacts,
    result: PaidAgainstAgreed,
    values: Values,
) -> Conclusion:
    term = f"item {item.number} of contract {contract.number}"
    return Conclusion(
        rule=RULE.code,
        subject_kind="contract_item",
        subject_id=item.id,
        severity=Severity.INFO,
        title=f"Item {item.number} was paid {money(result.excess, contract.currency)} more than "
        "agreed",
        explanation=(
            f"{money(result.paid, contract.currency)} was posted to {term} (from "
            f"{day(item.first_day)}) against {money(result.agreed, contract.currency)} agreed for "
            "it. A payment may have been posted to the wrong term; the contract as a whole is "
            "judged apart."
        ),
        what_to_do="Was it posted to the wrong term? Compare the invoices with the terms and "
        "correct the posting.",
        money=result.excess,
        currency=contract.currency,
        evidence=_evidence(contract, (item,), result, values, portfolio),
    )


def _evidence(
    contract: ContractFacts,
    items: tuple[ItemFacts, ...],
    result: PaidAgainstAgreed,
    values: Values,
    portfolio: Portfolio,
) -> Evidence:
    paid, agreed = money(result.paid, contract.currency), money(result.agreed, contract.currency)
    return Evidence(
        formula=(
            f"Paid {paid} − agreed {agreed} = {money(result.excess, contract.currency)}, "
            f"{percent(result.excess_percent)} of what was agreed; reported above "
            f"{threshold(values['tolerance_percent'])}"
        ),
        figures={
            "Paid to date": paid,
            "Agreed": agreed,
            "Difference": money(result.excess, contract.currency),
            "Original term in the register": "yes" if result.original_known else "no",
        },
        rows=(
            Row("vendors.contract", contract.id, contract.number),
            *(Row("vendors.contractitem", item.id, item.number) for item in items),
        ),
        parameters=shown(PARAMETERS, values),
        as_of=portfolio.as_of,
    )


RULE = Rule(
    code="paid-over-agreed",
    title="Paid more than agreed",
    question="Which contracts were paid more than their items agree to?",
    parameters=PARAMETERS,
    subject="contract",
    is_mailed=True,
    evaluate=evaluate,
)
