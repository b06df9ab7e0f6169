"""Filters of the list of findings."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from accounts.access import today_of
from risk.models import State
from risk.models.finding import SUBJECTS
from risk.rules.registry import RULES


class StateFilter(DropdownFilter):
    """What is not resolved, unless the address says otherwise."""

    title = "state"
    parameter_name = "state__exact"
    all_option = ["", "Not resolved"]
    EVERYTHING = "all"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*State.choices, (self.EVERYTHING, "All, resolved ones too")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen in State.values:
            return queryset.filter(state=chosen)
        if chosen == self.EVERYTHING or "state__in" in request.GET:
            return queryset
        return queryset.exclude(state=State.RESOLVED)


class RuleFilter(DropdownFilter):
    title = "rule"
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, rule.title) for code, rule in RULES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        return queryset.filter(rule=chosen) if chosen else queryset


class DueFilter(DropdownFilter):
    """Findings by the day by which to act, counted from the organization's today."""

    title = "act by"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        within = [(str(days), f"Within {days} days") for days in (7, 30, 90)]
        return [("past", "Past"), *within, ("none", "No date")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen, today = self.value(), today_of(request)
        if chosen not in dict(self.lookup_choices):
            return queryset
        if chosen == "past":
            return queryset.filter(due_on__lt=today)
        if chosen == "none":
            return queryset.filter(due_on__isnull=True)
        return queryset.filter(due_on__range=(today, today + timedelta(days=int(chosen))))


class SubjectFilter(DropdownFilter):
    """Findings by the kind of record they are about."""

    title = "about"
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name.replace("_", " ").capitalize()) for name in SUBJECTS]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen not in SUBJECTS:
            return queryset
        return queryset.filter(**{f"{chosen}__isnull": False})
