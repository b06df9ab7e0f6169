"""Taking the public holidays of service calendars once, so that figures stay put."""

from datetime import date, datetime

from accounts.public_holidays import is_known, public_holidays
from teams.models import CalendarYear, ServiceCalendar

#: A level is judged at most so many years back, and due moments lie at most two years ahead.
YEARS_BACK, YEARS_AHEAD = 10, 2


def take_missing_years(*, as_of: date, now: datetime) -> int:
    """Takes every year that calendars of the entered organization need; returns how many.

    Needed are the years from a calendar's first hours on, at least the two before the as-of date,
    until the second one after it. Years that were taken before stay as they are. Two queries where
    nothing is missing. Places the library doesn't know are passed over: forms refuse them.
    """
    calendars = ServiceCalendar.objects.exclude(holiday_country="").prefetch_related("hours")
    known = [each for each in calendars if is_known(*_place(each))]
    there = set(CalendarYear.objects.order_by().values_list("calendar", "year"))
    taken = [
        _taken(each, year, now)
        for each in known
        for year in _needed(each, as_of)
        if (each.pk, year) not in there
    ]
    CalendarYear.objects.bulk_create(taken, ignore_conflicts=True)
    return len(taken)


def take_for_new_place(*, calendar: ServiceCalendar, as_of: date, now: datetime) -> None:
    """Replaces the years of a calendar whose country or subdivision has changed."""
    calendar.years.all().delete()
    take_missing_years(as_of=as_of, now=now)


def take_years_again(*, calendar: ServiceCalendar, now: datetime) -> list[str]:
    """Replaces the years there are by what the library knows now.

    Returns the dates that came or went, in order; a year in which none did stays as it was.
    """
    changed: list[str] = []
    for row in calendar.years.select_for_update(of=("self",), no_key=True).order_by("year"):
        fresh = _taken(calendar, row.year, now)
        moved = {each["date"] for each in fresh.days} ^ {each["date"] for each in row.days}
        if moved:
            row.days, row.taken_at, row.source = fresh.days, now, fresh.source
            row.save(update_fields=["days", "taken_at", "source"])
            changed += sorted(moved)
    return changed


def _needed(calendar: ServiceCalendar, as_of: date) -> range:
    first = min((hours.valid_from.year for hours in calendar.hours.all()), default=as_of.year)
    first = max(min(first, as_of.year - 2), as_of.year - YEARS_BACK)
    return range(first, as_of.year + YEARS_AHEAD + 1)


def _taken(calendar: ServiceCalendar, year: int, now: datetime) -> CalendarYear:
    found = public_holidays(*_place(calendar), year)
    return CalendarYear(
        calendar=calendar, year=year, days=found.days, taken_at=now, source=found.source
    )


def _place(calendar: ServiceCalendar) -> tuple[str, str]:
    return str(calendar.holiday_country), calendar.holiday_subdivision
