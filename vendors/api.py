"""Vendors, their subcontractors, contracts, items and payments, for programs."""

from accounts.api import filtering
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import ReadRecords, WriteRecords
from vendors.models import Vendor
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


ROUTES: list[tuple[str, type[ReadRecords]]] = [
    ("vendors", VendorViewSet),
]
