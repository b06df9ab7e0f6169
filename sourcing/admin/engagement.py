"""Engagements: work given to a vendor or a captive team."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from accounts.access import organization_of, today_of
from accounts.display import record_link, totals
from accounts.filters import OwnerFilter
from accounts.model_admin import TenantModelAdmin, TenantTabularInline
from accounts.sections import Section
from sourcing.admin.axes import quadrant_badge, read_axes
from sourcing.admin.engagement_sections import (
    EngagementRead,
    agreed_by_engagement,
    criticality_badge,
)
from sourcing.admin.filters import CoreFilter, FunctionFilter, PartyFilter, QuadrantFilter
from sourcing.models import DeliveryTeam, Engagement, EngagementContract


class ContractInline(TenantTabularInline):
    model = EngagementContract
    fields = ("contract",)
    verbose_name = "contract"
    verbose_name_plural = "contracts it runs under"


class DeliveryTeamInline(TenantTabularInline):
    model = DeliveryTeam
    fields = ("team", "heads")
    verbose_name_plural = "teams that deliver it"


@admin.register(Engagement)
class EngagementAdmin(TenantModelAdmin):
    """Its axes are derived from facts and are never typed in."""

    list_display = (
        "key",
        "name",
        "party_link",
        "function",
        "quadrant",
        "criticality_badge",
        "owner",
        "agreed",
    )
    list_filter = (
        PartyFilter,
        QuadrantFilter,
        FunctionFilter,
        ("criticality", ChoicesDropdownFilter),
        CoreFilter,
        ("declared_model", ChoicesDropdownFilter),
        ("operating_model", ChoicesDropdownFilter),
        OwnerFilter,
        ("vendor", AutocompleteSelectFilter),
    )
    list_prefetch = (
        "vendor",
        "captive_team",
        "owner__user",
        "delivery_teams__team__site",
    )
    search_fields = ("key", "name", "vendor__legal_name", "captive_team__name", "function")
    search_help_text = "Search by key, name, party or function"
    empty_hint = "Importing contracts makes one engagement for each contract."
    inlines = (ContractInline, DeliveryTeamInline)
    fieldsets = (
        (None, {"fields": ("key", "name", "vendor", "captive_team", "owner", "internal_expert")}),
        (
            "What kind of work",
            {
                "fields": (
                    "function",
                    "is_core",
                    "is_specialised",
                    "criticality",
                    "data_classification",
                )
            },
        ),
        (
            "Who runs it and where",
            {
                "fields": (
                    "operating_model",
                    "transfer_date",
                    "declared_model",
                    "delivery_country",
                    "working_mode",
                )
            },
        ),
        (
            "For how long",
            {
                "fields": (
                    "commitment",
                    "starts_on",
                    "horizon_months",
                    "decision_reviewed_on",
                    "scope_share_percent",
                )
            },
        ),
        (None, {"fields": ("notes",)}),
    )

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        """Each row with its derived axes and the value of its contracts by currency."""
        rows = super().prepare(request, rows)
        organization, today = organization_of(request), today_of(request)
        agreed = agreed_by_engagement([row.pk for row in rows])
        for row in rows:
            row.axes = read_axes(row, organization, today)
            row.agreed = agreed.get(row.pk, {})
        return rows

    def list_sentence(self, request: HttpRequest) -> str:
        figures = Engagement.objects.aggregate(
            all=Count("pk"), vendors=Count("pk", filter=Q(vendor__isnull=False))
        )
        if not figures["all"]:
            return ""
        placed = DeliveryTeam.objects.order_by().values("engagement")
        unknown = Engagement.objects.filter(delivery_country="").exclude(pk__in=placed).count()
        placed_words = (
            f"for {unknown:,} nobody has recorded where the work is done"
            if unknown
            else "for all it is recorded where the work is done"
        )
        return (
            f"{figures['vendors']:,} of {figures['all']:,} engagements are with vendors; "
            f"{placed_words}."
        )

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        read = EngagementRead(record, organization_of(request), today_of(request))
        return read.sections()

    @display(description="With", ordering="vendor__legal_name")
    def party_link(self, engagement: Engagement) -> str:
        return record_link(engagement.party)

    @display(description="Quadrant")
    def quadrant(self, engagement: Any) -> str:
        return quadrant_badge(engagement.axes)

    @display(description="Criticality", ordering="criticality")
    def criticality_badge(self, engagement: Engagement) -> str:
        return criticality_badge(engagement)

    @display(description="Agreed", formatting="price")
    def agreed(self, engagement: Any) -> str:
        return totals(engagement.agreed)
