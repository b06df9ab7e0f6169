"""Definitions of service levels, read from their rows for judging and for the clock."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from sourcing.models import LevelDefinition, ServiceLevel
from sourcing.service_levels.definition import (
    Definition,
    Direction,
    Indicator,
    LevelClass,
    NoDataPolicy,
    RepetitionRule,
    RoundingMode,
    RoundingRule,
    Unit,
)
from sourcing.service_levels.periods import PeriodKind
from teams.clock import Timetable
from teams.selectors.calendars import READ, calendar_of
from teams.service_calendar import Calendar, round_the_clock, service_day

WITH_CALENDAR = tuple(f"calendar__{part}" for part in READ)


def definition_of(row: LevelDefinition) -> Definition:
    """What a row says, for `sourcing.service_levels`; no query."""
    threshold, threshold_unit = _threshold(row)
    return Definition(
        level_class=LevelClass(row.level_class),
        indicator=Indicator(row.indicator),
        direction=Direction(row.direction),
        unit=Unit(row.unit),
        expected=row.expected,
        minimum=row.minimum,
        time_zone=str(row.time_zone),
        period_kind=PeriodKind(row.period_kind),
        rolling_days=row.rolling_days,
        percentile=row.percentile,
        threshold=threshold,
        threshold_unit=threshold_unit,
        minimum_sample_size=row.minimum_sample,
        small_sample_misses=row.small_sample_misses,
        no_data_policy=NoDataPolicy(row.no_data_policy),
        rounding=RoundingRule(RoundingMode(row.rounding), row.decimals),
        repetition=_repetition(row),
        ramp_up_periods=row.ramp_up_periods,
        final_after_business_days=row.final_after_days,
    )


def definitions_in_force(
    levels: Iterable[ServiceLevel | UUID], day: date
) -> dict[UUID, LevelDefinition]:
    """The definition of each level that holds on a day, by the level's id.

    Their calendars are read along; six queries however many levels there are. A level that has no
    definition for the day is left out.
    """
    ids = {level.pk if isinstance(level, ServiceLevel) else level for level in levels}
    rows = with_calendars(in_force_on(day).filter(service_level__in=ids))
    return {row.service_level_id: row for row in rows}


def in_force_on(day: date) -> QuerySet[LevelDefinition]:
    """All definitions of the entered organization that hold on a day; at most one for a level."""
    return LevelDefinition.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day
    )


def with_calendars(rows: QuerySet[LevelDefinition]) -> QuerySet[LevelDefinition]:
    """The same rows, with all that `timetable_of` reads of their calendars."""
    return rows.select_related("calendar").prefetch_related(*WITH_CALENDAR)


def service_calendar_of(row: LevelDefinition) -> Calendar:
    """The calendar in which a level counts: its own one, or round the clock in its time zone."""
    return round_the_clock(row.time_zone) if row.calendar is None else calendar_of(row.calendar)


def timetable_of(row: LevelDefinition) -> Timetable:
    """A timetable of the calendar in which a level counts.

    Compiling one takes longer than using it: of many definitions ask `timetables_of`.
    """
    return Timetable(service_calendar_of(row))


def timetables_of(rows: Iterable[LevelDefinition]) -> dict[UUID, Timetable]:
    """A timetable for each definition by its id; those of one calendar share one."""
    shared: dict[object, Timetable] = {}
    found = {}
    for row in rows:
        hours = row.calendar_id or str(row.time_zone)
        if hours not in shared:
            shared[hours] = timetable_of(row)
        found[row.pk] = shared[hours]
    return found


def service_day_of(row: LevelDefinition, on: date | None = None) -> timedelta | None:
    """How long one service day of a definition is, on its first day or on another one.

    24 hours where it runs round the clock; None where its calendar has no hours on that day.
    """
    return service_day(service_calendar_of(row), on or row.valid_from)


def _threshold(row: LevelDefinition) -> tuple[Decimal | None, Unit | None]:
    if row.threshold_minutes is not None:
        return row.threshold_minutes, Unit.MINUTES
    if row.threshold_service_days is not None:
        return row.threshold_service_days, Unit.SERVICE_DAYS
    return None, None


def _repetition(row: LevelDefinition) -> RepetitionRule | None:
    if row.repeat_misses is None:
        return None
    return RepetitionRule(row.repeat_misses, row.repeat_periods)
