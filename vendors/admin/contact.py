"""The contacts of vendors and their hours."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from accounts.model_admin import TenantModelAdmin
from vendors.admin.ladder import hours_words, minutes_words, reach_badge
from vendors.escalation import standing
from vendors.models import VendorContact
from vendors.selectors.contacts import rungs_of


@admin.register(VendorContact)
class VendorContactAdmin(TenantModelAdmin):
    """Whom to call, in which order."""

    list_display = ("name", "vendor", "level", "role", "now", "hours", "answers", "email", "phone")
    list_filter = (("vendor", AutocompleteSelectFilter), ("days", ChoicesDropdownFilter))
    list_prefetch = ("vendor",)
    search_fields = ("name", "role", "email", "phone", "vendor__legal_name")
    search_help_text = "Search by name, role, address or vendor"
    empty_hint = "Record whom to call at each vendor, level 1 first, before something breaks."
    fieldsets = (
        (None, {"fields": ("vendor", "level", "name", "role", "email", "phone", "deputy")}),
        (
            "When they answer",
            {"fields": ("days", "starts", "ends", "time_zone", "response_minutes")},
        ),
        ("How long this holds", {"fields": ("valid_from", "valid_to")}),
    )

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        now = timezone.now()
        for row, rung in zip(rows, rungs_of(rows), strict=True):
            row.standing = standing(rung, now)
        return super().prepare(request, rows)

    @display(description="Now")
    def now(self, contact: Any) -> str:
        return reach_badge(contact.standing)

    @display(description="Hours there")
    def hours(self, contact: VendorContact) -> str:
        return hours_words(contact)

    @display(description="Answers within", ordering="response_minutes")
    def answers(self, contact: VendorContact) -> str:
        return minutes_words(contact.response_minutes)
