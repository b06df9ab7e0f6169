"""What a portfolio holds with whom: the amounts that concentration is measured over.

Pure. Amounts in another currency are converted to the organization's reporting currency at the
rate of the as-of date, item by item; currencies without a rate, and items whose amount can't be
determined on a basis, are listed beside the result and never added in.
"""

from collections.abc import Iterator, Sequence, Set
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
from vendors.fx import NoRate, Rate

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

    The amount is in the reporting currency. For a figure by delivery country it is the part that
    the country's heads stand for.
    """

    contract: ContractFacts
    item: ItemFacts
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class OtherCurrency:
    """Agreed value of the items in scope in a currency for which there is no rate."""

    currency: str
    items: int
    agreed: Decimal


@dataclass(frozen=True, slots=True)
class Measured:
    """A concentration with everything its figures depend on.

    `currency` is that of all amounts, `rates` are those by which some of them were converted; the
    `rows` of a share are ids of contracts. `undetermined`
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
    rates: tuple[Rate, ...] = ()


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
        undetermined_agreed=_agreed(portfolio, [(row.contract, row.item) for row in undetermined]),
        rates=rates_used(portfolio, amounts),
    )


def item_amounts(portfolio: Portfolio, basis: Basis, scope: Scope) -> tuple[ItemAmount, ...]:
    """Every item in scope for whose currency there is a rate, with its amount on the basis."""
    return tuple(
        ItemAmount(contract, item, _reported(portfolio, contract, item, basis))
        for contract, item in convertible_items(portfolio, scope)
    )


def rates_used(portfolio: Portfolio, amounts: Sequence[ItemAmount]) -> tuple[Rate, ...]:
    """The rates by which the amounts in other currencies were converted, by currency."""
    currencies = {row.contract.currency for row in amounts if row.amount is not None}
    rates = (
        portfolio.rate_of(currency)
        for currency in sorted(currencies - {portfolio.reporting_currency})
    )
    return tuple(rate for rate in rates if not isinstance(rate, NoRate))


def convertible_items(
    portfolio: Portfolio, scope: Scope
) -> Iterator[tuple[ContractFacts, ItemFacts]]:
    """The items in scope in the reporting currency or in one that has a rate to it."""
    currencies = {contract.currency for contract in portfolio.contracts}
    known = {c for c in currencies if not isinstance(portfolio.rate_of(c), NoRate)}
    return items_in_scope(portfolio, scope, known)


def _reported(
    portfolio: Portfolio, contract: ContractFacts, item: ItemFacts, basis: Basis
) -> Decimal | None:
    amount = amount_on_basis(item.figures, basis, portfolio.as_of)
    return None if amount is None else portfolio.reported(amount, contract.currency)


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
    items = list(convertible_items(portfolio, scope))
    known = [each for each in items if _reported(portfolio, *each, Basis.SPEND) is not None]
    spent, a_year = (_sum_on(portfolio, known, b) for b in (Basis.SPEND, Basis.ANNUALISED))
    enough_known = _agreed(portfolio, known) * 100 >= _agreed(portfolio, items) * ENOUGH_PERCENT
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
    portfolio: Portfolio, scope: Scope, currencies: Set[str]
) -> Iterator[tuple[ContractFacts, ItemFacts]]:
    """The items of contracts in these currencies that count in a scope, with their contracts."""
    for contract in portfolio.contracts:
        if contract.currency in currencies:
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
    found = []
    for currency in currencies_without_rate(portfolio):
        items = [item for _, item in items_in_scope(portfolio, scope, {currency})]
        if items:
            agreed = sum((item.amount for item in items), Decimal(0))
            found.append(OtherCurrency(currency, len(items), agreed))
    return tuple(found)


def currencies_without_rate(portfolio: Portfolio) -> list[str]:
    """The currencies of contracts that can't be converted on the as-of date."""
    currencies = {contract.currency for contract in portfolio.contracts}
    return sorted(c for c in currencies if isinstance(portfolio.rate_of(c), NoRate))


type Items = Sequence[tuple[ContractFacts, ItemFacts]]


def _agreed(portfolio: Portfolio, items: Items) -> Decimal:
    """Σ agreed value in the reporting currency."""
    amounts = (portfolio.reported(item.amount, contract.currency) for contract, item in items)
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _sum_on(portfolio: Portfolio, items: Items, basis: Basis) -> Decimal:
    amounts = (_reported(portfolio, contract, item, basis) for contract, item in items)
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
