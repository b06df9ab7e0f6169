"""`change-creep`: which running contracts have grown through changes since they were agreed?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from risk.conclusions import Conclusion, Evidence, Parameter, Row, Severity
from risk.portfolio import ContractFacts, ItemFacts, Portfolio
from risk.rules.rule import Rule, Values, shown
from risk.rules.wording import count, day, money, percent, threshold
from vendors.terms import AmendmentAmounts, Creep, creep

AUTOMATIC = "automatic"

PARAMETERS = (
    Parameter(
        "warning_percent",
        Decimal(10),
        "% net",
        "A customary contingency in contract budgets: up to it changes were expected.",
    ),
    Parameter(
        "high_percent",
        Decimal(20),
        "% net",
        "Twice the contingency: the contract is no longer the one that was compared with others "
        "when it was awarded.",
    ),
    Parameter(
        "single_percent",
        Decimal(5),
        "%",
        "Half the contingency used up by one change.",
    ),
    Parameter(
        "many_changes",
        3,
        "changes",
        "Three changes in a quarter mean that the scope wasn't understood when it was agreed.",
    ),
    Parameter("many_changes_days", 90, "days", "A quarter."),
    Parameter(
        "amendment_amounts",
        AUTOMATIC,
        "",
        "Added: an amendment's amount comes on top. Restated: it repeats the term with its new "
        "total. Automatic: restated where at least 20 amendments repeat the days of the item "
        "before and at least 95 % of them are no smaller than it, else added.",
        (AUTOMATIC, *AmendmentAmounts),
    ),
)

READING_WORDS = {
    AmendmentAmounts.ADDED: "what each amendment adds",
    AmendmentAmounts.RESTATED: "the term's new total in each amendment",
}
ENOUGH_PAIRS = 20
RESTATED_PERCENT = 95


def evaluate(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """One conclusion per contract that runs on the as-of date and has changed enough."""
    amounts = _reading(portfolio, values)
    for contract in portfolio.contracts:
        if not contract.items or not contract.runs_on(portfolio.as_of):
            continue
        result = creep((item.term for item in contract.items), portfolio.as_of, amounts)
        if result is None or result.net_percent is None:
            continue
        severity = _severity(result, values)
        if severity is not None:
            yield _Case(portfolio, contract, result, amounts, values).conclusion(severity)


def _reading(portfolio: Portfolio, values: Values) -> AmendmentAmounts:
    """How to read amendments: as the organization says, or as its register shows by itself.

    Amounts that come on top are usually smaller than the term they are added to; totals that are
    repeated hardly ever are.
    """
    if values["amendment_amounts"] != AUTOMATIC:
        return AmendmentAmounts(str(values["amendment_amounts"]))
    pairs = [
        (earlier, later)
        for contract in portfolio.contracts
        for earlier, later in pairwise(sorted(contract.items, key=_place))
        if earlier.amount > 0 and later.amount != 0 and _days(earlier) == _days(later)
    ]
    repeating = sum(later.amount >= earlier.amount for earlier, later in pairs)
    is_restated = len(pairs) >= ENOUGH_PAIRS and repeating * 100 >= len(pairs) * RESTATED_PERCENT
    return AmendmentAmounts.RESTATED if is_restated else AmendmentAmounts.ADDED


def _place(item: ItemFacts) -> tuple[date, bool, str]:
    return item.first_day, not item.is_original, item.number


def _days(item: ItemFacts) -> tuple[date, date | None]:
    return item.first_day, item.last_day


def _severity(result: Creep, values: Values) -> Severity | None:
    """By net growth; else low for one large change or many in a short time.

    Never critical: growth was agreed to, so nothing is lost by looking at it in working hours.
    """
    net, largest = result.net_percent or Decimal(0), result.largest_percent or Decimal(0)
    if net > Decimal(values["high_percent"]):
        return Severity.HIGH
    if net > Decimal(values["warning_percent"]):
        return Severity.MEDIUM
    if abs(largest) > Decimal(values["single_percent"]) or _many(result, values):
        return Severity.LOW
    return None


def _many(result: Creep, values: Values) -> bool:
    """Whether enough changes of the term start within the given number of days of each other."""
    wanted, days = int(values["many_changes"]), timedelta(days=int(values["many_changes_days"]))
    first_seen = {item.number: item.first_day for item in reversed(result.term.amendments)}
    starts = sorted(first_seen.values())
    if not 0 < wanted <= len(starts):
        return False
    return any(
        last - first < days for first, last in zip(starts, starts[wanted - 1 :], strict=False)
    )


@dataclass(frozen=True)
class _Case:
    """A contract with what its changes came to. Percentages are known: see `evaluate`."""

    portfolio: Portfolio
    contract: ContractFacts
    result: Creep
    amounts: AmendmentAmounts
    values: Values

    @property
    def opening(self) -> Decimal:
        return self.result.term.opening_value or Decimal(0)

    def money(self, amount: Decimal) -> str:
        return money(amount, self.contract.currency)

    def conclusion(self, severity: Severity) -> Conclusion:
        contract, result = self.contract, self.result
        vendor = self.portfolio.vendors[contract.vendor_id].legal_name
        last_day = contract.last_day
        ending = f" before {day(last_day)}, when the contract ends." if last_day else "."
        return Conclusion(
            rule=RULE.code,
            subject_kind="contract",
            subject_id=contract.id,
            period=result.term.first_day.isoformat(),
            severity=severity,
            title=f"Contract {contract.number} with {vendor} {_moved(result)}",
            explanation=self.explanation(vendor),
            what_to_do=(
                f"Ask {vendor} and your own people what caused each change and who approved it. "
                "Agree a limit for the rest of the term, or offer the grown scope to other vendors"
                f"{ending}"
            ),
            money=result.net or None,
            currency=contract.currency if result.net else "",
            due_on=last_day,
            evidence=self.evidence(),
        )

    def explanation(self, vendor: str) -> str:
        result = self.result
        return (
            f"{count(result.count, 'change')} moved the term that began on "
            f"{day(result.term.first_day)} from {self.money(self.opening)} to "
            f"{self.money(self.opening + result.net)}: {_percent(result.net_percent)} net, "
            f"{_percent(result.gross_percent)} gross. The largest single change was "
            f"{self.money(result.largest)}, {_percent(result.largest_percent)}. What {vendor} "
            "does now was never compared with other offers in this size."
        )

    def evidence(self) -> Evidence:
        result, term = self.result, self.result.term
        net = f"{self.money(result.net)}, {_percent(result.net_percent, 2)}"
        ids = {item.id for item in (term.opening, *term.amendments)}
        items = [item for item in self.contract.items if item.id in ids]
        return Evidence(
            formula=(
                f"Net creep = Σ changes {self.money(result.net)} / opening value "
                f"{self.money(self.opening)} × 100 = {_percent(result.net_percent, 2)}; medium "
                f"above {threshold(self.values['warning_percent'])}, high above "
                f"{threshold(self.values['high_percent'])}"
            ),
            figures={
                "Opening value": self.money(self.opening),
                "Net": net,
                "Gross (Σ |change|)": f"{self.money(result.gross)}, "
                f"{_percent(result.gross_percent, 2)}",
                "Largest change": f"{self.money(result.largest)}, "
                f"{_percent(result.largest_percent, 2)}",
                "Changes": f"{result.count:,}",
                "Term": f"{day(term.first_day)} to {day(term.last_day)}"
                if term.last_day
                else f"from {day(term.first_day)}, no end agreed",
                "Amounts of amendments read as": READING_WORDS[self.amounts],
            },
            rows=(
                Row("vendors.contract", self.contract.id, self.contract.number),
                *(Row("vendors.contractitem", item.id, item.number) for item in items),
            ),
            parameters=shown(PARAMETERS, self.values),
            as_of=self.portfolio.as_of,
        )


def _moved(result: Creep) -> str:
    net = result.net_percent or Decimal(0)
    if net == 0:
        return f"was changed {count(result.count, 'time')} in its current term"
    return f"{'grew' if net > 0 else 'shrank'} by {percent(abs(net))} through changes"


def _percent(value: Decimal | None, decimals: int = 1) -> str:
    return percent(value or Decimal(0), decimals)


RULE = Rule(
    code="change-creep",
    title="Grown through changes",
    question="Which running contracts have grown through changes inside their current term?",
    parameters=PARAMETERS,
    subject="contract",
    is_mailed=True,
    evaluate=evaluate,
)
