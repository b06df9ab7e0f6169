"""Where a portfolio's money lies, and which contract items every figure is the sum of.

Pure. Amounts stand in the organization's reporting currency; what can't be summed in it is listed
apart, with its reason, and never added in.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from risk.portfolio import ContractFacts, EngagementFacts, Portfolio
from risk.positions import (
    By,
    ItemAmount,
    currencies_without_rate,
    items_in_scope,
    positions_of,
)
from sourcing.quadrants import (
    Delivery,
    Execution,
    Location,
    Quadrant,
    location,
    quadrant,
    quadrant_split,
)
from vendors.concentration import Scope


class LeftOut(StrEnum):
    """Why something is not part of a sum."""

    OTHER_CURRENCY = "other_currency"
    UNDETERMINED = "undetermined"
    NO_AMOUNT = "no_amount"


@dataclass(frozen=True, slots=True)
class QuadrantLine:
    """The money in one quadrant, with the contracts, engagements and heads behind it.

    `amount` is None where no contract item lies in the quadrant, which is the rule for captives:
    a team of one's own has no contract. `share_percent` is the part of all money summed. `heads`
    are those of the delivery teams. `split` divides the amount of MIXED by heads.
    """

    quadrant: Quadrant
    amount: Decimal | None
    share_percent: Decimal | None
    contracts: int
    engagements: int
    heads: int
    split: Mapping[Quadrant, Decimal] = field(default_factory=dict)


def total(amounts: Iterable[ItemAmount]) -> Decimal:
    """Σ amounts, those that can't be determined left out."""
    return sum((row.amount for row in amounts if row.amount is not None), Decimal(0))


def quadrant_lines(
    portfolio: Portfolio, amounts: Iterable[ItemAmount], scope: Scope
) -> tuple[QuadrantLine, ...]:
    """One line per quadrant in the order of `Quadrant`, those without anything included.

    An engagement's quadrant follows from who runs its people and where they work on the as-of
    date. A contract without an engagement lies in UNKNOWN. In scope ACTIVE, engagements whose
    contracts have all ended aren't counted.
    """
    placed = _Placed(portfolio)
    by_quadrant: dict[Quadrant, list[ItemAmount]] = {each: [] for each in Quadrant}
    for row in amounts:
        if row.amount is not None:
            by_quadrant[placed.quadrant_of(row.contract)].append(row)
    summed = sum((total(rows) for rows in by_quadrant.values()), Decimal(0))
    engagements: dict[Quadrant, list[EngagementFacts]] = {each: [] for each in Quadrant}
    for engagement in portfolio.engagements.values():
        if scope is Scope.ALL or not portfolio.has_ended(engagement):
            engagements[placed.quadrants[engagement.id]].append(engagement)
    return tuple(
        _line(each, by_quadrant[each], engagements[each], summed, placed) for each in Quadrant
    )


def rows_by(
    portfolio: Portfolio, amounts: Iterable[ItemAmount], by: By, key: str
) -> tuple[ItemAmount, ...]:
    """The rows behind a holder's figure; `key` is the holder's key as text."""
    return tuple(
        ItemAmount(row.contract, row.item, position.amount)
        for row in amounts
        if row.amount is not None
        for position in positions_of(portfolio, by, row.contract, row.item, row.amount)
        if str(position.key) == key
    )


def rows_in_quadrant(
    portfolio: Portfolio, amounts: Iterable[ItemAmount], wanted: Quadrant
) -> tuple[ItemAmount, ...]:
    """The rows behind a quadrant's money."""
    placed = _Placed(portfolio)
    return tuple(
        row
        for row in amounts
        if row.amount is not None and placed.quadrant_of(row.contract) is wanted
    )


def rows_left_out(
    portfolio: Portfolio, amounts: Iterable[ItemAmount], scope: Scope, reason: LeftOut
) -> tuple[ItemAmount, ...]:
    """Items in scope that no sum holds: their currency has no rate, or their amount is unknown."""
    if reason is LeftOut.UNDETERMINED:
        return tuple(row for row in amounts if row.amount is None)
    if reason is LeftOut.NO_AMOUNT:
        return ()
    return tuple(
        ItemAmount(contract, item, None)
        for currency in currencies_without_rate(portfolio)
        for contract, item in items_in_scope(portfolio, scope, {currency})
    )


def contracts_without_amount(portfolio: Portfolio, scope: Scope) -> tuple[ContractFacts, ...]:
    """Contracts with neither items nor a value with a first day: nothing of them can be summed.

    In scope ACTIVE those known to have ended or not to have begun are left aside.
    """
    return tuple(
        contract
        for contract in portfolio.contracts
        if not contract.items_or_itself
        and (scope is Scope.ALL or contract.first_day is None or contract.runs_on(portfolio.as_of))
    )


class _Placed:
    """Execution, location and quadrant of every engagement on the as-of date."""

    def __init__(self, portfolio: Portfolio) -> None:
        engagements = portfolio.engagements.values()
        teams = {engagement.deliveries for engagement in engagements}
        locations = {deliveries: _location(portfolio, deliveries) for deliveries in teams}
        self.places = {
            engagement.id: (
                engagement.execution_on(portfolio.as_of),
                locations[engagement.deliveries],
            )
            for engagement in engagements
        }
        self.quadrants = {id_: quadrant(*place) for id_, place in self.places.items()}

    def quadrant_of(self, contract: ContractFacts) -> Quadrant:
        if contract.engagement_id is None:
            return Quadrant.UNKNOWN
        return self.quadrants[contract.engagement_id]

    def place_of(self, contract: ContractFacts) -> tuple[Execution, Location]:
        return self.places[_engagement_id(contract)]


def _engagement_id(contract: ContractFacts) -> UUID:
    if contract.engagement_id is None:
        raise ValueError(f"contract {contract.number}: expected an engagement")
    return contract.engagement_id


def _location(portfolio: Portfolio, deliveries: tuple[Delivery, ...]) -> Location:
    home = portfolio.home
    year = portfolio.as_of.year
    return location(home.country, home.zone, deliveries, home.nearshore_countries, year)


def _line(
    each: Quadrant,
    rows: list[ItemAmount],
    engagements: list[EngagementFacts],
    summed: Decimal,
    placed: _Placed,
) -> QuadrantLine:
    amount = total(rows) if rows else None
    return QuadrantLine(
        quadrant=each,
        amount=amount,
        share_percent=amount * 100 / summed if amount is not None and summed > 0 else None,
        contracts=len({row.contract.id for row in rows}),
        engagements=len(engagements),
        heads=sum(delivery.heads for one in engagements for delivery in one.deliveries),
        split=_split(rows, placed.place_of) if each is Quadrant.MIXED else {},
    )


def _split(
    rows: list[ItemAmount], place_of: Callable[[ContractFacts], tuple[Execution, Location]]
) -> dict[Quadrant, Decimal]:
    found: dict[Quadrant, Decimal] = {}
    for row in rows:
        for part, percent in quadrant_split(*place_of(row.contract)).items():
            found[part] = found.get(part, Decimal(0)) + (row.amount or Decimal(0)) * percent / 100
    return found
