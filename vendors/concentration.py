"""How much an organization depends on few vendors, parents, countries or functions.

Amounts are decimals in one currency; converting is the caller's business. The verdict depends on
what is summed, so every figure is read together with its basis (spend, annualised, value, paid)
and its scope (active or all contract items).
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

TOP = 5
#: The key of amounts whose holder nobody has recorded.
UNKNOWN = "unknown"
LOW_BELOW = Decimal(1000)
HIGH_ABOVE = Decimal(1800)


class Basis(StrEnum):
    """What is summed per contract item."""

    SPEND = "spend"
    ANNUALISED = "annualised"
    VALUE = "value"
    PAID = "paid"


class Scope(StrEnum):
    """Which contract items are summed."""

    ACTIVE = "active"
    ALL = "all"


class Verdict(StrEnum):
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Position:
    """One amount that counts toward a holder (vendor, parent, country, function).

    The key is `UNKNOWN` where the holder isn't recorded. `rows` names the records behind the
    amount, so that a figure can be opened.
    """

    key: Hashable
    label: str
    amount: Decimal
    rows: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A holder's part of the total, in percent."""

    key: Hashable
    label: str
    amount: Decimal
    share_percent: Decimal
    rows: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Concentration:
    """The figures of one portfolio; `hhi`, `effective` and `top5_share` are None without data.

    `hhi` runs from just above 0 to 10,000, `effective` is the number of equal holders that would
    give the same index, `top5_share` is a percentage. `shares` is sorted by amount, largest
    first, then by label. `unknown` is the amount whose holder isn't recorded, its share a part
    of that amount and the total together. `negative` holds those whose amounts net below zero.
    Both are part of neither the total nor any figure.
    """

    total: Decimal
    hhi: Decimal | None
    effective: Decimal | None
    top5_share: Decimal | None
    shares: tuple[Share, ...]
    unknown: Share | None
    negative: tuple[Position, ...]

    @property
    def holders(self) -> int:
        """How many hold more than nothing."""
        return sum(share.amount > 0 for share in self.shares)


def concentration(positions: Iterable[Position]) -> Concentration:
    """Sum positions by key and measure how unevenly the total is spread.

    Herfindahl–Hirschman index: HHI = Σ (share in percent)². Effective number = 10,000 / HHI.
    Nothing is merged but equal keys; the label of the first position of a key is kept. What
    nobody recorded may belong to one holder or to many, so it counts as none.
    """
    grouped = _grouped(positions)
    held = [each for each in grouped if each.amount >= 0 and each.key != UNKNOWN]
    negative = tuple(position for position in grouped if position.amount < 0)
    total = _sum(held)
    unknown = next(
        (
            _share(each, total + each.amount)
            for each in grouped
            if each.key == UNKNOWN and each.amount > 0
        ),
        None,
    )
    if not total:
        return Concentration(total, None, None, None, (), unknown, negative)
    squares = sum((position.amount * position.amount for position in held), Decimal(0))
    return Concentration(
        total=total,
        hhi=squares * 10_000 / (total * total),
        effective=total * total / squares,
        top5_share=_percent(_sum(held[:TOP]), total),
        shares=tuple(_share(position, total) for position in held),
        unknown=unknown,
        negative=negative,
    )


def verdict(hhi: Decimal | None) -> Verdict | None:
    """Below 1,000 low, from 1,000 to 1,800 moderate, above 1,800 high; None without data.

    The bounds are those the US Department of Justice applies to markets under the 2023 Merger
    Guidelines: a borrowed yardstick for a vendor portfolio.
    """
    if hhi is None:
        return None
    if hhi < LOW_BELOW:
        return Verdict.LOW
    return Verdict.HIGH if hhi > HIGH_ABOVE else Verdict.MODERATE


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """What is known of one contract item at an as-of date.

    `last_day` is inclusive and None for an open end. `amount` is the item's agreed value. `paid`
    is everything paid for the item up to the as-of date, `paid_at_opening` the same up to
    `trailing_opening(as_of)`; each is None where no figure of that date or earlier is known.
    """

    first_day: date
    last_day: date | None
    amount: Decimal
    paid: Decimal | None = None
    paid_at_opening: Decimal | None = None


def amount_on_basis(item: ItemFigures, basis: Basis, as_of: date) -> Decimal | None:
    """The amount an item contributes on a basis, None where it can't be determined."""
    match basis:
        case Basis.SPEND:
            return spend_trailing_12_months(item, as_of)
        case Basis.ANNUALISED:
            return annualised(item.amount, item.first_day, item.last_day)
        case Basis.VALUE:
            return item.amount
        case Basis.PAID:
            return item.paid


def in_scope(item: ItemFigures, scope: Scope, as_of: date) -> bool:
    return scope is Scope.ALL or is_active(item.first_day, item.last_day, as_of)


def is_active(first_day: date, last_day: date | None, as_of: date) -> bool:
    """Whether the as-of date lies in the term, first and last day included."""
    return first_day <= as_of and (last_day is None or as_of <= last_day)


def annualised(amount: Decimal, first_day: date, last_day: date | None) -> Decimal | None:
    """Value × 365 / days of the term, both end days included; None with an open end.

    Raises ValueError where the term ends before it starts.
    """
    if last_day is None:
        return None
    if last_day < first_day:
        raise ValueError(
            f"term {first_day} to {last_day}: expected a last day not before the first"
        )
    return amount * 365 / ((last_day - first_day).days + 1)


def trailing_opening(as_of: date) -> date:
    """The day whose paid-to-date figure opens the twelve months that end with `as_of`.

    It is the same day one year before (28 February for 29 February); the window starts the day
    after it.
    """
    if (as_of.month, as_of.day) == (2, 29):
        return date(as_of.year - 1, 2, 28)
    return as_of.replace(year=as_of.year - 1)


def spend_trailing_12_months(item: ItemFigures, as_of: date) -> Decimal | None:
    """Paid to date at `as_of` minus paid to date twelve months before.

    An item that starts inside the window opens at 0. None where the closing figure is missing, or
    the opening one of an item that started earlier: what was paid in the window is then unknown.
    """
    if item.paid is None:
        return None
    if item.paid_at_opening is not None:
        return item.paid - item.paid_at_opening
    return item.paid if item.first_day > trailing_opening(as_of) else None


def _grouped(positions: Iterable[Position]) -> list[Position]:
    """One position per key, largest first, then by label."""
    gathered: dict[Hashable, list[Position]] = {}
    for position in positions:
        gathered.setdefault(position.key, []).append(position)
    merged = [
        Position(
            key=key,
            label=parts[0].label,
            amount=_sum(parts),
            rows=tuple(row for part in parts for row in part.rows),
        )
        for key, parts in gathered.items()
    ]
    return sorted(merged, key=lambda position: (-position.amount, position.label))


def _share(position: Position, total: Decimal) -> Share:
    percent = _percent(position.amount, total)
    return Share(position.key, position.label, position.amount, percent, position.rows)


def _sum(positions: Iterable[Position]) -> Decimal:
    return sum((position.amount for position in positions), Decimal(0))


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return part * 100 / whole
