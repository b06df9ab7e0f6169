"""Levels, months and schemes that the tests of service credits talk about."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sourcing.credits.calculation import calculate
from sourcing.credits.inputs import Charge, JudgedPeriod, Level, Period
from sourcing.credits.options import NO_OPTIONS, Options
from sourcing.credits.results import Calculation
from sourcing.credits.schemes import (
    AtRiskPool,
    Category,
    LevelPercent,
    LevelPoints,
    Points,
    PoolDialect,
    Scheme,
    Tier,
    Tiered,
)
from sourcing.service_levels.definition import Direction
from sourcing.service_levels.outcome import Outcome

D = Decimal
MET, MISSED, MINIMUM, SILENT = (
    Outcome.MET,
    Outcome.MISSED_EXPECTED,
    Outcome.MISSED_MINIMUM,
    Outcome.NO_DATA,
)


def tiers(*rows: tuple[str | None, str | None, str]) -> tuple[Tier, ...]:
    return tuple(
        Tier(lower and D(lower), upper and D(upper), D(percent))  # type: ignore[arg-type]
        for lower, upper, percent in rows
    )


AWS_COMPUTE = Tiered(
    tiers((None, "95", "100"), ("95", "99.0", "30"), ("99.0", "99.99", "10")),
)
AZURE_VM = Tiered(tiers((None, "95", "100"), ("95", "99", "25"), ("99", "99.99", "10")))
LAMBDA = Tiered(tiers((None, "95", "100"), ("95", "99.0", "25"), ("99.0", "99.95", "10")))
ATLASSIAN = Tiered(
    tiers((None, "95", "50"), ("95", "99", "25"), ("99", "99.9", "10"), ("99.9", "99.95", "5"))
)
RESPONSE_HOURS = Tiered(
    tiers(("4", "8", "5"), ("8", None, "12.5")), direction=Direction.LOWER, cap_percent=D(10)
)


def level(key: str, expected: str | None = "99.99", **more: str) -> Level:
    return Level(
        key, more.get("name", key.title()), expected=None if expected is None else D(expected)
    )


AVAILABILITY = level("availability")
RESPONSE = Level("response", "Response time", Direction.LOWER, D(4), "h")


def month(number: int, year: int = 2026) -> Period:
    """Months count on beyond twelve: 13 is January of the next year."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    first = date(year, number, 1)
    last = date(year, number, monthrange(year, number)[1])
    return Period(f"{first:%Y-%m}", f"{first:%B %Y}", first, last)


def key(number: int) -> str:
    return month(number).key


def judged(
    level: str,
    number: int,
    attained: str | None,
    outcome: Outcome,
    *incidents: str,
    default: bool | None = None,
) -> JudgedPeriod:
    return JudgedPeriod(
        level,
        key(number),
        None if attained is None else D(attained),
        outcome,
        outcome is MINIMUM if default is None else default,
        frozenset(incidents),
    )


def run(
    scheme: Scheme,
    levels: Sequence[Level],
    figures: Sequence[JudgedPeriod],
    *,
    base: str | None = "12000.00",
    currency: str = "USD",
    history: Sequence[JudgedPeriod] = (),
    applied: Mapping[tuple[str, str], Decimal] | None = None,
    months: int | None = None,
) -> Calculation:
    """Calculate with the same charge in every month from January 2026 on."""
    last = months or max(int(each.period[5:]) for each in (*figures, *history))
    periods = [month(number) for number in range(1, last + 1)]
    charge = Charge(None if base is None else D(base), currency)
    return calculate(
        scheme,
        levels=levels,
        periods=periods,
        charges={period.key: charge for period in periods},
        figures=figures,
        history=history,
        applied=applied,
    )


def pool(
    pool_percent: str, *shares: tuple[str, str], total: str = "300", options: Options = NO_OPTIONS
) -> AtRiskPool:
    """10 % of the charge at risk, one category."""
    return AtRiskPool(
        at_risk_percent=D(10),
        pool_total_percent=D(total),
        dialect=PoolDialect.CATEGORY,
        categories=(
            Category(
                "Critical", D(pool_percent), tuple(LevelPercent(key, D(p)) for key, p in shares)
            ),
        ),
        options=options,
    )


def points(*rows: tuple[str, int], options: Options = NO_OPTIONS) -> Points:
    return Points(tuple(LevelPoints(key, D(each)) for key, each in rows), options=options)
