"""Filters of the lists of engagements and documents."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from accounts.access import organization_of, today_of
from accounts.filters import YesNoUnknownFilter
from sourcing.admin.axes import QUADRANT, read_axes
from sourcing.expiry import SOON_DAYS
from sourcing.models import Engagement
from sourcing.models.document import SUBJECTS


class PartyFilter(DropdownFilter):
    title = "party"
    parameter_name = "party"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("vendor", "A vendor"), ("captive", "A captive team")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in {"vendor", "captive"}:
            return queryset
        return queryset.filter(vendor__isnull=self.value() == "captive")


class QuadrantFilter(DropdownFilter):
    """Engagements by their derived quadrant on the organization's today."""

    title = "quadrant"
    parameter_name = "quadrant"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(key), word) for key, (word, _) in QUADRANT.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen not in dict(self.lookup_choices):
            return queryset
        organization, today = organization_of(request), today_of(request)
        # Derived in Python, so all engagements are read: two queries however many there are.
        engagements = Engagement.objects.prefetch_related("delivery_teams__team__site")
        return queryset.filter(
            pk__in=[
                engagement.pk
                for engagement in engagements
                if read_axes(engagement, organization, today).quadrant == chosen
            ]
        )


class CoreFilter(YesNoUnknownFilter):
    title = "core work"
    parameter_name = "is_core"


class FunctionFilter(DropdownFilter):
    """Engagements by function; only functions that occur are offered."""

    title = "function"
    parameter_name = "function"
    NONE = "(none)"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        functions = Engagement.objects.exclude(function="").order_by("function")
        named = functions.values_list("function", "function").distinct()
        return [*named, (self.NONE, "Not recorded")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if not chosen:
            return queryset
        return queryset.filter(function="" if chosen == self.NONE else chosen)


class ValidityFilter(DropdownFilter):
    """Documents by how long they are still valid on the organization's today."""

    title = "validity"
    parameter_name = "validity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("expired", "Expired"),
            ("ending", f"Ends within {SOON_DAYS} days"),
            ("later", "Ends later"),
            ("no_end", "No end"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = today_of(request)
        soon = today + timedelta(days=SOON_DAYS)
        chosen = {
            "expired": Q(valid_until__lt=today),
            "ending": Q(valid_until__range=(today, soon)),
            "later": Q(valid_until__gt=soon),
            "no_end": Q(valid_until__isnull=True),
        }
        return queryset.filter(chosen.get(self.value() or "", Q()))


class DocumentSubjectFilter(DropdownFilter):
    """Documents by the kind of record they are about."""

    title = "what it is about"
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(subject, subject.capitalize()) for subject in SUBJECTS]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in SUBJECTS:
            return queryset
        return queryset.filter(**{f"{self.value()}__isnull": False})
