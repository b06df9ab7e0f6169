"""Service calendars as people set them up, read for the clock (`teams.service_calendar`)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from teams.models import CalendarHours, ServiceCalendar
from teams.service_calendar import Calendar, Hours, Window

READ = ("hours__windows", "years", "own_days")


def calendar_of(calendar: ServiceCalendar) -> Calendar:
    """One calendar with its hours and days off; four queries unless they were prefetched."""
    holidays = {
        date.fromisoformat(each["date"]) for year in calendar.years.all() for each in year.days
    }
    own = {each.day: each.is_off for each in calendar.own_days.all()}
    days_off = {day for day in holidays if own.get(day, True)}
    days_off.update(day for day, is_off in own.items() if is_off)
    return Calendar(
        zone=calendar.time_zone,
        hours=tuple(hours_of(each) for each in calendar.hours.all()),
        days_off=frozenset(days_off),
    )


def calendars_of(ids: Iterable[UUID]) -> dict[UUID, Calendar]:
    """Calendars of the entered organization by their ids; five queries however many there are."""
    rows = ServiceCalendar.objects.filter(pk__in=set(ids)).prefetch_related(*READ)
    return {row.pk: calendar_of(row) for row in rows}


def hours_of(row: CalendarHours) -> Hours:
    """The windows of one set of hours and the dates between which they hold."""
    windows = tuple(Window(each.weekday, each.starts, each.ends) for each in row.windows.all())
    return Hours(row.valid_from, row.valid_to, windows)
