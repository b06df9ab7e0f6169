"""`vendor-concentration`: does one vendor, or one group of companies, hold too much?"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from risk.conclusions import Conclusion, Evidence, Parameter, Row, Severity
from risk.portfolio import ContractFacts, Portfolio
from risk.positions import By, Measured, measure
from risk.rules.rule import Rule, Values, shown
from risk.rules.wording import count, day, money, percent, rounded_money, threshold
from vendors.concentration import Basis, Scope, Share, verdict

AUTOMATIC = "automatic"

PARAMETERS = (
    Parameter(
        "threshold_percent",
        Decimal(30),
        "%",
        "A customary limit of supplier risk policies; above it one vendor's failure "
        "or price rise decides the year's budget.",
    ),
    Parameter(
        "critical_percent",
        Decimal(50),
        "%",
        "More than half: no group of other vendors could take over at once.",
    ),
    Parameter(
        "release_percent",
        Decimal(28),
        "%",
        "Two points below the threshold, so that a share moving around it doesn't open and "
        "resolve the finding every day.",
    ),
    Parameter(
        "minimum_vendors",
        5,
        "vendors",
        "With fewer vendors every share is large, and the figure says nothing.",
    ),
    Parameter(
        "basis",
        AUTOMATIC,
        "",
        "Automatic: spending of the trailing twelve months where payments are dated well enough, "
        "else the annualised value.",
        (AUTOMATIC, *Basis),
    ),
    Parameter(
        "scope",
        str(Scope.ACTIVE),
        "",
        "What has ended can't be depended on any more.",
        tuple(Scope),
    ),
)

BASIS_WORDS = {
    Basis.SPEND: "spending of the last twelve months",
    Basis.ANNUALISED: "annualised contract value",
    Basis.VALUE: "contract value",
    Basis.PAID: "payments to date",
}
YARDSTICK = "2023 US Merger Guidelines: below 1,000 low, above 1,800 high"


@dataclass(frozen=True)
class _Holder:
    """A vendor, or a group of companies under one parent, with its share."""

    id: UUID
    name: str
    share: Share
    measured: Measured
    is_group: bool
    contracts: tuple[ContractFacts, ...]

    @property
    def next_end(self) -> ContractFacts | None:
        """The contract with this holder that ends first from the as-of date on."""
        as_of = self.measured.as_of
        running = [c for c in self.contracts if c.last_day is not None and c.last_day >= as_of]
        return min(running, key=lambda c: (c.last_day, c.number), default=None)


def evaluate(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """One conclusion per vendor, and per group of at least two vendors, above the release share."""
    for holder in _holders(portfolio, values):
        if holder.share.share_percent > Decimal(values["release_percent"]):
            yield _conclusion(holder, values)


def _holders(portfolio: Portfolio, values: Values) -> Iterator[_Holder]:
    basis = None if values["basis"] == AUTOMATIC else Basis(str(values["basis"]))
    scope = Scope(str(values["scope"]))
    by_vendor = measure(portfolio, By.VENDOR, basis, scope)
    if by_vendor.result.holders < int(values["minimum_vendors"]):
        return
    yield from _of(portfolio, by_vendor, is_group=False)
    if any(vendor.parent_id for vendor in portfolio.vendors.values()):
        yield from _groups(portfolio, by_vendor, scope)


def _groups(portfolio: Portfolio, by_vendor: Measured, scope: Scope) -> Iterator[_Holder]:
    """Holders under one parent; a group of one vendor would only repeat that vendor."""
    members: dict[UUID, int] = {}
    for share in by_vendor.result.shares:
        if share.amount > 0 and isinstance(share.key, UUID):
            parent = portfolio.ultimate_parent(share.key).id
            members[parent] = members.get(parent, 0) + 1
    by_parent = measure(portfolio, By.PARENT, by_vendor.basis, scope)
    for holder in _of(portfolio, by_parent, is_group=True):
        if members.get(holder.id, 0) > 1:
            yield holder


def _of(portfolio: Portfolio, measured: Measured, *, is_group: bool) -> Iterator[_Holder]:
    contracts = {contract.id: contract for contract in portfolio.contracts}
    for share in measured.result.shares:
        if isinstance(share.key, UUID):
            held = dict.fromkeys(row for row in share.rows if isinstance(row, UUID))
            yield _Holder(
                id=share.key,
                name=share.label,
                share=share,
                measured=measured,
                is_group=is_group,
                contracts=tuple(contracts[contract] for contract in held),
            )


def _conclusion(holder: _Holder, values: Values) -> Conclusion:
    share = holder.share.share_percent
    worse = share > Decimal(values["critical_percent"])
    next_end = holder.next_end
    who = f"{holder.name} and the companies it owns" if holder.is_group else holder.name
    return Conclusion(
        rule=RULE.code,
        subject_kind="vendor",
        subject_id=holder.id,
        period="group" if holder.is_group else "",
        severity=Severity.CRITICAL if worse else Severity.HIGH,
        opens=share > Decimal(values["threshold_percent"]),
        title=f"{who} {'hold' if holder.is_group else 'holds'} {percent(share)} of "
        f"{BASIS_WORDS[holder.measured.basis]}",
        explanation=_explanation(holder, who, values),
        what_to_do=_what_to_do(holder, next_end),
        money=round(holder.share.amount, 2),
        currency=holder.measured.currency,
        due_on=next_end.last_day if next_end else None,
        evidence=_evidence(holder, values),
    )


def _explanation(holder: _Holder, who: str, values: Values) -> str:
    measured, result = holder.measured, holder.measured.result
    return (
        f"{who} {'receive' if holder.is_group else 'receives'} "
        f"{rounded_money(holder.share.amount, measured.currency)} of "
        f"{rounded_money(result.total, measured.currency)}, "
        f"{percent(holder.share.share_percent)} of {BASIS_WORDS[measured.basis]}; "
        f"the limit is {threshold(values['threshold_percent'])}. "
        "If this vendor fails, raises its prices or ends the work, there is no second source of "
        f"that size: {result.holders:,} vendors together weigh no more than "
        f"{result.effective:.1f} of equal size would."
    )


def _what_to_do(holder: _Holder, next_end: ContractFacts | None) -> str:
    advice = (
        "Name the work that another vendor or your own people could do, and check that an exit "
        "plan exists and has been tested"
    )
    if next_end is None or next_end.last_day is None:
        return f"{advice}, before any further work goes to {holder.name}."
    return (
        f"{advice}, before you renew the next of its contracts: {next_end.number} ends on "
        f"{day(next_end.last_day)}."
    )


def _evidence(holder: _Holder, values: Values) -> Evidence:
    measured, result = holder.measured, holder.measured.result
    held = money(holder.share.amount, measured.currency)
    total = money(result.total, measured.currency)
    return Evidence(
        formula=(
            f"Share = {held} / {total} × 100 = {percent(holder.share.share_percent, 3)}, opened "
            f"above {threshold(values['threshold_percent'])}, kept above "
            f"{threshold(values['release_percent'])}"
        ),
        figures=_figures(measured),
        rows=tuple(Row("vendors.contract", c.id, c.number) for c in holder.contracts),
        parameters=shown(PARAMETERS, values),
        as_of=measured.as_of,
    )


def _figures(measured: Measured) -> dict[str, str]:
    result = measured.result
    figures = {
        "Measured by": "ultimate parent" if measured.by is By.PARENT else "vendor",
        "Basis": BASIS_WORDS[measured.basis],
        "Scope": f"{measured.scope} contract items",
        "Concentration (HHI)": f"{result.hhi:,.3f}, {verdict(result.hhi)} ({YARDSTICK})",
        "Effective number": f"{result.effective:.3f} = 10,000 / HHI",
        "Share of the largest five": percent(result.top5_share or Decimal(0), 3),
        "Holders": f"{result.holders:,}",
    }
    for rate in measured.rates:
        figures[f"Converted from {rate.source}"] = rate.text
    for other in measured.other_currencies:
        figures[f"Left out in {other.currency}"] = (
            f"{count(other.items, 'item')} of {money(other.agreed, other.currency)}, no rate"
        )
    if measured.undetermined:
        figures["Left out, amount unknown"] = (
            f"items of {count(len(measured.undetermined), 'contract')}, agreed value "
            f"{money(measured.undetermined_agreed, measured.currency)}"
        )
    if result.negative:
        figures["Apart, below zero"] = ", ".join(
            f"{position.label} {money(position.amount, measured.currency)}"
            for position in result.negative
        )
    return figures


RULE = Rule(
    code="vendor-concentration",
    title="Depends too much on one vendor",
    question="Which vendor or group of companies holds more of our money than we could move?",
    parameters=PARAMETERS,
    subject="vendor",
    is_mailed=True,
    evaluate=evaluate,
)
