"""What was measured of levels in periods, without what was excluded with approval.

Four queries at most, whatever the number of periods: on the daily tallies, on excluded time, on the
values themselves for percentiles of measurements, on the clock readings of work items.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.current import organization_id
from sourcing.models.service_level import Source
from sourcing.selectors.judging_facts import PeriodOfLevel
from sourcing.selectors.service_time import excluded_times, service_minutes
from sourcing.service_levels.definition import Definition, Direction, Indicator, Unit
from sourcing.service_levels.figures import NOTHING, Figure, Tally, measured
from sourcing.service_levels.rounding import number, shown
from teams.service_calendar import service_day

MINUTE_SECONDS = 60
ZERO = Decimal(0)

type Owed = Callable[[PeriodOfLevel], Decimal]


@dataclass(frozen=True, slots=True)
class Counted:
    """The figure of a period from our own data, and the rows behind it.

    `numerator` and `denominator` are in the level's unit: good and all, or sum and number of
    values. `rows` counted, `excluded` were left out.
    """

    figure: Figure
    tally: Tally = NOTHING
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    rows: int = 0
    excluded: int = 0


NOTHING_COUNTED = Counted(Figure(None))

_PERIODS = """
    SELECT * FROM unnest(
        %(levels)s::uuid[], %(firsts)s::date[], %(lasts)s::date[], %(starts)s::timestamptz[],
        %(ends)s::timestamptz[], %(percents)s::numeric[], %(limits)s::numeric[],
        %(lower)s::boolean[]
    ) WITH ORDINALITY
    AS w (level, first_day, last_day, starts_at, ends_at, percent, beyond, is_lower, place)
"""

_TALLIES = f"""
    SELECT w.place - 1, sum(t.count)::bigint, sum(t.good), sum(t.total), sum(t.value),
           sum(t.outage_minutes), sum(t.excluded)::bigint
    FROM ({_PERIODS}) w
    JOIN sourcing_dailytally t ON t.organization_id = %(organization)s
        AND t.service_level_id = w.level AND t.day BETWEEN w.first_day AND w.last_day
    GROUP BY w.place
"""  # noqa: S608 - put together from the constants above

#: Asked once for each row, which the OFFSET of the statements sees to: without it PostgreSQL asks
#: for each figure anew. Where nothing is excluded at all, it is asked once altogether.
_EXCLUDED = """
    (SELECT EXISTS (
        SELECT FROM sourcing_exclusion
        WHERE organization_id = %(organization)s AND state = 'approved'
    )) AND EXISTS (
        SELECT FROM sourcing_exclusion e
        WHERE e.organization_id = %(organization)s AND e.service_level_id = w.level
          AND e.state = 'approved' AND v.moment >= e.starts_at AND v.moment < e.ends_at
          AND e.reference IN ('', v.reference)
    )
"""

_READ = """
    SELECT w.place - 1,
           count(*) FILTER (WHERE NOT v.is_excluded),
           count(*) FILTER (WHERE NOT v.is_excluded AND v.is_good),
           sum(v.value) FILTER (WHERE NOT v.is_excluded),
           count(*) FILTER (
               WHERE NOT v.is_excluded
                 AND CASE WHEN w.is_lower THEN v.value > w.beyond ELSE v.value < w.beyond END
           ),
           percentile_cont((w.percent / 100)::float8) WITHIN GROUP (ORDER BY v.value::float8)
               FILTER (WHERE NOT v.is_excluded),
           count(*) FILTER (WHERE v.is_excluded)
"""

_VALUES = f"""
    {_READ}
    FROM ({_PERIODS}) w
    CROSS JOIN LATERAL (
        SELECT v.value, NULL::boolean AS is_good, {_EXCLUDED} AS is_excluded
        FROM sourcing_measurement v
        WHERE v.organization_id = %(organization)s AND v.service_level_id = w.level
          AND v.moment >= w.starts_at AND v.moment < w.ends_at AND v.value IS NOT NULL
        OFFSET 0
    ) v
    GROUP BY w.place, w.percent
"""  # noqa: S608 - put together from the constants above

_ITEMS = f"""
    {_READ}
    FROM ({_PERIODS}) w
    CROSS JOIN LATERAL (
        SELECT v.value, v.is_good, {_EXCLUDED} AS is_excluded
        FROM (
            SELECT r.service_minutes AS value, r.is_good, r.counts_at AS moment, i.reference
            FROM sourcing_itemreading r
            LEFT JOIN sourcing_workitem i
                ON i.organization_id = r.organization_id AND i.id = r.item_id
            WHERE r.organization_id = %(organization)s AND r.service_level_id = w.level
              AND r.counts_at >= w.starts_at AND r.counts_at < w.ends_at
        ) v
        OFFSET 0
    ) v
    GROUP BY w.place, w.percent
