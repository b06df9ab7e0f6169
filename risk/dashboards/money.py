"""The money on the portfolio page: by quadrant and by holder, every figure with its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from accounts.display import badge
from risk.dashboards import addresses, explained
from risk.dashboards.explained import Explanation, LeftOutLine, Summed
from risk.dashboards.left_out import left_out_lines
from risk.dashboards.options import Options
from risk.dashboards.words import (
    HOLDERS,
    QUADRANTS,
    SERIES,
    VERDICTS,
    Noun,
    holder,
)
from risk.overview import (
    QuadrantLine,
    quadrant_lines,
    total,
)
from risk.portfolio import Portfolio
from risk.positions import (
    By,
    ItemAmount,
    Measured,
    default_basis,
    item_amounts,
    measure,
)
from risk.rules.wording import percent
from sourcing.quadrants import Quadrant
from vendors.concentration import Basis, Concentration, verdict

TOP_ROWS = 10


@dataclass(frozen=True)
class Bar:
    """One row of a chart: a name, its amount and share, and where the figure leads."""

    label: str
    amount: Decimal | None
    share_percent: Decimal | None
    address: str
    series: str = "one"


@dataclass(frozen=True)
class QuadrantBar:
    bar: Bar
    line: QuadrantLine
    split: Sequence[tuple[str, Decimal]]


@dataclass(frozen=True)
class Dimension:
    """Concentration by one kind of holder; `rest` stands for those after the ten largest.

    `unknown` is the money whose holder isn't recorded, as a part of all money; the shares of
    `top` and `rest` are parts of the other money.
    """

    by: By
    noun: Noun
    result: Concentration
    verdict: SafeString | None
    verdict_word: str
    top: Sequence[Bar]
    rest: Bar | None
    unknown: Bar | None
    negative: Sequence[Bar]
    address: str
    how: Explanation

    @property
    def largest(self) -> Bar | None:
        return self.top[0] if self.top else None

    @property
    def counted(self) -> str:
        """How many holders there are: 3 vendors."""
        return self.noun.counted(self.result.holders)

    @property
    def answer(self) -> str:
        """Who holds most, as the title of the chart."""
        unknown, shares = self.result.unknown, self.result.shares
        if unknown is not None and (not shares or unknown.amount >= shares[0].amount):
            return f"For {percent(unknown.share_percent)} no {self.noun.one} is recorded"
        if self.largest is None or self.largest.share_percent is None:
            return f"No data by {self.noun.one}"
        share = percent(self.largest.share_percent) + (" of what is known" if unknown else "")
        return f"{self.largest.label} holds {share}, the largest part by {self.noun.one}"


@dataclass(frozen=True)
class Money:
    """All money figures of the page.

    `nothing` says why there is no figure, empty where there is one. `total` is the sum of the
    items, those of holders with a negative net included.
    """

    basis: Basis
    currency: str
    total: Decimal
    items: int
    nothing: str
    quadrants: Sequence[QuadrantBar]
    largest: Decimal
    how_quadrants: Explanation
    dimensions: Sequence[Dimension]
    left_out: Sequence[LeftOutLine]

    @property
    def by_vendor(self) -> Dimension:
        return self.dimensions[0]

    @property
    def answer(self) -> str:
        """Where most of the money lies, as the title of the chart; empty without money."""
        shares = {each.line.quadrant: each.line.share_percent for each in self.quadrants}
        known = {each: share for each, share in shares.items() if share is not None}
        if not known:
            return ""
        most = max(known, key=lambda each: known[each])
        if most is Quadrant.UNKNOWN:
            return f"for {percent(known[most])} no delivery country is recorded"
        return f"{percent(known[most])} is {QUADRANTS[most].lower()}"


def money_of(portfolio: Portfolio, options: Options) -> Money:
    """The money part of a portfolio page."""
    basis = options.basis or default_basis(portfolio, options.scope)
    amounts = item_amounts(portfolio, basis, options.scope)
    lines = quadrant_lines(portfolio, amounts, options.scope)
    measured = [measure(portfolio, by, basis, options.scope, amounts) for by in By]
    summed = summed_of(portfolio, options, amounts, measured[0])
    whole = total(amounts)
    return Money(
        basis=basis,
        currency=portfolio.reporting_currency,
        total=whole,
        items=sum(row.amount is not None for row in amounts),
        nothing=_nothing(portfolio, amounts),
        quadrants=[_quadrant_bar(line, options) for line in lines],
        largest=max((line.amount or Decimal(0) for line in lines), default=Decimal(0)),
        how_quadrants=explained.quadrants_explained(summed, lines, whole),
        dimensions=[dimension_of(each, options, summed) for each in measured],
        left_out=summed.left_out,
    )


def summed_of(
    portfolio: Portfolio, options: Options, amounts: Sequence[ItemAmount], by_vendor: Measured
) -> Summed:
    """What the page's money figures share, for their explanations."""
    facts = explained.shared_facts(
        amounts,
        basis=by_vendor.basis,
        was_chosen=options.basis is not None,
        scope=options.scope,
        portfolio=portfolio,
    )
    left_out = left_out_lines(portfolio, options, amounts, by_vendor)
    return Summed(portfolio.reporting_currency, facts, left_out)


def _quadrant_bar(line: QuadrantLine, options: Options) -> QuadrantBar:
    bar = Bar(
        QUADRANTS[line.quadrant],
        line.amount,
        line.share_percent,
        addresses.rows_in(options, line.quadrant),
        SERIES[line.quadrant],
    )
    split = [(QUADRANTS[part], amount) for part, amount in line.split.items()]
    return QuadrantBar(bar, line, split)


def dimension_of(measured: Measured, options: Options, summed: Summed) -> Dimension:
    """One measured concentration with its ten largest holders."""
    by, result = measured.by, measured.result
    judged = verdict(result.hhi)
    held = [share for share in result.shares if share.amount > 0]
    rest = held[TOP_ROWS:]
    return Dimension(
        by=by,
        noun=HOLDERS[by],
        result=result,
        verdict=badge(*VERDICTS[judged]) if judged else None,
        verdict_word=str(judged or ""),
        top=[
            Bar(
                holder(by, share.label),
                share.amount,
                share.share_percent,
                addresses.rows_of(options, by, share.key),
            )
            for share in held[:TOP_ROWS]
        ],
        rest=Bar(
            f"{HOLDERS[by].counted(len(rest))} more",
            sum((share.amount for share in rest), Decimal(0)),
            sum((share.share_percent for share in rest), Decimal(0)),
            addresses.holders(options, by),
            "rest",
        )
        if rest
        else None,
        unknown=Bar(
            holder(by, result.unknown.label),
            result.unknown.amount,
            result.unknown.share_percent,
            addresses.rows_of(options, by, result.unknown.key),
        )
        if result.unknown
        else None,
        negative=[
            Bar(
                holder(by, position.label),
                position.amount,
                None,
                addresses.rows_of(options, by, position.key),
            )
            for position in result.negative
        ],
        address=addresses.holders(options, by),
        how=explained.concentration_explained(summed, result),
    )


def _nothing(portfolio: Portfolio, amounts: Sequence[ItemAmount]) -> str:
    """Why there is no money to show: `contracts`, `match` or `amounts`; empty where there is."""
    if any(row.amount is not None for row in amounts):
        return ""
    if not portfolio.contracts:
        return "contracts"
    return "amounts" if amounts else "match"
