"""Service levels the tests judge, and shorthands for their numbers."""

from dataclasses import replace
from decimal import Decimal

from sourcing.service_levels.definition import (
    Definition,
    Direction,
    Indicator,
    LevelClass,
    Unit,
)
from sourcing.service_levels.outcome import Outcome, PastResult

AVAILABILITY = Definition(
    level_class=LevelClass.CRITICAL,
    indicator=Indicator.AVAILABILITY,
    direction=Direction.HIGHER,
    unit=Unit.PERCENT,
    expected=Decimal("99.95"),
    minimum=Decimal("99.9"),
    time_zone="Europe/London",
)
RESPONSE = replace(
    AVAILABILITY,
    indicator=Indicator.RATIO,
    expected=Decimal(95),
    minimum=Decimal(90),
    threshold=Decimal(15),
    threshold_unit=Unit.MINUTES,
    minimum_sample_size=20,
    small_sample_misses=1,
)
DEFECT_ESCAPE = replace(
    AVAILABILITY,
    indicator=Indicator.RATIO,
    direction=Direction.LOWER,
    expected=Decimal(5),
    minimum=Decimal(15),
)
RESOLUTION = replace(
    AVAILABILITY,
    indicator=Indicator.PERCENTILE,
    direction=Direction.LOWER,
    unit=Unit.MINUTES,
    percentile=Decimal(90),
    expected=Decimal(200),
    minimum=Decimal(240),
)
MEAN = replace(RESOLUTION, indicator=Indicator.MEAN, percentile=None)
DEFECTS = replace(
    MEAN, indicator=Indicator.COUNT, unit=Unit.COUNT, expected=Decimal(3), minimum=Decimal(6)
)
CSAT = replace(
    AVAILABILITY,
    indicator=Indicator.SCORE,
    unit=Unit.SCORE,
    expected=Decimal("4.2"),
    minimum=Decimal("3.8"),
)
SATISFIED = replace(CSAT, unit=Unit.PERCENT, expected=Decimal(90), minimum=Decimal(80))

HISTORY = {
    "+": PastResult(Outcome.MET),
    "e": PastResult(Outcome.MISSED_EXPECTED),
    "m": PastResult(Outcome.MISSED_MINIMUM, in_default=True),
    "r": PastResult(Outcome.MISSED_EXPECTED, in_default=True),
    ".": PastResult(Outcome.NO_DATA),
    "d": PastResult(Outcome.NO_DATA, in_default=True),
}


def history(letters: str) -> list[PastResult]:
    """Periods, oldest first: + met, e missed expected, m missed minimum, r default by repetition,
    . no data, d deemed default.
    """
    return [HISTORY[letter] for letter in letters]
