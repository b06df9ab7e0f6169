"""The service minutes of periods, which are what outages are held against."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sourcing.models import Exclusion
from sourcing.models.exclusion import ExclusionState
from sourcing.selectors.judging_facts import PeriodOfLevel
from teams.clock import Interval, Timetable

MICROSECOND = timedelta(microseconds=1)
MICROSECONDS_OF_A_MINUTE = 60_000_000


def excluded_times(level_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Interval]]:
    """All time that was excluded with approval, by level and in order; one query."""
    found: defaultdict[UUID, list[Interval]] = defaultdict(list)
    rows = Exclusion.objects.filter(
        service_level__in=level_ids, state=ExclusionState.APPROVED, reference=""
    )
    for level, starts, ends in rows.order_by("starts_at").values_list(
        "service_level_id", "starts_at", "ends_at"
    ):
        found[level].append((starts, ends))
    return found


def service_minutes(each: PeriodOfLevel, until: datetime, excluded: Sequence[Interval]) -> Decimal:
    """The minutes in which service was owed in a period, up to a moment, less excluded time.

    `excluded` comes in the order of its starts; what overlaps is taken off once.
    """
    timetable = Timetable(each.calendar)
    starts, ends = each.period.starts, min(each.period.ends, until)
    owed, at = timedelta(), starts
    for first, last in excluded:
        if first >= ends:
            break
        if first > at:
            owed += timetable.elapsed(at, first)
        at = max(at, last)
    if at < ends:
        owed += timetable.elapsed(at, ends)
    return Decimal(owed // MICROSECOND) / MICROSECONDS_OF_A_MINUTE
