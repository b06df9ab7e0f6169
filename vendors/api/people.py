"""Contacts and due-diligence lists of vendors, for programs."""

from rest_framework import serializers

from accounts.api import filtering
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import WriteRecords
from vendors.models import DueDiligenceItem, VendorContact
from vendors.models.due_diligence import CheckKind, CheckState


class VendorContactSerializer(RecordSerializer):
    vendor_name = serializers.CharField(source="vendor.legal_name", read_only=True)

    class Meta:
        model = VendorContact
        fields = (
            "id",
            "vendor",
            "vendor_name",
            "level",
            "name",
            "role",
            "email",
            "phone",
            "days",
            "starts",
            "ends",
            "time_zone",
            "response_minutes",
            "deputy",
            "valid_from",
            "valid_to",
        )


class VendorContactFilters(Filters):
    vendor = filtering.key()


class VendorContactViewSet(WriteRecords):
    """Whom to call at a vendor, level 1 first."""

    serializer_class = VendorContactSerializer
    filterset_class = VendorContactFilters
    search_columns = ("name", "role", "email")
    ordering = "name"
    orderings = ("level",)


class DueDiligenceItemSerializer(RecordSerializer):
    vendor_name = serializers.CharField(source="vendor.legal_name", read_only=True)

    class Meta:
        model = DueDiligenceItem
        fields = (
            "id",
            "vendor",
            "vendor_name",
            "kind",
            "detail",
            "state",
            "reason",
            "due_on",
            "done_on",
            "done_by",
            "result",
            "reference",
            "expires_on",
            "limit",
            "limit_currency",
        )


class DueDiligenceItemFilters(Filters):
    vendor = filtering.key()
    kind = filtering.choices(CheckKind)
    state = filtering.choices(CheckState)


class DueDiligenceItemViewSet(WriteRecords):
    """What was checked before work was given to a vendor. A sanctions check is recorded here,
    never made."""

    serializer_class = DueDiligenceItemSerializer
    filterset_class = DueDiligenceItemFilters
    search_columns = ("detail", "reference")
    ordering = "kind"
    orderings = ("due_on", "expires_on")
