"""Vendors and their subcontractors, for programs."""

from rest_framework import serializers

from accounts.api import filtering
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import WriteRecords
from vendors.models import SubcontractorLink, Vendor
from vendors.models.vendor import Status, Substitutability, Tier


class VendorSerializer(RecordSerializer):
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


class VendorViewSet(WriteRecords):
    """Companies that work is given to."""

    serializer_class = VendorSerializer
    filterset_class = VendorFilters
    search_columns = ("legal_name", "lei")
    ordering = "legal_name"
    orderings = ("status", "tier", "exit_tested_on")


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
