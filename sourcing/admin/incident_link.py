"""Incidents that hit service levels: of levels hit by the same one, one may be credited."""

from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from accounts.display import day, record_link
from accounts.model_admin import TenantModelAdmin
from sourcing.models import IncidentLink


@admin.register(IncidentLink)
class IncidentLinkAdmin(TenantModelAdmin):
    """Which incident stands behind a miss, by its reference in the system it came from."""

    list_display = ("incident", "level", "on")
    list_display_links = ("incident",)
    list_filter = (("service_level", AutocompleteSelectFilter),)
    list_prefetch = ("service_level",)
    search_fields = ("incident", "service_level__name", "service_level__key")
    search_help_text = "Search by incident or service level"
    ordering = ("-day", "incident")
    empty_hint = (
        "Name the incident behind a miss. Where a contract grants one credit per incident, only "
        "the largest of the levels it hit is paid."
    )
    fields = ("incident", "service_level", "day")

    @display(description="Service level", ordering="service_level__name")
    def level(self, row: IncidentLink) -> str:
        return record_link(row.service_level)

    @display(description="Day", ordering="day")
    def on(self, row: IncidentLink) -> str:
        return day(row.day)
