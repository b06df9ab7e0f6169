"""What a portfolio holds with whom: the amounts that concentration is measured over.

Pure. Only contracts in the organization's reporting currency are summed; the others, and items
whose amount can't be determined on a basis, are listed beside the result and never added in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from risk.portfolio import ContractFacts, EngagementFacts, ItemFacts, Portfolio
from vendors.concentration import (
    UNKNOWN,
    Basis,
    Concentration,
    Position,
    Scope,
    amount_on_basis,
    concentration,
    in_scope,
    trailing_opening,
)

#: Payment figures arrive by the quarter; a date without one in this many days before it is open.
FRESH_WITHIN = timedelta(days=100)
#: Part of the agreed value whose spending must be known before spending is the basis.
ENOUGH_PERCENT = 90
#: Part of the annualised value that spending must reach before it is the basis.
SPENT_PERCENT = 50


class By(StrEnum):
    """Whose share is measured."""

    VENDOR = "vendor"
    PARENT = "parent"
    COUNTRY = "country"
    FUNCTION = "function"


@dataclass(frozen=True, slots=True)
class ItemAmount:
    """A contract item and what it contributes to a figure, None where that can't be determined.

    For a figure by delivery country it is the part that the country's heads stand for.
    """

    contract: ContractFacts
    item: ItemFacts
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class OtherCurrency:
    """Agreed value of the items in scope that stand in a currency that isn't converted."""

    currency: str
    items: int
    agreed: Decimal


@dataclass(frozen=True, slots=True)
class Measured:
    """A concentration with everything its figures depend on.

    `currency` is that of all amounts; the `rows` of a share are ids of contracts. `undetermined`
    are the ids of the contracts with items in scope whose amount isn't known on this basis, such
    as an open-ended item annualised or a payment nobody dated; `undetermined_agreed` is the
    agreed value of those items.
    """

    by: By
    basis: Basis
    scope: Scope
    as_of: date
    currency: str
    result: Concentration
    other_currencies: tuple[OtherCurrency, ...]
    undetermined: tuple[UUID, ...]
    undetermined_agreed: Decimal


def measure(
    portfolio: Portfolio,
    by: By,
    basis: Basis | None,
    scope: Scope,
    amounts: Sequence[ItemAmount] | None = None,
) -> Measured:
    """How concentrated a portfolio is; `basis` None takes `default_basis`.

    `amounts` are those of `item_amounts` on the same basis and scope, where they are at hand.
    """
    basis = basis or default_basis(portfolio, scope)
    amounts = item_amounts(portfolio, basis, scope) if amounts is None else amounts
    positions: list[Position] = []
    undetermined: list[ItemAmount] = []
    for row in amounts:
        if row.amount is None:
            undetermined.append(row)
        else:
            positions += positions_of(portfolio, by, row.contract, row.item, row.amount)
    return Measured(
        by=by,
        basis=basis,
        scope=scope,
        as_of=portfolio.as_of,
        currency=portfolio.reporting_currency,
        result=concentration(positions),
        other_currencies=_other_currencies(portfolio, scope),
        undetermined=tuple(dict.fromkeys(row.contract.id for row in undetermined)),
        undetermined_agreed=_agreed([row.item for row in undetermined]),
    )


def item_amounts(portfolio: Portfolio, basis: Basis, scope: Scope) -> tuple[ItemAmount, ...]:
    """Every item in scope in the reporting currency, with its amount on the basis."""
    items = items_in_scope(portfolio, scope, portfolio.reporting_currency)
    return tuple(
        ItemAmount(contract, item, amount_on_basis(item.figures, basis, portfolio.as_of))
        for contract, item in items
    )


