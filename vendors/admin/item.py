"""Contract items and what was paid for them, as lists over all contracts."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    RangeDateFilter,
    RangeNumericFilter,
)
from unfold.decorators import display

from accounts.display import money, record_link
from accounts.model_admin import TenantModelAdmin, TenantTabularInline
from vendors.admin.items_read import ItemsRead, kind_badge
from vendors.models import Contract, ContractItem, PaymentToDate


class PaymentInline(TenantTabularInline):
    model = PaymentToDate
    fields = ("as_of", "amount")
    per_page = 25


@admin.register(ContractItem)
class ContractItemAdmin(TenantModelAdmin):
    """Agreed amounts with their terms."""

    list_display = (
        "number",
        "contract_link",
        "vendor",
        "kind",
        "first_day",
        "last_day",
        "agreed",
        "paid",
    )
    list_filter = (
        ("contract", AutocompleteSelectFilter),
        ("vendor", AutocompleteSelectFilter),
        ("is_original", BooleanRadioFilter),
        ("first_day", RangeDateFilter),
        ("last_day", RangeDateFilter),
        ("amount", RangeNumericFilter),
    )
    list_prefetch = ("contract", "vendor")
    search_fields = ("number", "title", "contract__number", "vendor__legal_name")
    search_help_text = "Search by item, contract or vendor"
    ordering = ("number", "first_day")
    empty_hint = "Items come with imported contracts, or are added on a contract's page."
    readonly_fields = ("source",)
    inlines = (PaymentInline,)
    fields = (
        "contract",
        "vendor",
        "number",
        "title",
        "is_original",
        "first_day",
        "last_day",
        "amount",
        "source",
    )

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        """Each row with what all items of the page's contracts are to each other."""
        rows = super().prepare(request, rows)
        contracts: dict[UUID, Contract] = {item.contract_id: item.contract for item in rows}
        read = ItemsRead.of_contracts(contracts.values())
        for item in rows:
            item.read = read
        return rows

    @display(description="Contract", ordering="contract__number")
    def contract_link(self, item: ContractItem) -> str:
        return record_link(item.contract)

    @display(description="Kind")
    def kind(self, item: Any) -> str:
        return kind_badge(item, item.read)

    @display(description="Agreed", ordering="amount", formatting="price")
    def agreed(self, item: ContractItem) -> str:
        return money(item.amount, item.contract.currency)

    @display(description="Paid to date", formatting="price")
    def paid(self, item: Any) -> str:
        return money(item.read.paid.get(item.pk), item.contract.currency)


@admin.register(PaymentToDate)
class PaymentToDateAdmin(TenantModelAdmin):
    """Cumulative figures: the latest day of an item counts."""

    list_display = ("item_number", "contract", "vendor", "as_of", "paid")
    list_filter = (
        ("as_of", RangeDateFilter),
        ("amount", RangeNumericFilter),
        ("item", AutocompleteSelectFilter),
        ("item__contract", AutocompleteSelectFilter),
        ("item__vendor", AutocompleteSelectFilter),
    )
    list_prefetch = ("item__contract", "item__vendor")
    search_fields = ("item__number", "item__contract__number", "item__vendor__legal_name")
    search_help_text = "Search by item, contract or vendor"
    ordering = ("-as_of", "-pk")
    empty_hint = "Payments come with imported contracts, or are added on an item's page."
    readonly_fields = ("source",)
    fields = ("item", "as_of", "amount", "source")

    @display(description="Item", ordering="item__number")
    def item_number(self, payment: PaymentToDate) -> str:
        return payment.item.number

    @display(description="Contract", ordering="item__contract__number")
    def contract(self, payment: PaymentToDate) -> str:
        return record_link(payment.item.contract)

    @display(description="Vendor", ordering="item__vendor__legal_name")
    def vendor(self, payment: PaymentToDate) -> str:
        return record_link(payment.item.vendor)

    @display(description="Paid to date", ordering="amount", formatting="price")
    def paid(self, payment: PaymentToDate) -> str:
        return money(payment.amount, payment.item.contract.currency)
