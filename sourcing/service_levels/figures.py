"""From counts, sums and durations to the attained figure of a period.

Daily counts are exact and add up in any order. Exclusions leave numerator and denominator. Without
rows there is no figure: neither 0 nor 100 %.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import ceil, floor

from sourcing.service_levels.definition import (
    INDICATORS_WITH_SAMPLE,
    Definition,
    Direction,
    Indicator,
    Unit,
)
from sourcing.service_levels.rounding import number, shown, words

HUNDRED = Decimal(100)
MICROSECONDS_OF_A_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Tally:
    """Exact counts of one day or of any other part of a period.

    - `count`: rows that carry a value (items, answers, entries).
    - `good`, `total`: good minutes of service minutes, or good events of all events. Where lower
      is better `good` are the events that count against the level.
    - `value_sum`: of the values, in the level's unit.
    - `misses`: how many values are beyond the minimum target.

    Decimals need at most 28 digits together. Raises ValueError for what can't be counted: less
    than nothing, or more good ones than there are.
    """

    count: int = 0
    good: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    value_sum: Decimal = Decimal(0)
    misses: int = 0

    def __post_init__(self) -> None:
        if self.count < 0 or self.good < 0 or self.misses < 0:
            raise ValueError(f"{self}: expected counts of 0 or more")
        if self.good > self.total:
            raise ValueError(f"{self}: expected no more good ones than there are in all")

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.count + other.count,
            self.good + other.good,
            self.total + other.total,
            self.value_sum + other.value_sum,
            self.misses + other.misses,
        )

    def __sub__(self, excluded: "Tally") -> "Tally":
        """What is left; ValueError where more is excluded than there is."""
        return Tally(
            self.count - excluded.count,
            self.good - excluded.good,
            self.total - excluded.total,
            self.value_sum - excluded.value_sum,
            self.misses - excluded.misses,
        )


NOTHING = Tally()


class Source(StrEnum):
    """Who says so: our own data, or the vendor's report."""

    MEASURED = "measured"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a period attained, in the level's unit; None without data.

    `sample` is the number of items, None where there is none or nobody gave it; `misses` those of
    them that missed, None where that isn't known. `steps` say in words how it came about.
    """

    attained: Decimal | None
    source: Source = Source.MEASURED
    sample: int | None = None
    misses: int | None = None
    steps: tuple[str, ...] = ()


def measured(level: Definition, counted: Tally, excluded: Tally = NOTHING) -> Figure:
    """The figure of a period from its counts, less the approved exclusions.

    Availability and ratio: good × 100 / total. Mean: sum / count. Count: the sum. Score: sum /
    count, or good × 100 / total in percent. Raises ValueError for a percentile, which needs the
    values themselves, and where more is excluded than was counted.
    """
    if level.indicator is Indicator.PERCENTILE:
        raise ValueError("a percentile can't be computed from counts: pass the values")
    tally = counted - excluded
    value = _attained(level, tally)
    steps = [] if excluded == NOTHING else [_excluded_words(level, excluded)]
    if value is not None:
        steps.append(_measured_words(level, tally, value))
    sample, misses = _sample(level, tally)
    return Figure(value, Source.MEASURED, sample, misses, tuple(steps))


def from_durations(
    level: Definition, durations: Sequence[int], microseconds_per_unit: int
) -> Figure:
    """The percentile of durations in microseconds, sorted, without excluded items.

    `microseconds_per_unit` is that of one minute or of one service day. A duration beyond the
    minimum target is a miss.
    """
    if not durations or level.percentile is None:
        return Figure(None, sample=0, misses=0)
    value = percentile(durations, level.percentile) / microseconds_per_unit
    step = f"p{number(level.percentile)} of {_items(len(durations))}: {shown(level, value)}."
    misses = _beyond(durations, level.minimum * microseconds_per_unit, level.direction)
    return Figure(value, Source.MEASURED, len(durations), misses, (step,))


def percentile(ordered: Sequence[int], percent: Decimal) -> Decimal:
    """The value at a percentile of sorted whole numbers, interpolated linearly.

    As PostgreSQL's `percentile_cont`: place = percent / 100 × (n − 1), counted from 0; between two
    places the value is interpolated. Raises ValueError without values.
    """
    if not ordered:
        raise ValueError("a percentile of nothing: expected at least one value")
    place = percent * (len(ordered) - 1) / HUNDRED
    low, high = ordered[floor(place)], ordered[ceil(place)]
    return low + (high - low) * (place - floor(place))


def reported(
    level: Definition,
    attained: Decimal | None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    misses: int | None = None,
) -> Figure:
    """What a vendor's report says: the attained figure, its counts, or both.

    The stated figure counts; where its counts give another one, a step says so. Counts alone give
    the figure. The denominator is the number of items where there is a
    sample.
    """
    by_counts = _from_counts(level, numerator, denominator)
    value = by_counts if attained is None else attained
    if value is None:
        return Figure(None, Source.REPORTED)
    steps = [f"Reported by the vendor: {shown(level, value)}."]
    if attained is not None and by_counts is not None and _disagree(attained, by_counts):
        steps.append(
            f"The counts in the report, {number(numerator or Decimal(0))} of "
            f"{number(denominator or Decimal(0))}, give {shown(level, by_counts)}."
        )
    sample, counted_misses = None, misses
    if denominator is not None and level.indicator in INDICATORS_WITH_SAMPLE:
        sample = int(denominator)
        if misses is None and numerator is not None and level.is_share:
            counted_misses = _missed_events(level, numerator, denominator)
    return Figure(value, Source.REPORTED, sample, counted_misses, tuple(steps))


def _attained(level: Definition, tally: Tally) -> Decimal | None:
    if level.is_share:
        return tally.good * HUNDRED / tally.total if tally.total else None
    if not tally.count:
        return None
    if level.indicator is Indicator.COUNT:
        return tally.value_sum
    return tally.value_sum / tally.count


def _sample(level: Definition, tally: Tally) -> tuple[int | None, int | None]:
    if level.indicator not in INDICATORS_WITH_SAMPLE:
        return None, None
    if level.is_share:
        return int(tally.total), _missed_events(level, tally.good, tally.total)
    return tally.count, tally.misses


def _missed_events(level: Definition, good: Decimal, total: Decimal) -> int:
    return int(total - good if level.direction is Direction.HIGHER else good)


def _beyond(ordered: Sequence[int], limit: Decimal, direction: Direction) -> int:
    if direction is Direction.LOWER:
        return len(ordered) - bisect_right(ordered, limit)
    return bisect_left(ordered, limit)


def _from_counts(
    level: Definition, numerator: Decimal | None, denominator: Decimal | None
) -> Decimal | None:
    """None for a percentile too: its counts don't give it."""
    if numerator is None or level.indicator is Indicator.PERCENTILE:
        return None
    if level.indicator is Indicator.COUNT:
        return numerator
    if not denominator:
        return None
    return numerator * (HUNDRED if level.is_share else 1) / denominator


