"""Definitions of service levels: begun, corrected and ended, never changed under a final result."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from accounts.access import membership_of
from accounts.display import day, record_link
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from accounts.saving import SaveRefused
from sourcing.models import LevelDefinition
from sourcing.services.definitions import begin_definition, change_definition
from vendors.services.refusals import Refused


class DefinitionForm(TenantModelForm):
    """Leaves the days of a new definition to the use case, which first ends the one before."""

    def _get_validation_exclusions(self) -> set[str]:
        excluded = super()._get_validation_exclusions()
        return excluded | {"service_level"} if self.instance._state.adding else excluded


@admin.register(LevelDefinition)
class LevelDefinitionAdmin(TenantModelAdmin):
    """What a level says from one day to another."""

    form = DefinitionForm
    list_display = ("first", "level", "last", "indicator", "expected", "minimum", "unit")
    list_display_links = ("first",)
    list_filter = (
        ("service_level", AutocompleteSelectFilter),
        ("indicator", ChoicesDropdownFilter),
        ("level_class", ChoicesDropdownFilter),
    )
    list_prefetch = ("service_level",)
    search_fields = ("service_level__name", "service_level__key")
    search_help_text = "Search by service level"
    empty_hint = "Add a service level first, then what it promises."
    fieldsets = (
        (None, {"fields": ("service_level", ("valid_from", "valid_to"), "level_class")}),
        (
            "Figure and targets",
            {
                "fields": (
                    ("indicator", "percentile"),
                    ("direction", "unit"),
                    ("expected", "minimum"),
                    ("threshold_minutes", "threshold_service_days"),
                    ("rounding", "decimals"),
                    ("minimum_sample", "small_sample_misses"),
                    "no_data_policy",
                )
            },
        ),
        (
            "Period and calendar",
            {
                "fields": (
                    ("period_kind", "rolling_days"),
                    "time_zone",
                    "calendar",
                    ("report_due_days", "final_after_days"),
                    ("repeat_misses", "repeat_periods"),
                    "ramp_up_periods",
                )
            },
        ),
        (
            "Work items",
            {"fields": ("item_clock", ("item_kind", "item_priority"), "reopen_days")},
        ),
        (
            "Credits",
            {"fields": ("credit_scheme", ("pool_category", "pool_share_percent"), "points")},
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("service_level",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Through the use case, which ends the definition before and checks the pool."""
        write = change_definition if change else begin_definition
        try:
            write(definition=obj, actor=membership_of(request), now=timezone.now())
        except Refused as refusal:
            raise SaveRefused(str(refusal)) from refusal

    @display(description="From", ordering="valid_from")
    def first(self, row: LevelDefinition) -> str:
        return day(row.valid_from)

    @display(description="Service level", ordering="service_level__name")
    def level(self, row: LevelDefinition) -> str:
        return record_link(row.service_level)

    @display(description="Until", ordering="valid_to")
    def last(self, row: LevelDefinition) -> str:
        return day(row.valid_to, "Further notice")
