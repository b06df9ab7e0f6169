"""Filters of the lists of vendors and contracts."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django_countries import countries
from unfold.contrib.filters.admin import DropdownFilter

from accounts.access import today_of
from accounts.filters import YesNoUnknownFilter
from vendors.admin.figures import paid_by_contract
from vendors.models import Contract


class RunsFilter(DropdownFilter):
    """Contracts by whether they run on the organization's today, last day included."""

    title = "running"
    parameter_name = "runs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("today", "Runs today"), ("ended", "Ended"), ("later", "Starts later")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = today_of(request)
        match self.value():
            case "today":
                return queryset.active_on(today)  # type: ignore[attr-defined]
            case "ended":
                return queryset.filter(last_day__lt=today)
            case "later":
                return queryset.filter(first_day__gt=today)
        return queryset


class EndsFilter(DropdownFilter):
    """Contracts whose last day lies within so many days, today and that day included."""

    title = "end"
    parameter_name = "ends"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        within = [(str(days), f"Within {days} days") for days in (30, 90, 180, 365)]
        return [*within, ("open", "No end agreed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen == "open":
            return queryset.filter(last_day__isnull=True)
        if chosen not in dict(self.lookup_choices):
            return queryset
        today = today_of(request)
        return queryset.filter(last_day__range=(today, today + timedelta(days=int(chosen))))


class PaidFilter(DropdownFilter):
    """Contracts by what was paid to date against what was agreed."""

    title = "payments"
    parameter_name = "paid"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("over", "Paid over agreed"), ("within", "Within agreed"), ("none", "No data")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen not in dict(self.lookup_choices):
            return queryset
        paid = paid_by_contract()
        if chosen == "none":
            return queryset.exclude(pk__in=list(paid))
        agreed = Contract.objects.filter(value__gt=0).values_list("pk", "value")
        known = [
            (contract, paid[contract] > value)
            for contract, value in agreed
            if contract in paid and value is not None
        ]
        return queryset.filter(pk__in=[key for key, over in known if over == (chosen == "over")])


class AutoRenewalFilter(YesNoUnknownFilter):
    title = "auto-renewal"
    parameter_name = "auto_renewal"


class ExitPlanFilter(YesNoUnknownFilter):
    title = "exit plan"
    parameter_name = "has_exit_plan"


class CountryFilter(DropdownFilter):
    """Vendors by country of registration; only countries that occur are offered."""

    title = "country"
    parameter_name = "country"
    UNKNOWN = "unknown"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = model_admin.model.objects.exclude(country="").order_by("country")
        codes = rows.values_list("country", flat=True).distinct()
        known = sorted(((code, str(countries.name(code))) for code in codes), key=lambda c: c[1])
        return [*known, (self.UNKNOWN, "Not known")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if not chosen:
            return queryset
        return queryset.filter(country="" if chosen == self.UNKNOWN else chosen)