def default_basis(portfolio: Portfolio, scope: Scope) -> Basis:
    """Spending where the payments tell enough of the story, otherwise the annualised value.

    Enough means: payment figures dated within 100 days before both ends of the trailing twelve
    months; spending known for items that make up at least 90 % of the agreed value in scope; and
    spending of at least half their annualised value. Where it is less, payments are recorded late
    or belong to terms that have ended, and a vendor whose contract was just renewed would look
    small.
    """
    if not _figures_are_fresh(portfolio):
        return Basis.ANNUALISED
    items = [item for _, item in items_in_scope(portfolio, scope, portfolio.reporting_currency)]
    as_of = portfolio.as_of
    known = [i for i in items if amount_on_basis(i.figures, Basis.SPEND, as_of) is not None]
    spent, a_year = (_sum_on(known, basis, as_of) for basis in (Basis.SPEND, Basis.ANNUALISED))
    enough_known = _agreed(known) * 100 >= _agreed(items) * ENOUGH_PERCENT
    enough_spent = spent > 0 and spent * 100 >= a_year * SPENT_PERCENT
    return Basis.SPEND if enough_known and enough_spent else Basis.ANNUALISED


def delivery_shares(engagement: EngagementFacts) -> dict[str, Decimal]:
    """In which countries an engagement is delivered: ISO code → part of 1, by heads.

    Where no team has any heads the countries count equally; without a country it is `unknown`.
    """
    staffed = [delivery for delivery in engagement.deliveries if delivery.heads]
    weights: dict[str, int] = {}
    for delivery in staffed or engagement.deliveries:
        country = delivery.country or UNKNOWN
        weights[country] = weights.get(country, 0) + (delivery.heads or 1)
    total = sum(weights.values())
    return {c: Decimal(weight) / total for c, weight in weights.items()} or {UNKNOWN: Decimal(1)}


def _figures_are_fresh(portfolio: Portfolio) -> bool:
    ends = (
        (portfolio.closing_figures, portfolio.as_of),
        (portfolio.opening_figures, trailing_opening(portfolio.as_of)),
    )
    return all(figures is not None and figures >= end - FRESH_WITHIN for figures, end in ends)


def items_in_scope(
    portfolio: Portfolio, scope: Scope, currency: str
) -> Iterator[tuple[ContractFacts, ItemFacts]]:
    """The items of contracts in one currency that count in a scope, each with its contract."""
    for contract in portfolio.contracts:
        if contract.currency == currency:
            for item in contract.items_or_itself:
                if in_scope(item.figures, scope, portfolio.as_of):
                    yield contract, item


def positions_of(
    portfolio: Portfolio, by: By, contract: ContractFacts, item: ItemFacts, amount: Decimal
) -> list[Position]:
    """Toward whom an item's amount counts: one position, or one for each delivery country."""
    rows = (contract.id,)
    if by is By.VENDOR:
        vendor = portfolio.vendors[item.vendor_id]
        return [Position(vendor.id, vendor.legal_name, amount, rows)]
    if by is By.PARENT:
        parent = portfolio.ultimate_parent(item.vendor_id)
        return [Position(parent.id, parent.legal_name, amount, rows)]
    engagement = portfolio.engagement_of(contract)
    if by is By.FUNCTION:
        function = (engagement.function if engagement else "") or UNKNOWN
        return [Position(function, function, amount, rows)]
    shares = delivery_shares(engagement) if engagement else {UNKNOWN: Decimal(1)}
    return [Position(country, country, amount * part, rows) for country, part in shares.items()]


def _other_currencies(portfolio: Portfolio, scope: Scope) -> tuple[OtherCurrency, ...]:
    currencies = {contract.currency for contract in portfolio.contracts}
    found = []
    for currency in sorted(currencies - {portfolio.reporting_currency}):
        items = [item for _, item in items_in_scope(portfolio, scope, currency)]
        if items:
            found.append(OtherCurrency(currency, len(items), _agreed(items)))
    return tuple(found)


def _agreed(items: list[ItemFacts]) -> Decimal:
    return sum((item.amount for item in items), Decimal(0))


def _sum_on(items: list[ItemFacts], basis: Basis, as_of: date) -> Decimal:
    amounts = (amount_on_basis(item.figures, basis, as_of) for item in items)
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
