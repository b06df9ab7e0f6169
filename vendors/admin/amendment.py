"""Amendments, what papers say, and a contract's own order of precedence."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateFilter
from unfold.decorators import display

from accounts.access import today_of
from accounts.display import Tone, badge
from accounts.model_admin import TenantModelAdmin, TenantTabularInline
from vendors.models import AgreedTerm, Amendment, PrecedenceRank


class AgreedTermInline(TenantTabularInline):
    """What the paper says in words."""

    model = AgreedTerm
    fields = ("subject", "value", "clause")
    verbose_name = "term"
    verbose_name_plural = "what it says"


class PrecedenceInline(TenantTabularInline):
    """The contract's own order; none means the usual one."""

    model = PrecedenceRank
    fk_name = "contract"
    fields = ("rank", "paper_contract", "paper_amendment")
    verbose_name = "place"
    verbose_name_plural = "its own order of precedence"


@admin.register(Amendment)
class AmendmentAdmin(TenantModelAdmin):
    """Papers that change a contract."""

    list_display = ("number", "title", "contract", "signed_on", "effective_on", "state")
    list_filter = (
        ("contract", AutocompleteSelectFilter),
        ("signed_on", RangeDateFilter),
        ("effective_on", RangeDateFilter),
    )
    list_prefetch = ("contract",)
    search_fields = ("number", "title", "contract__number", "contract__vendor__legal_name")
    search_help_text = "Search by number, title, contract or vendor"
    empty_hint = "Record an amendment when it is drafted; it counts once it is signed."
    inlines = (AgreedTermInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "contract",
                    "number",
                    "title",
                    "signed_on",
                    "effective_on",
                    "summary",
                    "item",
                )
            },
        ),
        (
            "If it changes how the contract ends",
            {
                "fields": (
                    "notice_period",
                    "notice_unit",
                    "auto_renewal",
                    "renewal_months",
                    "renewal_uplift_percent",
                ),
                "description": "Deadlines are computed from what is in force.",
            },
        ),
    )

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        today = today_of(request)
        for amendment in rows:
            amendment.today = today
        return super().prepare(request, rows)

    def list_sentence(self, request: HttpRequest) -> str:
        figures = Amendment.objects.aggregate(
            all=Count("pk"), drafts=Count("pk", filter=Q(signed_on=None))
        )
        if not figures["all"]:
            return ""
        count = f"{figures['all']:,} amendment{'' if figures['all'] == 1 else 's'}"
        if not figures["drafts"]:
            return f"{count}, all signed."
        return f"{count}, {figures['drafts']:,} of them not signed yet."

    @display(description="State", ordering="effective_on")
    def state(self, amendment: Any) -> str:
        if amendment.signed_on is None:
            return badge("Not signed", Tone.WARNING, "draw")
        if amendment.effective_on > amendment.today:
            return badge("In force later", Tone.INFO, "schedule")
        return badge("In force", Tone.GOOD, "check_circle")
