"""Exact daily sums of measurements, kept in step with the raw rows.

Whoever changes what a day's sum rests on (rows, an approved exclusion, a definition) locks the
levels, marks the days and rolls them up, all in one transaction. A marked day is counted anew
from its raw rows, so late and corrected rows are no special case, and doing it twice changes
nothing. The lock is the level's row: writers of one level take turns, those of others don't wait,
and each counts what the one before it committed.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.current import organization_id
from sourcing.models import DailyTally, Exclusion, ServiceLevel
from sourcing.models.exclusion import ExclusionState
from sourcing.models.service_level import Direction, Indicator, LevelDefinition
from sourcing.selectors.definitions import timetables_of
from sourcing.selectors.level_spans import Span, spans_of
from sourcing.selectors.measurement_months import removed_up_to
from sourcing.services.outage_days import OutageDay, outage_days

type Day = tuple[UUID, date]

SPANS = """
    SELECT level, starts, coalesce(ends, 'infinity') AS ends, zone,
           coalesce(last_day, 'infinity') AS last_day
    FROM unnest(%(levels)s::uuid[], %(starts)s::timestamptz[], %(ends)s::timestamptz[],
                %(zones)s::text[], %(last_days)s::date[])
        AS s (level, starts, ends, zone, last_day)
"""

#: The days that rows lie on; an outage lies on each day that it touches, and marks one more, in
#: case that it reaches into a time zone that is ahead.
DAYS = f"""
    SELECT DISTINCT r.service_level_id, day::date
    FROM {{rows}} r
    JOIN ({SPANS}) s
        ON s.level = r.service_level_id AND r.moment >= s.starts AND r.moment < s.ends
    CROSS JOIN LATERAL generate_series(
        least((r.moment AT TIME ZONE s.zone)::date, s.last_day)::timestamp,
        (coalesce(r.ends_at, r.moment) AT TIME ZONE s.zone)::date::timestamp + CASE
            WHEN r.ends_at IS NULL THEN interval '0' ELSE interval '1 day'
        END,
        interval '1 day'
    ) day
"""  # noqa: S608 - text of this module

#: Puts the (level, day) pairs that a statement selects into the queue of days to count.
MARK = """
    INSERT INTO sourcing_dirtyday (organization_id, service_level_id, day)
    SELECT %(organization)s, d.* FROM ({days}) d ON CONFLICT DO NOTHING
"""
_SUMS = ("count", "good", "total", "value", "excluded")
_COUNTED = """
    SELECT d.level, d.day,
           count(*) FILTER (WHERE NOT x.is_excluded),
           coalesce(sum(CASE
               WHEN d.threshold IS NULL OR m.value IS NULL THEN m.good
               WHEN d.is_lower THEN (m.value > d.threshold)::int
               ELSE (m.value <= d.threshold)::int
           END) FILTER (WHERE NOT x.is_excluded), 0),
           coalesce(sum(CASE WHEN d.threshold IS NULL OR m.value IS NULL THEN m.total ELSE 1 END)
               FILTER (WHERE NOT x.is_excluded), 0),
           coalesce(sum(m.value) FILTER (WHERE NOT x.is_excluded), 0),
           count(*) FILTER (WHERE x.is_excluded)
    FROM unnest(%(levels)s::uuid[], %(days)s::date[], %(starts)s::timestamptz[],
                %(ends)s::timestamptz[], %(thresholds)s::numeric[], %(lower)s::boolean[])
        AS d (level, day, starts, ends, threshold, is_lower)
    JOIN sourcing_measurement m ON m.organization_id = %(organization)s
        AND m.service_level_id = d.level AND m.moment >= d.starts AND m.moment < d.ends
        AND m.ends_at IS NULL
    CROSS JOIN LATERAL (SELECT {is_excluded} AS is_excluded) x
    GROUP BY d.level, d.day
"""
_IS_EXCLUDED = """EXISTS (
    SELECT FROM sourcing_exclusion e
    WHERE e.organization_id = %(organization)s AND e.service_level_id = m.service_level_id
      AND e.state = 'approved' AND m.moment >= e.starts_at AND m.moment < e.ends_at
      AND e.reference IN ('', m.reference)
)"""


def lock_levels(level_ids: Collection[UUID]) -> None:
    """Makes other writers of these levels' measurements wait until the transaction ends."""
    levels = ServiceLevel.objects.select_for_update(no_key=True).filter(pk__in=level_ids)
    list(levels.order_by("pk").values_list("pk"))


def span_parameters(spans: Mapping[UUID, Sequence[Span]]) -> dict[str, Any]:
    """The parameters of `SPANS`."""
    all_spans = [(level, span) for level, of_level in spans.items() for span in of_level]
    return {
        "levels": [level for level, _ in all_spans],
        "starts": [span.starts for _, span in all_spans],
        "ends": [span.ends for _, span in all_spans],
        "zones": [str(span.row.time_zone) for _, span in all_spans],
        "last_days": [span.last_day for _, span in all_spans],
    }


def mark_days(statement: str, parameters: Mapping[str, Any]) -> None:
    """Puts the (level, day) pairs that a statement selects into the queue of days to count."""
    with connection.cursor() as cursor:
        cursor.execute(
            MARK.format(days=statement), {**parameters, "organization": organization_id()}
        )


