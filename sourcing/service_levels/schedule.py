"""Which periods a level is judged by, each with the version of the definition at its start.

Periods adjoin and never overlap. Where a version begins inside a month or quarter, at the start of
a level or when its kind of period changes, the first period is the rest of that month or quarter.
Between two versions that don't adjoin there is no period.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sourcing.service_levels.definition import Definition
from sourcing.service_levels.periods import Period, PeriodKind, period_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Version:
    """What a level says from one day to another, both included; None is until further notice."""

    definition: Definition
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A period, its number since the level began, and the place of its version."""

    period: Period
    number: int
    version: int


def schedule(
    versions: Sequence[Version], until: date, retired_on: date | None = None
) -> tuple[Scheduled, ...]:
    """The periods that have begun by a day, oldest first.

    `versions` come in the order of their days and don't overlap. No period begins after
    `retired_on`, the last day on which the level is judged.
    """
    last = until if retired_on is None else min(until, retired_on)
    found = enumerate(_periods(versions, last), start=1)
    return tuple(Scheduled(period, number, version) for number, (period, version) in found)


def _periods(versions: Sequence[Version], until: date) -> Iterator[tuple[Period, int]]:
    day: date | None = None
    for place, version in enumerate(versions):
        first = version.valid_from if day is None else max(day, version.valid_from)
        last = until if version.valid_to is None else min(until, version.valid_to)
        while first <= last:
            period = _starting(version.definition, first)
            yield period, place
            first = period.last_day + ONE_DAY
        day = first


def _starting(level: Definition, day: date) -> Period:
    if level.period_kind is PeriodKind.ROLLING_DAYS:
        ends = day + timedelta(days=(level.rolling_days or 1) - 1)
        return period_of(ends, level.period_kind, level.time_zone, level.rolling_days)
    return replace(period_of(day, level.period_kind, level.time_zone), first_day=day)
