"""Filters of the list of service credits."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from accounts.access import today_of
from sourcing.selectors.credits_owed import claimable, too_late

SOON_DAYS = 30


class DeadlineFilter(DropdownFilter):
    """Credits by whether they can still be claimed on the organization's today."""

    title = "time to claim"
    parameter_name = "claim"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("open", "Can be claimed now"),
            ("soon", f"Must be claimed within {SOON_DAYS} days"),
            ("late", "Was not claimed in time"),
            ("none", "Needs no claim"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = today_of(request)
        chosen = {
            "open": claimable(today),
            "soon": claimable(today) & Q(claim_by__lte=today + timedelta(days=SOON_DAYS)),
            "late": too_late(today),
            "none": Q(needs_claim=False),
        }
        return queryset.filter(chosen.get(self.value() or "", Q()))
