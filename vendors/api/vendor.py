"""Vendors and their subcontractors, for programs."""

from typing import Any

from rest_framework import serializers

from accounts.api import filtering
from accounts.api.errors import Contradicts
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import WriteRecords
from vendors.models import SubcontractorLink, Vendor
from vendors.models.vendor import Status, Substitutability, Tier


class VendorSerializer(RecordSerializer):
    merged_into_name = serializers.CharField(
        source="merged_into.legal_name",
        read_only=True,
        allow_null=True,
        help_text="null: the vendor stands on its own.",
    )

    class Meta:
        model = Vendor
        fields = (
            "id",
            "legal_name",
            "ultimate_parent",
            "country",
            "lei",
            "tax_id",
            "web_domain",
            "merged_into",
            "merged_into_name",
            "status",
            "tier",
            "substitutability",
            "substitutability_reason",
            "reintegration",
            "has_exit_plan",
            "exit_tested_on",
            "exit_tested_days",
            "notes",
        )


class VendorFilters(Filters):
    status = filtering.choices(Status)
    tier = filtering.choices(Tier)
    substitutability = filtering.choices(Substitutability)
    country = filtering.country()
    ultimate_parent = filtering.key()
    merged = filtering.truth("merged_into", "isnull", exclude=True)


class VendorViewSet(WriteRecords):
    """Companies that work is given to. A record merged away is listed only with `merged=true`; at
    its address it still answers and names its survivor in `merged_into`.
    """

    serializer_class = VendorSerializer
    filterset_class = VendorFilters
    search_columns = ("legal_name", "lei")
    ordering = "legal_name"
    orderings = ("status", "tier", "exit_tested_on")

    def get_queryset(self) -> Any:
        vendors: Any = super().get_queryset()
        asks_for_merged = "merged" in self.request.query_params if self.request else False
        return vendors if self.action != "list" or asks_for_merged else vendors.current()

    def locked(self) -> Any:
        """Refuses a record that was merged away: what is written belongs with the survivor."""
        vendor: Vendor = super().locked()
        if vendor.merged_into_id is not None:
            raise Contradicts(
                f"{vendor} was merged into {vendor.merged_into} ({vendor.merged_into_id}). Write "
                "to that vendor, or undo the merge.",
                code="merged",
            )
        return vendor


class SubcontractorLinkSerializer(RecordSerializer):
    prime_name = serializers.CharField(source="prime.legal_name", read_only=True)
    subcontractor_name = serializers.CharField(source="subcontractor.legal_name", read_only=True)

    class Meta:
        model = SubcontractorLink
        fields = (
            "id",
            "prime",
            "prime_name",
            "subcontractor",
            "subcontractor_name",
            "service",
            "since",
        )


class SubcontractorLinkFilters(Filters):
    prime = filtering.key()
    subcontractor = filtering.key()


class SubcontractorLinkViewSet(WriteRecords):
    """Vendors that pass work on to other vendors."""

    serializer_class = SubcontractorLinkSerializer
    filterset_class = SubcontractorLinkFilters
    search_columns = ("service",)
    ordering = "service"
    orderings = ("since",)