def roll_up_between(level_id: UUID, starts: datetime, ends: datetime) -> None:
    """Counts the days of a level anew from one moment to another.

    For whoever approves or takes back an exclusion, in the same transaction.
    """
    lock_levels([level_id])
    mark_days(
        "SELECT %(level)s::uuid, day::date FROM generate_series(%(first)s::timestamp,"
        " %(last)s::timestamp, interval '1 day') day",
        # A day on either side, because the level's zone may be ahead of or behind UTC.
        {
            "level": level_id,
            "first": starts.date() - timedelta(days=1),
            "last": ends.date() + timedelta(days=1),
        },
    )
    roll_up([level_id])


def roll_up_again(level_ids: Collection[UUID]) -> None:
    """Counts all days of levels anew, after a definition or a calendar has changed."""
    lock_levels(level_ids)
    mark_days(
        "SELECT service_level_id, day FROM sourcing_dailytally"
        " WHERE organization_id = %(organization)s AND service_level_id = ANY(%(chosen)s::uuid[])",
        {"chosen": list(level_ids)},
    )
    rows = (
        "(SELECT * FROM sourcing_measurement WHERE organization_id = %(organization)s"
        " AND service_level_id = ANY(%(chosen)s::uuid[]))"
    )
    mark_days(
        DAYS.format(rows=rows), {**span_parameters(spans_of(level_ids)), "chosen": list(level_ids)}
    )
    roll_up(level_ids)


def roll_up(level_ids: Collection[UUID]) -> None:
    """Counts the marked days of levels that the caller has locked, and empties their queue."""
    spans = spans_of(level_ids)
    marked = {day: _span_on(day, spans) for day in _marked(level_ids)}
    removed = removed_up_to()
    if removed:
        # Of what retention removed only the sums are left, which must stay.
        marked = {day: span for day, span in marked.items() if _is_whole(day, span, removed)}
    days = list(marked)
    held = {day: span for day, span in marked.items() if span}
    tallies = _plain(held)
    _add_outages(tallies, held)
    _write(tallies, days)


def _marked(level_ids: Collection[UUID]) -> list[Day]:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM sourcing_dirtyday WHERE organization_id = %s"
            " AND service_level_id = ANY(%s::uuid[]) RETURNING service_level_id, day",
            [organization_id(), list(level_ids)],
        )
        return sorted(cursor.fetchall())


def _is_whole(day: Day, span: Span | None, removed: datetime) -> bool:
    """Whether all measurements of a day are still there."""
    _, on = day
    if span is None:
        return on > removed.date()
    starts, _ = span.day(on)
    return starts >= removed


def _span_on(day: Day, spans: Mapping[UUID, Sequence[Span]]) -> Span | None:
    level, on = day
    return next((span for span in spans.get(level, ()) if span.holds_on(on)), None)


def _plain(held: Mapping[Day, Span]) -> dict[Day, DailyTally]:
    """The sums of all rows but outages."""
    bounds = [span.day(day) for (_, day), span in held.items()]
    parameters = {
        "organization": organization_id(),
        "levels": [level for level, _ in held],
        "days": [day for _, day in held],
        "starts": [starts for starts, _ in bounds],
        "ends": [ends for _, ends in bounds],
        "thresholds": [_threshold(span.row) for span in held.values()],
        "lower": [span.row.direction == Direction.LOWER for span in held.values()],
    }
    excluding = Exclusion.objects.filter(
        service_level__in={level for level, _ in held}, state=ExclusionState.APPROVED
    ).exists()
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTED.format(is_excluded=_IS_EXCLUDED if excluding else "false"), parameters
        )
        return {
            (level, day): _tally(level, day, dict(zip(_SUMS, sums, strict=True)))
            for level, day, *sums in cursor.fetchall()
        }


def _threshold(row: LevelDefinition) -> Any:
    if row.indicator != Indicator.RATIO:
        return None
    return row.threshold_service_days if row.threshold_minutes is None else row.threshold_minutes


def _tally(level: UUID, day: date, sums: Mapping[str, Any]) -> DailyTally:
    return DailyTally(
        organization_id=organization_id(),
        service_level_id=level,
        day=day,
        **{**dict.fromkeys((*_SUMS, "outage_minutes"), 0), **sums},
    )


def _add_outages(tallies: dict[Day, DailyTally], held: Mapping[Day, Span]) -> None:
    by_level: defaultdict[UUID, list[OutageDay]] = defaultdict(list)
    available = {
        day: span for day, span in held.items() if span.row.indicator == Indicator.AVAILABILITY
    }
    timetables = timetables_of({span.row.pk: span.row for span in available.values()}.values())
    for (level, day), span in available.items():
        starts, ends = span.day(day)
        by_level[level].append(OutageDay(day, starts, ends, timetables[span.row.pk]))
    for level, days in by_level.items():
        for found in outage_days(level, days):
            key = (level, found.day)
            tally = tallies.setdefault(key, _tally(level, found.day, {}))
            tally.count += found.count
            tally.excluded += found.excluded
            tally.outage_minutes = found.minutes


def _write(tallies: Mapping[Day, DailyTally], days: Sequence[Day]) -> None:
    """Stores the tallies; a marked day without one has no data any more, which isn't 0."""
    DailyTally.objects.bulk_create(
        tallies.values(),
        batch_size=5000,
        update_conflicts=True,
        unique_fields=["organization", "service_level", "day"],
        update_fields=[*_SUMS, "outage_minutes"],
    )
    empty = [day for day in days if day not in tallies]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM sourcing_dailytally t USING unnest(%s::uuid[], %s::date[]) d (level, day)"
            " WHERE t.organization_id = %s AND t.service_level_id = d.level AND t.day = d.day",
            [[level for level, _ in empty], [day for _, day in empty], organization_id()],
        )