"""  # noqa: S608 - put together from the constants above


def counts_of(asked: Sequence[PeriodOfLevel], until: Mapping[UUID, datetime]) -> list[Counted]:
    """The figure of each period, in the order asked; for those that run, the part up to `until`,
    a moment for each level."""
    found = [NOTHING_COUNTED] * len(asked)
    items = [at for at, each in enumerate(asked) if _is_by_items(each)]
    values = [at for at, each in enumerate(asked) if not _is_by_items(each) and _is_ranked(each)]
    sums = sorted({*range(len(asked))} - {*items, *values})
    owed = _owed(asked, until)
    for at, row in _rows(_TALLIES, asked, sums):
        found[at] = _from_sums(asked[at], row, owed)
    for statement, places in ((_VALUES, values), (_ITEMS, items)):
        for at, row in _rows(statement, asked, places):
            found[at] = _from_values(asked[at], row)
    return found


def _owed(asked: Sequence[PeriodOfLevel], until: Mapping[UUID, datetime]) -> Owed:
    """Tells how many service minutes a period has, less what was excluded."""
    excluded = excluded_times({each.facts.level.pk for each in asked})

    def owed(each: PeriodOfLevel) -> Decimal:
        level = each.facts.level.pk
        return service_minutes(each, until[level], excluded.get(level, ()))

    return owed


def _rows(
    statement: str, asked: Sequence[PeriodOfLevel], places: Sequence[int]
) -> list[tuple[int, tuple[Any, ...]]]:
    if not places:
        return []
    chosen = [asked[at] for at in places]
    parameters = {
        "organization": organization_id(),
        "levels": [each.facts.level.pk for each in chosen],
        "firsts": [each.period.first_day for each in chosen],
        "lasts": [each.period.last_day for each in chosen],
        "starts": [each.period.starts for each in chosen],
        "ends": [each.period.ends for each in chosen],
        "percents": [each.definition.percentile or Decimal(50) for each in chosen],
        "limits": [each.definition.minimum * _size_of_unit(each) for each in chosen],
        "lower": [each.definition.direction is Direction.LOWER for each in chosen],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [(places[place], row) for place, *row in cursor.fetchall()]


def _is_by_items(each: PeriodOfLevel) -> bool:
    return each.facts.level.source == Source.WORK_ITEMS


def _is_ranked(each: PeriodOfLevel) -> bool:
    return each.definition.indicator is Indicator.PERCENTILE


def _size_of_unit(each: PeriodOfLevel) -> Decimal:
    """Stored values in one unit of the level: work items are stored in minutes."""
    if not _is_by_items(each) or each.definition.unit is not Unit.SERVICE_DAYS:
        return Decimal(1)
    length = service_day(each.calendar, each.period.first_day)
    return Decimal(int(length.total_seconds())) / MINUTE_SECONDS if length else Decimal(1)


def _from_sums(each: PeriodOfLevel, row: tuple[Any, ...], owed: Owed) -> Counted:
    count, good, total, value, outage, excluded = row
    level = each.definition
    if level.indicator is Indicator.AVAILABILITY and not total:
        # Only outages were sent: what is good is all the other time in which service was owed.
        total = owed(each)
        good = max(total - outage, ZERO)
    tally = Tally(count=count, good=good, total=total, value_sum=value)
    figure = measured(level, tally)
    if not level.is_share:
        # Sums don't tell how many single values were beyond the minimum.
        figure = replace(figure, misses=None)
    return _counted(level, figure, tally, count, excluded)


def _from_values(each: PeriodOfLevel, row: tuple[Any, ...]) -> Counted:
    count, good, total, misses, rank, excluded = row
    level, size = each.definition, _size_of_unit(each)
    if not count:
        return Counted(Figure(None, sample=0, misses=0), excluded=excluded)
    if level.is_share:
        tally = Tally(count=count, good=Decimal(good), total=Decimal(count))
    else:
        tally = Tally(count=count, value_sum=total / size, misses=misses)
    if level.indicator is not Indicator.PERCENTILE or level.percentile is None:
        return _counted(level, measured(level, tally), tally, count, excluded)
    figure = _ranked(level, Decimal(repr(rank)) / size, count, misses)
    return _counted(level, figure, tally, count, excluded)


def _ranked(level: Definition, value: Decimal, count: int, misses: int) -> Figure:
    items = "1 item" if count == 1 else f"{count:,} items"
    step = f"p{number(level.percentile or ZERO)} of {items}: {shown(level, value)}."
    return Figure(value, sample=count, misses=misses, steps=(step,))


def _counted(level: Definition, figure: Figure, tally: Tally, rows: int, excluded: int) -> Counted:
    if figure.attained is None:
        return Counted(figure, excluded=excluded)
    numerator, denominator = (
        (tally.good, tally.total) if level.is_share else (tally.value_sum, Decimal(tally.count))
    )
    return Counted(figure, tally, numerator, denominator, rows, excluded)
