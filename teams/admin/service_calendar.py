"""Service calendars: hours, own days and public holidays."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import action, display

from accounts.access import today_of
from accounts.display import country, day, no_data, number, record_link
from accounts.model_admin import TenantModelAdmin, TenantModelForm, TenantTabularInline
from accounts.public_holidays import UnknownPlace, check_place
from accounts.sections import Section
from teams.admin.calendar_sections import days_off_section, hours_section, week_section
from teams.models import CalendarDay, CalendarHours, ServiceCalendar, ServiceWindow
from teams.selectors.calendars import READ, calendar_of
from teams.services.calendar_holidays import (
    take_for_new_place,
    take_missing_years,
    take_years_again,
)

PLACE = ("holiday_country", "holiday_subdivision")


class OwnDayInline(TenantTabularInline):
    model = CalendarDay
    fields = ("day", "is_off", "reason")
    per_page = 25
    verbose_name = "own day"
    verbose_name_plural = "own days off, and holidays that are worked"


class WindowInline(TenantTabularInline):
    model = ServiceWindow
    fields = ("weekday", "starts", "ends")
    verbose_name_plural = "windows; the same start and end are the whole 24 hours"


class ServiceCalendarForm(TenantModelForm):
    """Checks that the public holidays of the place are known."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        country = self.cleaned_data.get("holiday_country")
        if country:
            try:
                check_place(str(country), self.cleaned_data.get("holiday_subdivision", ""))
            except UnknownPlace as unknown:
                self.add_error("holiday_subdivision", str(unknown))
        return cleaned


@admin.register(ServiceCalendar)
class ServiceCalendarAdmin(TenantModelAdmin):
    """The hours in which service levels count."""

    list_display = ("name", "time_zone", "place", "hours_a_week", "holidays_until")
    list_filter = (("time_zone", ChoicesDropdownFilter),)
    list_prefetch = READ
    search_fields = ("name",)
    search_help_text = "Search by name"
    empty_hint = (
        "Add the hours in which a service counts. A service level without a calendar runs round "
        "the clock."
    )
    form = ServiceCalendarForm
    inlines = (OwnDayInline,)
    actions = ("take_holidays_again",)
    fields = ("name", "time_zone", "holiday_country", "holiday_subdivision")

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        """Each row with the day its hours are shown for."""
        today = today_of(request)
        for row in rows:
            row.today = today
        return super().prepare(request, rows)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Takes the public holidays, all of them anew where the place is another one."""
        super().save_model(request, obj, form, change)
        today, now = today_of(request), timezone.now()
        if change and not set(PLACE).isdisjoint(form.changed_data):
            take_for_new_place(calendar=obj, as_of=today, now=now)
        else:
            take_missing_years(as_of=today, now=now)

    @display(description="Public holidays of", ordering="holiday_country")
    def place(self, calendar: ServiceCalendar) -> str:
        if not calendar.holiday_country:
            return no_data("None are taken")
        name = country(calendar.holiday_country)
        part = calendar.holiday_subdivision
        return f"{name}, {part}" if part else name

    @display(description="Hours a week", formatting="price")
    def hours_a_week(self, calendar: Any) -> str:
        in_force = calendar_of(calendar).hours_on(calendar.today)
        if in_force is None:
            return no_data("No hours today")
        length = sum((window.length for window in in_force.windows), timedelta())
        return number(round(Decimal(length // timedelta(minutes=1)) / 60, 1))

    @display(description="Holidays taken until")
    def holidays_until(self, calendar: ServiceCalendar) -> str:
        years = [year.year for year in calendar.years.all()]
        return f"end of {max(years)}" if years else no_data("Not taken")

    @action(description="Take the public holidays again", permissions=("change",))
    def take_holidays_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Says which days moved, so that a moved figure has a reason."""
        for calendar in queryset:
            changed = take_years_again(calendar=calendar, now=timezone.now())
            said = f"changed: {', '.join(changed)}" if changed else "nothing has changed"
            self.message_user(request, f"{calendar}: {said}.", messages.INFO)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        [calendar] = self.prepare(request, [record])
        return [
            week_section(calendar, calendar.today),
            hours_section(calendar),
            days_off_section(calendar, calendar.today),
        ]


@admin.register(CalendarHours)
class CalendarHoursAdmin(TenantModelAdmin):
    """The weekly windows of a calendar from one day to another."""

    list_display = ("calendar_link", "first", "last", "windows_shown")
    list_filter = (("calendar", AutocompleteSelectFilter),)
    list_prefetch = ("calendar", "windows")
    search_fields = ("calendar__name",)
    search_help_text = "Search by calendar"
    empty_hint = "Add a service calendar first, then the hours in which it is open."
    inlines = (WindowInline,)
    fields = ("calendar", "valid_from", "valid_to")

    @display(description="Service calendar", ordering="calendar__name")
    def calendar_link(self, hours: CalendarHours) -> str:
        return record_link(hours.calendar)

    @display(description="From", ordering="valid_from")
    def first(self, hours: CalendarHours) -> str:
        return day(hours.valid_from)

    @display(description="Until", ordering="valid_to")
    def last(self, hours: CalendarHours) -> str:
        return day(hours.valid_to, "Further notice")

    @display(description="Windows")
    def windows_shown(self, hours: CalendarHours) -> str:
        return ", ".join(map(str, hours.windows.all())) or no_data("Closed: no windows")
