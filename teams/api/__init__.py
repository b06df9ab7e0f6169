"""Sites, teams and their hours, and service calendars, for programs."""

from accounts.api.viewsets import ReadRecords
from teams.api.service_calendar import (
    CalendarDayViewSet,
    CalendarHoursViewSet,
    CalendarYearViewSet,
    ServiceCalendarViewSet,
    ServiceWindowViewSet,
)
from teams.api.team import SiteViewSet, TeamViewSet, WorkingWindowViewSet

ROUTES: list[tuple[str, type[ReadRecords]]] = [
    ("sites", SiteViewSet),
    ("teams", TeamViewSet),
    ("working-windows", WorkingWindowViewSet),
    ("service-calendars", ServiceCalendarViewSet),
    ("calendar-hours", CalendarHoursViewSet),
    ("service-windows", ServiceWindowViewSet),
    ("calendar-days", CalendarDayViewSet),
    ("calendar-years", CalendarYearViewSet),
]
