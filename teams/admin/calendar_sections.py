"""What stands above the form of a service calendar: its week, its hours, the days off ahead."""

from datetime import date, timedelta

from accounts.display import day, record_link
from accounts.sections import Column, Section
from teams.models import ServiceCalendar
from teams.selectors.calendars import calendar_of
from teams.service_calendar import WEEKDAYS, service_day

AHEAD = timedelta(days=366)


def week_section(calendar: ServiceCalendar, today: date) -> Section:
    """The windows of each weekday as they are in force today."""
    read = calendar_of(calendar)
    hours = read.hours_on(today)
    length = service_day(read, today)
    if hours is None or length is None:
        return Section(
            title="The week",
            sentence=f"On {today:%d %b %Y} no hours are in force, so nothing counts as service "
            "time. Add hours with their windows.",
        )
    return Section(
        title="The week",
        sentence=f"A service day is {_hours(length)}, by the clocks of {read.zone}.",
        columns=(Column("Weekday"), Column("Open")),
        rows=[
            (
                name,
                ", ".join(
                    f"{each.starts:%H:%M}–{each.ends:%H:%M}"
                    for each in sorted(hours.windows)
                    if each.weekday == number
                )
                or "Closed",
            )
            for number, name in enumerate(WEEKDAYS, 1)
        ],
    )


def hours_section(calendar: ServiceCalendar) -> Section:
    """The calendar's sets of hours, each with a link to its page."""
    return Section(
        title="Hours",
        sentence="New hours begin with a set of their own; the earlier one ends the day before.",
        columns=(Column("Hours"), Column("Until"), Column("Windows", figures=True)),
        rows=[
            (record_link(each), day(each.valid_to, "Further notice"), len(each.windows.all()))
            for each in calendar.hours.all()
        ],
        empty="No hours yet. Add them under Hours of service calendars.",
    )


def days_off_section(calendar: ServiceCalendar, today: date) -> Section:
    """Public holidays and own days within the next year, those that are worked included."""
    own = {each.day: each for each in calendar.own_days.all()}
    named = {
        date.fromisoformat(each["date"]): each["name"]
        for year in calendar.years.all()
        for each in year.days
    }
    ahead = sorted(each for each in {*own, *named} if today <= each < today + AHEAD)
    rows = []
    for each in ahead:
        if each not in own:
            rows.append((day(each), named[each], "Public holiday"))
        elif own[each].is_off:
            rows.append((day(each), own[each].reason, "Own day off"))
        else:
            rows.append((day(each), own[each].reason, "Worked"))
    off = sum(kind != "Worked" for *_, kind in rows)
    return Section(
        title="Days off ahead",
        sentence=f"{off} {'day' if off == 1 else 'days'} off within a year." if rows else "",
        columns=(Column("Day"), Column("What"), Column("Kind")),
        rows=rows,
        empty="No day off within a year. Name a country below to take its public holidays, or add "
        "own days.",
    )


def _hours(length: timedelta) -> str:
    hours = length / timedelta(hours=1)
    return f"{hours:g} hour" if hours == 1 else f"{hours:g} hours"
