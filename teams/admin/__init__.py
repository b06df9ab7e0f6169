"""The pages of sites, teams and their hours, and of service calendars."""

from teams.admin.service_calendar import CalendarHoursAdmin, ServiceCalendarAdmin
from teams.admin.team import SiteAdmin, TeamAdmin, WorkingWindowAdmin

__all__ = [
    "CalendarHoursAdmin",
    "ServiceCalendarAdmin",
    "SiteAdmin",
    "TeamAdmin",
    "WorkingWindowAdmin",
]
