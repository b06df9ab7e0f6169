"""Service calendars: the hours in which a service counts, and the days on which it rests.

A level without a calendar runs round the clock.
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django_countries.fields import CountryField
from timezone_field import TimeZoneField

from accounts.history import tracked
from accounts.spans import no_overlap
from accounts.tenancy import TenantForeignKey, TenantModel
from teams.models.team import Weekday


@tracked
class ServiceCalendar(TenantModel):
    """Weekly hours in one time zone, less public holidays and own days off."""

    name = models.CharField(max_length=120)
    time_zone = TimeZoneField(use_pytz=False)
    holiday_country = CountryField(
        blank=True, help_text="Whose public holidays are days off; empty: none are."
    )
    holiday_subdivision = models.CharField(
        max_length=10,
        blank=True,
        help_text="Its state or region where holidays differ, such as KA for Karnataka.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="teams_servicecalendar_name",
                violation_error_message="A service calendar with this name already exists.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="teams_servicecalendar_has_name",
                violation_error_message="A service calendar needs a name.",
            ),
            models.CheckConstraint(
                condition=Q(holiday_subdivision="") | ~Q(holiday_country=""),
                name="teams_servicecalendar_subdivision_of_country",
                violation_error_message="A state or region needs its country.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class CalendarHours(TenantModel):
    """The weekly windows of a calendar from one day to another, both included."""

    calendar = TenantForeignKey(ServiceCalendar, on_delete=models.CASCADE, related_name="hours")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="Empty: until further notice.")

    class Meta:
        ordering = ["calendar", "valid_from"]
        verbose_name = "hours of a service calendar"
        verbose_name_plural = "hours of service calendars"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="teams_calendarhours_days_in_order",
                violation_error_message="The last day comes before the first day.",
            ),
            no_overlap(
                "teams_calendarhours_no_overlap",
                of=("calendar",),
                first="valid_from",
                last="valid_to",
                message="The calendar already has hours for some of these days.",
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.valid_from}"


# The week is a circle: a window that starts on Sunday evening may run into Monday. The row of the
# hours is locked first, so that two people adding windows at once see each other's.
_APART = """
    PERFORM FROM teams_calendarhours h
    WHERE h.organization_id = NEW.organization_id AND h.id = NEW.hours_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM (
            SELECT (w.weekday - 1) * 1440 + extract(epoch FROM w.starts)::int / 60 AS at,
                   CASE WHEN w.ends > w.starts THEN 0 ELSE 1440 END
                   + extract(epoch FROM w.ends - w.starts)::int / 60 AS length
            FROM teams_servicewindow w
            WHERE w.organization_id = NEW.organization_id AND w.hours_id = NEW.hours_id
              AND w.id <> NEW.id
        ) other, (
            SELECT (NEW.weekday - 1) * 1440 + extract(epoch FROM NEW.starts)::int / 60 AS at,
                   CASE WHEN NEW.ends > NEW.starts THEN 0 ELSE 1440 END
                   + extract(epoch FROM NEW.ends - NEW.starts)::int / 60 AS length
        ) this
        WHERE (other.at - this.at + 10080) % 10080 < this.length
           OR (this.at - other.at + 10080) % 10080 < other.length
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            CONSTRAINT = 'teams_servicewindow_apart',
            MESSAGE = 'This window overlaps another one of the same hours.';
    END IF;
    RETURN NULL;
"""


@tracked
class ServiceWindow(TenantModel):
    """Local hours on one weekday. The same start and end are the whole 24 hours.

    A window that ends at or before its start crosses midnight; it belongs to the weekday on
    which it starts, and a day off takes away the windows that start on it.
    """

    hours = TenantForeignKey(CalendarHours, on_delete=models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["hours", "weekday", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "hours", "weekday", "starts"],
                name="teams_servicewindow_once",
                violation_error_message="There already is a window that starts then.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__range=(1, 7)), name="teams_servicewindow_weekday"
            ),
            models.CheckConstraint(
                condition=Q(starts__second=0, ends__second=0),
                name="teams_servicewindow_whole_minutes",
                violation_error_message="A window starts and ends on whole minutes.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="apart",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_APART,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


@tracked
class CalendarYear(TenantModel):
    """The public holidays of one year as they were taken from the library.

    A newer version of the library may know other days; a figure moves only when a person has the
    year taken again.
    """

    calendar = TenantForeignKey(ServiceCalendar, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    days = models.JSONField(help_text="Date and name of each holiday.")
    taken_at = models.DateTimeField()
    source = models.CharField(max_length=80, help_text="The library and its version.")

    class Meta:
        ordering = ["calendar", "-year"]
        verbose_name = "holidays of a service calendar"
        verbose_name_plural = "holidays of service calendars"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "calendar", "year"],
                name="teams_calendaryear_once",
                violation_error_message="The holidays of this year have already been taken.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


@tracked
class CalendarDay(TenantModel):
    """A day that differs from the library: an own day off, or a holiday that is worked."""

    calendar = TenantForeignKey(ServiceCalendar, on_delete=models.CASCADE, related_name="own_days")
    day = models.DateField()
    is_off = models.BooleanField(
        "day off", default=True, help_text="Clear it for a public holiday that is worked."
    )
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["calendar", "day"]
        verbose_name = "own day of a service calendar"
        verbose_name_plural = "own days of service calendars"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "calendar", "day"],
                name="teams_calendarday_once",
                violation_error_message="The calendar already says what this day is.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.reason}"
