"""What one version of a service level says: indicator, targets, period and the contract's rules.

Service levels are agreed with a vendor (SLA) or with an own team (OLA); both say the same things.
Targets, figures and thresholds are decimals in the definition's unit. A service day is one day of
the service calendar, not 24 hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from sourcing.service_levels.periods import PeriodKind

DEFAULT_FINAL_AFTER_BUSINESS_DAYS = 10


class LevelClass(StrEnum):
    """A critical service level carries credits; a key measurement is only reported."""

    CRITICAL = "critical"
    KEY_MEASUREMENT = "key_measurement"


class Indicator(StrEnum):
    """What is measured.

    AVAILABILITY: good minutes of the service minutes. RATIO: good events of all events; with a
    threshold, items within it of all items. PERCENTILE: the duration that so many percent of the
    items don't exceed. MEAN: of durations or values. COUNT: a sum, such as defects. SCORE: the mean
    of answers, or in percent the share of satisfied ones.
    """

    AVAILABILITY = "availability"
    RATIO = "ratio"
    PERCENTILE = "percentile"
    MEAN = "mean"
    COUNT = "count"
    SCORE = "score"


class Direction(StrEnum):
    """Which side of a target is the good one."""

    HIGHER = "higher"
    LOWER = "lower"


class Unit(StrEnum):
    """The unit of targets and figures; service days are those of the level's calendar."""

    PERCENT = "percent"
    MINUTES = "minutes"
    SERVICE_DAYS = "service_days"
    COUNT = "count"
    SCORE = "score"


DURATION_UNITS = frozenset({Unit.MINUTES, Unit.SERVICE_DAYS})

UNITS: Mapping[Indicator, frozenset[Unit]] = MappingProxyType(
    {
        Indicator.AVAILABILITY: frozenset({Unit.PERCENT}),
        Indicator.RATIO: frozenset({Unit.PERCENT}),
        Indicator.PERCENTILE: DURATION_UNITS,
        Indicator.MEAN: DURATION_UNITS | {Unit.COUNT, Unit.SCORE},
        Indicator.COUNT: frozenset({Unit.COUNT}),
        Indicator.SCORE: frozenset({Unit.SCORE, Unit.PERCENT}),
    }
)

#: Service time and sums have no sample: "at most k misses" says nothing about them.
INDICATORS_WITH_SAMPLE = frozenset(
    {Indicator.RATIO, Indicator.PERCENTILE, Indicator.MEAN, Indicator.SCORE}
)


class NoDataPolicy(StrEnum):
    """What the contract makes of a period without data."""

    NO_DATA = "no_data"
    DEEMED_DEFAULT = "deemed_default"


class RoundingMode(StrEnum):
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """How the contract rounds a figure before it is compared; without a mode, not at all."""

    mode: RoundingMode = RoundingMode.NONE
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class RepetitionRule:
    """Missing the expected target so many times within so many periods is a default, too.

    The last of these periods is the one being judged. The default, 4 within 12, is common practice
    in outsourcing agreements; a definition without a rule leaves repetition out.
    """

    times: int = 4
    periods: int = 12


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a service level.

    - `expected`, `minimum`: the two targets, in `unit`; missing the minimum is a default.
    - `percentile`: 50 to 99.9, for that indicator only.
    - `threshold`, `threshold_unit`: for a ratio over durations, the longest one that is good.
    - `time_zone`: IANA name; `rolling_days` goes with that period kind only.
    - `minimum_sample_size`: with fewer items the rule is "at most `small_sample_misses` misses"
      in place of both targets; 0 leaves it out.
    - `ramp_up_periods`: so many periods at a term's start are free of credits.
    - `final_after_business_days`: after the period's last day.
    """

    level_class: LevelClass
    indicator: Indicator
    direction: Direction
    unit: Unit
    expected: Decimal
    minimum: Decimal
    time_zone: str
    period_kind: PeriodKind = PeriodKind.MONTH
    rolling_days: int | None = None
    percentile: Decimal | None = None
    threshold: Decimal | None = None
    threshold_unit: Unit | None = None
    minimum_sample_size: int = 0
    small_sample_misses: int = 0
    no_data_policy: NoDataPolicy = NoDataPolicy.NO_DATA
    rounding: RoundingRule = RoundingRule()
    repetition: RepetitionRule | None = RepetitionRule()
    ramp_up_periods: int = 0
    final_after_business_days: int = DEFAULT_FINAL_AFTER_BUSINESS_DAYS

    @property
    def targets(self) -> tuple[Decimal, Decimal]:
        return (self.expected, self.minimum)

    @property
    def is_share(self) -> bool:
        """Whether the figure is a part of a whole, so that there is an error budget."""
        return self.unit is Unit.PERCENT

    def meets(self, value: Decimal, target: Decimal) -> bool:
        """Whether a value is on the good side of a target or on it."""
        return value >= target if self.direction is Direction.HIGHER else value <= target
