"""Whether a measurement fits its service level. Pure.

What a measurement may say follows from the definition in force at its moment: counts (`good` of
`total`), a `value` in a unit, or an outage from `moment` to `ends_at`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from sourcing.batch_reading import BadRow, excerpt
from sourcing.measurement_batch import IncomingMeasurement
from sourcing.service_levels.definition import Definition, Indicator, Unit

#: Older moments have no partition; see `longshore_make_measurement_months`.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
#: From when retention removed measurements, for how long none is taken: no day of any time zone
#: that begins before the removal reaches beyond it.
AFTER_REMOVAL = timedelta(days=2)
LONGEST_OUTAGE = timedelta(days=366)
MICRO = Decimal("0.000001")
LARGEST = Decimal(10) ** 12
NUMBER = "a number below 1,000,000,000,000 with at most 6 decimals"

COUNTS = (True, True, False, False)
VALUE = (False, False, True, False)
OUTAGE = (False, False, False, True)
type Shape = tuple[bool, bool, bool, bool]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a level takes from one moment up to another: shapes of a measurement, and the unit."""

    starts: datetime
    ends: datetime | None
    shapes: frozenset[Shape]
    unit: Unit | None
    expected: str


def terms_of(definition: Definition, starts: datetime, ends: datetime | None) -> Terms:
    """What a definition takes while it is in force."""
    if definition.indicator is Indicator.AVAILABILITY:
        words = "good and total minutes, or the end of an outage in ends_at"
        return Terms(starts, ends, frozenset({COUNTS, OUTAGE}), None, words)
    if not definition.is_share:
        unit = definition.unit
        words = f"a value in {unit.replace('_', ' ')}"
        return Terms(starts, ends, frozenset({VALUE}), unit, words)
    if definition.threshold is None:
        return Terms(starts, ends, frozenset({COUNTS}), None, "good and total")
    unit = definition.threshold_unit or Unit.MINUTES
    words = f"good and total, or a value in {unit.replace('_', ' ')}"
    return Terms(starts, ends, frozenset({COUNTS, VALUE}), unit, words)


def is_plainly_good(
    row: IncomingMeasurement, terms: Sequence[Terms], now: datetime, since: datetime
) -> bool:
    """Whether a row has none of those `problems`, told fast since most rows have none.

    False of a row with an outage says nothing.
    """
    if row.ends_at is not None or not since <= row.moment <= now:
        return False
    held = _held(row.moment, terms)
    if held is None or not row.reference.isprintable():
        return False
    good, total, value = row.good, row.total, row.value
    if value is not None:
        is_value = good is None and total is None and VALUE in held.shapes
        return is_value and row.unit is held.unit and _fits(value) and value >= 0
    if good is None or total is None or COUNTS not in held.shapes:
        return False
    return _fits(good) and (good == total or _fits(total)) and 0 <= good <= total


def problems(
    number: int,
    row: IncomingMeasurement,
    terms: Sequence[Terms],
    now: datetime,
    since: datetime = EARLIEST,
) -> Iterator[BadRow]:
    """Everything that is wrong with a row of a known level; `terms` in the order of their time.

    `since` is the first moment that is taken, later than the earliest where retention removed
    what was before.
    """
    if not row.reference.isprintable():
        yield BadRow(number, "reference", ascii(row.reference)[:60], "printable characters")
    in_time = since <= row.moment <= now
    if not in_time:
        yield BadRow(
            number,
            "moment",
            row.moment.isoformat(),
            f"a moment from {since:%Y-%m-%d} to {now:%Y-%m-%d %H:%M} UTC",
        )
    yield from _numbers(number, row)
    held = _held(row.moment, terms)
    if held is not None:
        yield from _shape(number, row, held)
    elif in_time:
        moment = row.moment.isoformat()
        yield BadRow(number, "moment", moment, "a moment at which the service level is defined")
    if row.ends_at is not None and not (
        row.moment < row.ends_at <= now and row.ends_at - row.moment <= LONGEST_OUTAGE
    ):
        expected = "a moment after the outage began, at most 366 days later and not in the future"
        yield BadRow(number, "ends_at", row.ends_at.isoformat(), expected)


def _held(moment: datetime, terms: Sequence[Terms]) -> Terms | None:
    """Those in force at a moment."""
    for each in terms:
        if each.starts <= moment and (each.ends is None or moment < each.ends):
            return each
    return None


def _numbers(number: int, row: IncomingMeasurement) -> Iterator[BadRow]:
    good, total, value = row.good, row.total, row.value
    for name, sent in (("good", good), ("total", total), ("value", value)):
        if sent is None:
            continue
        if not _fits(sent):
            yield BadRow(number, name, excerpt(sent), NUMBER)
        elif sent < 0 and not (name == "value" and row.unit is Unit.SCORE):
            yield BadRow(number, name, excerpt(sent), "0 or more")
    if good is not None and total is not None and _fits(good) and _fits(total) and good > total:
        yield BadRow(number, "good", excerpt(good), f"at most the total, {excerpt(total)}")


def _fits(sent: Decimal) -> bool:
    """Whether the database holds the number exactly; not so infinity and what is no number."""
    try:
        return sent.is_finite() and -LARGEST < sent < LARGEST and sent.quantize(MICRO) == sent
    except InvalidOperation:
        return False


def _shape(number: int, row: IncomingMeasurement, terms: Terms) -> Iterator[BadRow]:
    sent = (
        row.good is not None,
        row.total is not None,
        row.value is not None,
        row.ends_at is not None,
    )
    if sent not in terms.shapes:
        names = ("good", "total", "value", "ends_at")
        wrong = next((name for name, is_sent in zip(names, sent, strict=True) if is_sent), "")
        yield BadRow(number, wrong, excerpt(getattr(row, wrong) if wrong else None), terms.expected)
    elif sent == VALUE and row.unit is not terms.unit:
        expected = f"{terms.unit}, the unit of this service level"
        yield BadRow(number, "unit", row.unit or "", expected)
