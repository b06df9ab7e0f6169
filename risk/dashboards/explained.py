"""“How is this computed?”: the formula of a figure with its numbers put in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format

from risk.dashboards.words import BASIS_FORMULAS, CONTRACTS, ITEMS, QUADRANTS
from risk.overview import QuadrantLine
from risk.portfolio import Portfolio
from risk.positions import ENOUGH_PERCENT, FRESH_WITHIN, SPENT_PERCENT, ItemAmount
from risk.rules.wording import percent, rounded_money
from sourcing.quadrants import Quadrant
from vendors.concentration import (
    HIGH_ABOVE,
    LOW_BELOW,
    TOP,
    Basis,
    Concentration,
    Scope,
    trailing_opening,
)
from vendors.fx import MAX_AGE

SHOWN_TERMS = 3
YARDSTICK = (
    f"below {LOW_BELOW:,} low, {LOW_BELOW:,} to {HIGH_ABOVE:,} moderate, above {HIGH_ABOVE:,} "
    "high: the bounds of the 2023 US Merger Guidelines, written for markets and borrowed here"
)


@dataclass(frozen=True)
class LeftOutLine:
    """What a sum does not hold, and the page that lists it."""

    text: str
    address: str


@dataclass(frozen=True)
class Explanation:
    """Formulas with the numbers put in, then label and value of everything they depend on."""

    formulas: Sequence[str]
    facts: Sequence[tuple[str, str]]
    left_out: Sequence[LeftOutLine] = ()


@dataclass(frozen=True)
class Summed:
    """What every money figure of a page shares."""

    currency: str
    facts: tuple[tuple[str, str], ...]
    left_out: tuple[LeftOutLine, ...]


def concentration_explained(summed: Summed, result: Concentration) -> Explanation:
    """The index, the effective number and the top-5 share of one concentration."""
    facts = (*summed.facts, *_not_known(summed, result))
    if result.hhi is None or result.effective is None or result.top5_share is None:
        return Explanation((), facts, summed.left_out)
    shares = [f"{share.share_percent:.2f}²" for share in result.shares[:SHOWN_TERMS]]
    more = len(result.shares) - SHOWN_TERMS
    terms = " + ".join([*shares, f"{more:,} more squares"] if more > 0 else shares)
    top = " + ".join(f"{share.amount:,.0f}" for share in result.shares[:TOP])
    return Explanation(
        formulas=(
            f"Herfindahl–Hirschman index = Σ (share in percent)² = {terms} = {result.hhi:,.3f}",
            f"Effective number = 10,000 / {result.hhi:,.3f} = {result.effective:,.2f}",
            f"Top-{TOP} share = ({top}) / {result.total:,.0f} = {percent(result.top5_share, 2)}",
        ),
        facts=(*facts, ("Verdict", YARDSTICK)),
        left_out=summed.left_out,
    )


def _not_known(summed: Summed, result: Concentration) -> list[tuple[str, str]]:
    if result.unknown is None:
        return []
    amount = rounded_money(result.unknown.amount, summed.currency)
    whole = rounded_money(result.total + result.unknown.amount, summed.currency)
    share = percent(result.unknown.share_percent, 2)
    words = f"{amount}, {share} of {whole}; part of neither the total nor the index"
    return [("Not known", words)]


def quadrants_explained(
    summed: Summed, lines: Sequence[QuadrantLine], total: Decimal
) -> Explanation:
    """The sum over the quadrants, and how a contract comes to lie in one."""
    parts = " + ".join(f"{line.amount:,.0f}" for line in lines if line.amount is not None)
    return Explanation(
        formulas=(
            f"Total = Σ amounts by quadrant = {parts or '0'} = "
            f"{rounded_money(total, summed.currency)}",
        ),
        facts=(
            *summed.facts,
            (
                "Insourced or outsourced",
                "who runs the people: an own entity or an employer of record is insourced; a "
                "vendor, an offshore development center, and build-operate-transfer before its "
                "transfer date are outsourced",
            ),
            (
                "Onshore or offshore",
                "the sites of the delivery teams, else the engagement's delivery country, seen "
                "from the home country; nearshore counts as offshore, several quadrants at once "
                f"are “{QUADRANTS[Quadrant.MIXED].lower()}”",
            ),
            ("Contract without an engagement", "lies in “delivery country unknown”"),
        ),
        left_out=summed.left_out,
    )


def shared_facts(
    amounts: Sequence[ItemAmount],
    *,
    basis: Basis,
    was_chosen: bool,
    scope: Scope,
    portfolio: Portfolio,
) -> tuple[tuple[str, str], ...]:
    """Basis, scope, rows, date and currency of a page's money figures."""
    known = [row for row in amounts if row.amount is not None]
    contracts = len({row.contract.id for row in known})
    as_of = portfolio.as_of
    day = date_format(as_of)
    currencies = sorted({row.contract.currency for row in known})
    return (
        ("Summed per contract item", _basis_sentence(basis, as_of)),
        ("Why this basis", "chosen in the address" if was_chosen else _default_reason(basis)),
        (
            "Which items",
            f"those whose term holds {day}, first and last day included"
            if scope is Scope.ACTIVE
            else "all items ever recorded, whatever their term",
        ),
        ("Rows", f"{ITEMS.counted(len(known))} of {CONTRACTS.counted(contracts)}"),
        ("As of", day),
        ("Currency", currency_sentence(portfolio, currencies)),
    )


def currency_sentence(portfolio: Portfolio, currencies: Sequence[str]) -> str:
    """In which currency a sum stands, and the rates by which the others were converted."""
    reporting = f"{portfolio.reporting_currency}, the reporting currency"
    others = [each for each in currencies if each != portfolio.reporting_currency]
    if not others:
        return f"{reporting}; nothing is converted"
    rates = "; ".join(portfolio.rate_of(each).text for each in others)
    return (
        f"{reporting}; {', '.join(others)} at the rate of {date_format(portfolio.as_of)} or the "
        f"last one before within {MAX_AGE.days} days, what has none left out: {rates}"
    )


def _basis_sentence(basis: Basis, as_of: date) -> str:
    if basis is not Basis.SPEND:
        return BASIS_FORMULAS[basis]
    ends = f"{date_format(as_of)} and {date_format(trailing_opening(as_of))}"
    return f"{BASIS_FORMULAS[basis]} ({ends}); an item that started in between opens at 0"


def _default_reason(basis: Basis) -> str:
    rule = (
        f"spend needs payment figures dated within {FRESH_WITHIN.days} days before both ends of "
        f"the twelve months, for items that make up {ENOUGH_PERCENT} % of the agreed value, and "
        f"payments of at least {SPENT_PERCENT} % of their annualised value"
    )
    if basis is Basis.SPEND:
        return f"the default where payments tell enough: {rule}"
    return f"the default here, because payments don't tell enough: {rule}"
