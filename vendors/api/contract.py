"""Contracts, their items, and what was paid for them, for programs."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from accounts.api import filtering
from accounts.api.errors import refuse_field
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import WriteRecords
from vendors.models import Contract, ContractItem, PaymentToDate
from vendors.models.contract import Kind

#: A contract with items takes these from them.
SUMMED_UP = ("first_day", "last_day", "value")


class ContractSerializer(RecordSerializer):
    vendor_name = serializers.CharField(source="vendor.legal_name", read_only=True)

    class Meta:
        model = Contract
        fields = (
            "id",
            "number",
            "title",
            "kind",
            "parent",
            "vendor",
            "vendor_name",
            "original_vendor",
            "business_unit",
            "owner",
            "first_day",
            "last_day",
            "value",
            "currency",
            "notice_period",
            "notice_unit",
            "delivery_days",
            "holiday_country",
            "holiday_subdivision",
            "auto_renewal",
            "renewal_months",
            "renewal_uplift_percent",
            "replacement_lead_days",
            "notes",
        )


class ContractFilters(Filters):
    vendor = filtering.key()
    parent = filtering.key()
    owner = filtering.key()
    kind = filtering.choices(Kind)
    number = filtering.text()
    business_unit = filtering.text()
    auto_renewal = filtering.truth()
    last_day_from = filtering.from_day("last_day")
    last_day_to = filtering.to_day("last_day")


class ContractViewSet(WriteRecords):
    """Agreements with vendors; one with items takes its days and its value from them."""

    serializer_class = ContractSerializer
    filterset_class = ContractFilters
    search_columns = ("number", "title", "business_unit")
    ordering = "number"
    orderings = ("last_day", "first_day", "value")

    def save(self, record: Contract, values: Mapping[str, Any]) -> None:
        changed = [name for name in SUMMED_UP if name in values]
        changed = [name for name in changed if values[name] != getattr(record, name)]
        if changed and not record._state.adding and record.items.exists():
            raise refuse_field(
                changed[0], "A contract with items takes it from them; change the items."
            )
        super().save(record, values)


class ItemSerializer(RecordSerializer):
    contract_number = serializers.CharField(source="contract.number", read_only=True)
    currency = serializers.CharField(source="contract.currency", read_only=True)
    vendor_name = serializers.CharField(source="vendor.legal_name", read_only=True)

    class Meta:
        model = ContractItem
        fields = (
            "id",
            "contract",
            "contract_number",
            "vendor",
            "vendor_name",
            "number",
            "is_original",
            "first_day",
            "last_day",
            "amount",
            "currency",
            "title",
            "source",
        )
        read_only_fields = ("source",)


class ItemFilters(Filters):
    contract = filtering.key()
    vendor = filtering.key()
    number = filtering.text()
    first_day_from = filtering.from_day("first_day")
    first_day_to = filtering.to_day("first_day")


class ItemViewSet(WriteRecords):
    """What was agreed, amount by amount, in the contract's currency."""

    serializer_class = ItemSerializer
    filterset_class = ItemFilters
    search_columns = ("number", "title")
    ordering = "first_day"
    orderings = ("number", "amount", "last_day")


class PaymentSerializer(RecordSerializer):
    item_number = serializers.CharField(source="item.number", read_only=True)
    currency = serializers.CharField(source="item.contract.currency", read_only=True)

    class Meta:
        model = PaymentToDate
        fields = ("id", "item", "item_number", "as_of", "amount", "currency", "source")
        read_only_fields = ("source",)


class PaymentFilters(Filters):
    item = filtering.key()
    as_of_from = filtering.from_day("as_of")
    as_of_to = filtering.to_day("as_of")


class PaymentViewSet(WriteRecords):
    """All that was paid for an item up to and including a day; the latest day counts."""

    serializer_class = PaymentSerializer
    filterset_class = PaymentFilters
    ordering = "as_of"
    orderings = ("amount",)
