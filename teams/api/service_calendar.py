"""Service calendars with hours, windows, own days and public holidays, for programs."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api import filtering
from accounts.api.errors import refuse_field
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import ReadRecords, WriteRecords
from accounts.public_holidays import UnknownPlace, check_place
from teams.models import (
    CalendarDay,
    CalendarHours,
    CalendarYear,
    ServiceCalendar,
    ServiceWindow,
)
from teams.services.calendar_holidays import take_for_new_place, take_missing_years


class ServiceCalendarSerializer(RecordSerializer):
    class Meta:
        model = ServiceCalendar
        fields = ("id", "name", "time_zone", "holiday_country", "holiday_subdivision")


class ServiceCalendarViewSet(WriteRecords):
    """The hours in which service levels count. Naming a country takes its public holidays."""

    serializer_class = ServiceCalendarSerializer
    search_columns = ("name",)
    ordering = "name"

    def save(self, record: ServiceCalendar, values: Mapping[str, Any]) -> None:
        place = (str(record.holiday_country), record.holiday_subdivision)
        is_new = record._state.adding
        given = (
            str(values.get("holiday_country", place[0])),
            str(values.get("holiday_subdivision", place[1])),
        )
        if given[0]:
            try:
                check_place(*given)
            except UnknownPlace as unknown:
                raise refuse_field("holiday_subdivision", str(unknown)) from unknown
        super().save(record, values)
        now = timezone.now()
        if is_new or given == place:
            take_missing_years(as_of=self.today, now=now)
        else:
            take_for_new_place(calendar=record, as_of=self.today, now=now)


class CalendarHoursSerializer(RecordSerializer):
    calendar_name = serializers.CharField(source="calendar.name", read_only=True)

    class Meta:
        model = CalendarHours
        fields = ("id", "calendar", "calendar_name", "valid_from", "valid_to")


class CalendarFilters(Filters):
    calendar = filtering.key()


class CalendarHoursViewSet(WriteRecords):
    """From when to when a calendar has the same week; both days are included."""

    serializer_class = CalendarHoursSerializer
    filterset_class = CalendarFilters
    ordering = "valid_from"


class ServiceWindowSerializer(RecordSerializer):
    class Meta:
        model = ServiceWindow
        fields = ("id", "hours", "weekday", "starts", "ends")


class ServiceWindowFilters(Filters):
    hours = filtering.key()


class ServiceWindowViewSet(WriteRecords):
    """Open hours of one weekday (1 is Monday); the same start and end are the whole 24 hours."""

    serializer_class = ServiceWindowSerializer
    filterset_class = ServiceWindowFilters
    ordering = "weekday"
    orderings = ("starts",)


class CalendarDaySerializer(RecordSerializer):
    class Meta:
        model = CalendarDay
        fields = ("id", "calendar", "day", "is_off", "reason")


class CalendarDayFilters(CalendarFilters):
    is_off = filtering.truth()


class CalendarDayViewSet(WriteRecords):
    """An own day off, or (`is_off` false) a public holiday that is worked."""

    serializer_class = CalendarDaySerializer
    filterset_class = CalendarDayFilters
    search_columns = ("reason",)
    ordering = "day"


class Holiday(serializers.Serializer):
    """One public holiday."""

    date = serializers.DateField()
    name = serializers.CharField()


@extend_schema_field(Holiday(many=True))
class Holidays(serializers.JSONField):
    """By date."""


class CalendarYearSerializer(RecordSerializer):
    days = Holidays(read_only=True)

    class Meta:
        model = CalendarYear
        fields = ("id", "calendar", "year", "days", "taken_at", "source")


class CalendarYearViewSet(ReadRecords):
    """The public holidays of a calendar's year, kept as they were taken from the library."""

    serializer_class = CalendarYearSerializer
    filterset_class = CalendarFilters
    ordering = "year"
