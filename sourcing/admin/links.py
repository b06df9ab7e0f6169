"""The contracts engagements run under and the teams that deliver them, as lists."""

from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeNumericFilter
from unfold.decorators import display

from accounts.display import number, record_link
from accounts.model_admin import TenantModelAdmin
from sourcing.models import DeliveryTeam, EngagementContract


@admin.register(EngagementContract)
class EngagementContractAdmin(TenantModelAdmin):
    """Which contract serves which engagement."""

    list_display = ("contract", "engagement_link", "vendor")
    list_filter = (
        ("engagement", AutocompleteSelectFilter),
        ("contract__vendor", AutocompleteSelectFilter),
    )
    list_prefetch = ("engagement", "contract__vendor")
    search_fields = ("contract__number", "engagement__key", "engagement__name")
    search_help_text = "Search by contract or engagement"
    ordering = ("-pk",)
    empty_hint = "Contracts are linked on an engagement's page."
    fields = ("engagement", "contract")

    @display(description="Engagement", ordering="engagement__key")
    def engagement_link(self, row: EngagementContract) -> str:
        return record_link(row.engagement)

    @display(description="Vendor", ordering="contract__vendor__legal_name")
    def vendor(self, row: EngagementContract) -> str:
        return record_link(row.contract.vendor)


@admin.register(DeliveryTeam)
class DeliveryTeamAdmin(TenantModelAdmin):
    """Which team delivers which engagement, with how many people."""

    list_display = ("team", "engagement_link", "site", "people")
    list_filter = (
        ("engagement", AutocompleteSelectFilter),
        ("team", AutocompleteSelectFilter),
        ("heads", RangeNumericFilter),
    )
    list_prefetch = ("engagement", "team__site")
    search_fields = ("team__name", "engagement__key", "engagement__name")
    search_help_text = "Search by team or engagement"
    ordering = ("-pk",)
    empty_hint = "Delivery teams are named on an engagement's page."
    fields = ("engagement", "team", "heads")

    @display(description="Engagement", ordering="engagement__key")
    def engagement_link(self, row: DeliveryTeam) -> str:
        return record_link(row.engagement)

    @display(description="Site", ordering="team__site__name")
    def site(self, row: DeliveryTeam) -> str:
        return str(row.team.site)

    @display(description="People", ordering="heads", formatting="price")
    def people(self, row: DeliveryTeam) -> str:
        return number(row.heads)
