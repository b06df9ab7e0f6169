"""What a contract agreed about service credits: four schemes as configuration.

Percentages are percent of the base, the affected service's charge for the period net of
pass-throughs, unless a field says otherwise. Sources of the forms: the public service level
agreements of AWS, Microsoft and Atlassian (tiers) and the usual outsourcing contract (at-risk
pool, points, flat).
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sourcing.credits.options import NO_OPTIONS, Options
from sourcing.service_levels.definition import Direction


class PaysOn(StrEnum):
    """What earns a credit or points: a service level default, or any miss of a target."""

    DEFAULT = "default"
    ANY_MISS = "any_miss"


@dataclass(frozen=True, slots=True)
class Tier:
    """An interval of attained values and its percent of the base.

    None leaves an end open. An edge belongs to the better of the two tiers that meet there: where
    higher is better lower ≤ x < upper, where lower is better lower < x ≤ upper. So 99.0 % stands
    in [99.0, 99.99), and four hours stand in "up to 4 h".
    """

    lower: Decimal | None
    upper: Decimal | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Tiered:
    """The credit depends on how far the figure missed: a missed level pays its tier.

    `tiers` are in rising order of values. A level that is met pays nothing, whatever its figure
    (a small sample may be met at a low one). `cap_percent` bounds what the levels of a period pay
    together. `no_figure_percent` is paid where the contract deems a period without data a
    default; None leaves that credit without an amount.
    """

    tiers: tuple[Tier, ...]
    direction: Direction = Direction.HIGHER
    cap_percent: Decimal | None = None
    no_figure_percent: Decimal | None = None
    options: Options = NO_OPTIONS


class PoolDialect(StrEnum):
    """How the at-risk amount is shared out: by categories and shares, or level by level."""

    CATEGORY = "category"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class LevelPercent:
    """A level's part: percent of its category's pool, or of the at-risk amount."""

    level: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Category:
    """A category's pool in percent of the at-risk amount, shared among its levels."""

    name: str
    pool_percent: Decimal
    shares: tuple[LevelPercent, ...]


@dataclass(frozen=True, slots=True)
class AtRiskPool:
    """A default pays its level's part of the amount at risk, which is also the period's cap.

    At-risk amount = `at_risk_percent` × base. Dialect *category*: credit = category pool % ×
    share % × at-risk amount. Dialect *single*: credit = allocation % × at-risk amount. Pools, or
    allocations, may add up to `pool_total_percent`, commonly 200 to 300.
    """

    at_risk_percent: Decimal
    pool_total_percent: Decimal
    dialect: PoolDialect
    categories: tuple[Category, ...] = ()
    allocations: tuple[LevelPercent, ...] = ()
    options: Options = NO_OPTIONS


@dataclass(frozen=True, slots=True)
class LevelPoints:
    """How many points a miss of the level earns."""

    level: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class PointsStep:
    """From so many points on, the period pays this percent of the base."""

    at_least: Decimal
    percent: Decimal


#: 10–14 points 2 %, 15–19 4 %, 20–24 6 %, 25–29 8 %, from 30 on 10 %.
USUAL_STEPS = tuple(
    PointsStep(Decimal(at_least), Decimal(percent))
    for at_least, percent in ((10, 2), (15, 4), (20, 6), (25, 8), (30, 10))
)


@dataclass(frozen=True, slots=True)
class Points:
    """Misses earn points; the points of a period together say what it pays.

    The amount is spread over the levels in proportion to their points. The last step is the cap.
    Multiplier and incident rule act on the points, because a level has no amount before.
    """

    points: tuple[LevelPoints, ...]
    steps: tuple[PointsStep, ...] = USUAL_STEPS
    pays_on: PaysOn = PaysOn.DEFAULT
    options: Options = NO_OPTIONS


@dataclass(frozen=True, slots=True)
class Repeat:
    """Each further miss of the same level inside the last `periods` pays `step_percent` more.

    The period itself is one of them: with a window of 6 the five before it count.
    """

    step_percent: Decimal = Decimal(2)
    periods: int = 6


@dataclass(frozen=True, slots=True)
class Flat:
    """Each miss pays the same percent, the levels of a period together at most `cap_percent`."""

    percent: Decimal
    cap_percent: Decimal
    repeat: Repeat | None = None
    pays_on: PaysOn = PaysOn.DEFAULT
    options: Options = NO_OPTIONS


type Scheme = Tiered | AtRiskPool | Points | Flat
