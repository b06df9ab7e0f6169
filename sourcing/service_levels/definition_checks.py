"""Whether a definition makes sense: everything that is wrong with it, each with its field."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sourcing.service_levels.definition import (
    DURATION_UNITS,
    INDICATORS_WITH_SAMPLE,
    UNITS,
    Definition,
    Direction,
    Indicator,
    RoundingMode,
    Unit,
)
from sourcing.service_levels.periods import PeriodKind
from sourcing.service_levels.rounding import UNIT_WORDS, words

LEAST_PERCENTILE = Decimal(50)
GREATEST_PERCENTILE = Decimal("99.9")
MOST_ROLLING_DAYS = 366
MOST_DECIMALS = 6
#: Half a year of business days; more is a slip of the keyboard.
MOST_FINAL_DAYS = 130


class Fault(NamedTuple):
    """A field of the definition, and a sentence that says what is wrong and how to mend it."""

    field: str
    sentence: str


def check(definition: Definition) -> list[Fault]:
    """Everything that is wrong with a definition, in the order of its fields; empty if nothing."""
    return [fault for each in CHECKS for fault in each(definition)]


def _unit(level: Definition) -> Iterator[Fault]:
    fitting = UNITS[level.indicator]
    if level.unit not in fitting:
        names = " or ".join(sorted(UNIT_WORDS[unit] for unit in fitting))
        yield Fault(
            "unit",
            f"A level of {level.indicator.value} can't be in {UNIT_WORDS[level.unit]}: "
            f"choose {names}.",
        )


def _direction(level: Definition) -> Iterator[Fault]:
    if level.indicator is Indicator.AVAILABILITY and level.direction is Direction.LOWER:
        yield Fault("direction", "For availability higher is better: choose that direction.")


def _targets(level: Definition) -> Iterator[Fault]:
    usable = True
    for field, value in (("expected", level.expected), ("minimum", level.minimum)):
        for fault in _target(field, value, level.unit):
            usable = False
            yield fault
    if usable and not level.meets(level.expected, level.minimum):
        side = "least" if level.direction is Direction.HIGHER else "most"
        yield Fault(
            "expected",
            f"Expected {words(level.expected, level.unit)} is less strict than the minimum "
            f"{words(level.minimum, level.unit)}: where {level.direction.value} is better it must "
            f"be at {side} the minimum. Swap the two or change the direction.",
        )


def _target(field: str, value: Decimal, unit: Unit) -> Iterator[Fault]:
    if not value.is_finite():
        yield Fault(field, f"The {field} target {value} isn't a number: give one in digits.")
    elif unit is Unit.PERCENT and not 0 <= value <= 100:
        yield Fault(field, f"The {field} target {value:f} % must be between 0 and 100 %.")
    elif unit is not Unit.SCORE and value < 0:
        yield Fault(field, f"The {field} target {value:f} must be 0 or more.")


def _percentile(level: Definition) -> Iterator[Fault]:
    if level.indicator is not Indicator.PERCENTILE:
        if level.percentile is not None:
            yield Fault("percentile", "Only a level of percentile has one: leave it empty.")
    elif level.percentile is None:
        yield Fault("percentile", "Say which percentile, between 50 and 99.9, such as 90.")
    elif not _between(level.percentile, LEAST_PERCENTILE, GREATEST_PERCENTILE):
        yield Fault("percentile", f"Percentile {level.percentile} must be between 50 and 99.9.")


def _between(value: Decimal, least: Decimal, greatest: Decimal) -> bool:
    return value.is_finite() and least <= value <= greatest


def _threshold(level: Definition) -> Iterator[Fault]:
    value, unit = level.threshold, level.threshold_unit
    if value is None and unit is None:
        return
    if level.indicator is not Indicator.RATIO:
        yield Fault("threshold", "Only a ratio has a threshold: leave it and its unit empty.")
    elif value is None:
        yield Fault("threshold", "The threshold has a unit but no value: give both or neither.")
    elif not value.is_finite() or value <= 0:
        yield Fault("threshold", f"Threshold {value} must be a number above 0.")
    elif unit not in DURATION_UNITS:
        yield Fault("threshold_unit", "Give the threshold in minutes or in service days.")


def _period(level: Definition) -> Iterator[Fault]:
    days = level.rolling_days
    if level.period_kind is not PeriodKind.ROLLING_DAYS:
        if days is not None:
            yield Fault(
                "rolling_days", "Only a rolling period has a number of days: leave it empty."
            )
    elif days is None or not 1 <= days <= MOST_ROLLING_DAYS:
        given = "No number of days is given" if days is None else f"{days} days"
        yield Fault(
            "rolling_days", f"{given}: a rolling period needs 1 to {MOST_ROLLING_DAYS} days."
        )


def _time_zone(level: Definition) -> Iterator[Fault]:
    try:
        ZoneInfo(level.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Fault(
            "time_zone",
            f"“{level.time_zone}” isn't a time zone: give an IANA name such as Europe/London.",
        )


def _small_sample(level: Definition) -> Iterator[Fault]:
    size, misses = level.minimum_sample_size, level.small_sample_misses
    if size < 0:
        yield Fault("minimum_sample_size", f"The minimum sample size {size} must be 0 or more.")
    elif size and level.indicator not in INDICATORS_WITH_SAMPLE:
        yield Fault(
            "minimum_sample_size",
            f"A level of {level.indicator.value} has no sample: set the minimum sample size to 0.",
        )
    if misses < 0:
        yield Fault("small_sample_misses", f"The misses allowed, {misses}, must be 0 or more.")
    elif misses and misses >= size:
        yield Fault(
            "small_sample_misses",
            f"{misses} misses can't be exceeded by fewer than {size} items: "
            "allow fewer misses or raise the minimum sample size.",
        )


def _rounding(level: Definition) -> Iterator[Fault]:
    rule = level.rounding
    if rule.mode is not RoundingMode.NONE and not 0 <= rule.decimals <= MOST_DECIMALS:
        yield Fault("rounding", f"Round to 0 to {MOST_DECIMALS} decimals, not {rule.decimals}.")


def _repetition(level: Definition) -> Iterator[Fault]:
    rule = level.repetition
    if rule is not None and not 1 <= rule.times <= rule.periods:
        yield Fault(
            "repetition",
            f"{rule.times} misses within {rule.periods} periods can't happen: "
            "give 1 or more misses, and at least as many periods.",
        )


def _numbers(level: Definition) -> Iterator[Fault]:
    if level.ramp_up_periods < 0:
        yield Fault(
            "ramp_up_periods", f"Ramp-up of {level.ramp_up_periods} periods: give 0 or more."
        )
    if not 0 <= level.final_after_business_days <= MOST_FINAL_DAYS:
        yield Fault(
            "final_after_business_days",
            f"Final after {level.final_after_business_days} business days: "
            f"give 0 to {MOST_FINAL_DAYS}.",
        )


CHECKS: tuple[Callable[[Definition], Iterator[Fault]], ...] = (
    _unit,
    _direction,
    _targets,
    _percentile,
    _threshold,
    _period,
    _time_zone,
    _small_sample,
    _rounding,
    _repetition,
    _numbers,
)
