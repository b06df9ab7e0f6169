"""Where and when people work: sites, teams, their hours, and the calendars services run by."""

from teams.models.service_calendar import (
    CalendarDay,
    CalendarHours,
    CalendarYear,
    ServiceCalendar,
    ServiceWindow,
)
from teams.models.team import Site, Team, TeamKind, Weekday, WorkingWindow

__all__ = [
    "CalendarDay",
    "CalendarHours",
    "CalendarYear",
    "ServiceCalendar",
    "ServiceWindow",
    "Site",
    "Team",
    "TeamKind",
    "Weekday",
    "WorkingWindow",
]