def _disagree(stated: Decimal, counted: Decimal) -> bool:
    """Whether two figures differ by a whole unit of the stated one's last decimal."""
    last_decimal = Decimal(1).scaleb(min(int(stated.as_tuple().exponent), 0))
    return abs(stated - counted) >= last_decimal


def _measured_words(level: Definition, tally: Tally, value: Decimal) -> str:
    figure = shown(level, value)
    if level.is_share:
        return f"Measured: {_share_words(level, tally)}: {figure}."
    if level.indicator is Indicator.COUNT:
        return f"Measured: {figure} in {_entries(tally.count)}."
    return f"Measured: mean of {_items(tally.count)}: {figure}."


def _share_words(level: Definition, tally: Tally) -> str:
    good, total = number(tally.good), number(tally.total)
    if level.indicator is Indicator.AVAILABILITY:
        return f"{good} good of {total} service minutes"
    if level.threshold is not None:
        within = words(level.threshold, level.threshold_unit or Unit.MINUTES)
        return f"{good} of {total} items within {within}"
    return f"{good} {'good ' if level.direction is Direction.HIGHER else ''}of {total}"


def _excluded_words(level: Definition, excluded: Tally) -> str:
    if level.is_share:
        return (
            f"Excluded with approval, from both sides: {number(excluded.good)} "
            f"of {number(excluded.total)}."
        )
    return f"Excluded with approval: {_items(excluded.count)}."


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count:,} items"


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"
