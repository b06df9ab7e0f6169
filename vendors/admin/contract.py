"""Contracts with their tree, items and payments."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
    RangeNumericFilter,
)
from unfold.decorators import display

from accounts.access import today_of
from accounts.display import money
from accounts.filters import OwnerFilter
from accounts.model_admin import TenantModelAdmin, TenantModelForm, TenantTabularInline
from accounts.sections import Section
from vendors.admin.agreement_sections import agreement_sections
from vendors.admin.amendment import AgreedTermInline, PrecedenceInline
from vendors.admin.contract_sections import (
    SOON_DAYS,
    contract_state,
    paid_beside_agreed,
    summary,
    tree_section,
)
from vendors.admin.figures import with_paid
from vendors.admin.filters import AutoRenewalFilter, EndsFilter, PaidFilter, RunsFilter
from vendors.admin.items_read import ItemsRead, kind_badge
from vendors.admin.obligation_sections import obligation_section
from vendors.admin.renewal_sections import renewal_section
from vendors.models import Contract, ContractItem
from vendors.selectors.agreements import read_agreement
from vendors.services.holiday_snapshots import refuse_unknown_place, take_missing_holidays
from vendors.services.refusals import Refused


class ContractItemInline(TenantTabularInline):
    """Items with what they are to each other, read from all items of the contract."""

    model = ContractItem
    fields = (
        "number",
        "title",
        "is_original",
        "first_day",
        "last_day",
        "amount",
        "kind",
        "paid",
    )
    readonly_fields = ("kind", "paid")
    per_page = 25
    read: ItemsRead

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # An inline is made anew for each request, so this is nobody else's.
        self.read = ItemsRead.of_contracts([obj] if obj else [])
        return super().get_formset(request, obj, **kwargs)

    @display(description="Kind")
    def kind(self, item: ContractItem) -> str:
        return kind_badge(item, self.read) if item.pk in self.read.kinds else ""

    @display(description="Paid to date")
    def paid(self, item: ContractItem) -> str:
        if item.pk not in self.read.kinds:
            return ""
        return money(self.read.paid.get(item.pk), self.read.currencies[item.contract_id])


class ContractForm(TenantModelForm):
    """Checks that the public holidays a notice is counted with are known."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        values = self.cleaned_data
        if values.get("holiday_country"):
            try:
                refuse_unknown_place(
                    str(values["holiday_country"]), values.get("holiday_subdivision", "")
                )
            except Refused as refusal:
                self.add_error("holiday_subdivision", str(refusal))
        return cleaned


@admin.register(Contract)
class ContractAdmin(TenantModelAdmin):
    """Agreements with vendors."""

    list_display = (
        "number",
        "vendor",
        "title",
        "kind",
        "state",
        "first_day",
        "last_day",
        "agreed",
        "paid_to_date",
    )
    list_filter = (
        RunsFilter,
        EndsFilter,
        PaidFilter,
        ("kind", ChoicesDropdownFilter),
        AutoRenewalFilter,
        OwnerFilter,
        ("vendor", AutocompleteSelectFilter),
        ("last_day", RangeDateFilter),
        ("value", RangeNumericFilter),
    )
    list_prefetch = ("vendor",)
    search_fields = ("number", "title", "vendor__legal_name", "business_unit", "original_vendor")
    search_help_text = "Search by number, title, vendor or business unit"
    empty_hint = "Import your contracts from a file, or add one by hand."
    form = ContractForm
    inlines = (ContractItemInline, AgreedTermInline, PrecedenceInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "number",
                    "title",
                    "kind",
                    "parent",
                    "vendor",
                    "original_vendor",
                    "business_unit",
                    "owner",
                )
            },
        ),
        (
            "Term and value",
            {
                "fields": ("first_day", "last_day", "value", "currency"),
                "description": "A contract with items takes its days and its value from them.",
            },
        ),
        (
            "How it ends",
            {
                "fields": (
                    "notice_period",
                    "notice_unit",
                    "delivery_days",
                    "holiday_country",
                    "holiday_subdivision",
                    "auto_renewal",
                    "renewal_months",
                    "renewal_uplift_percent",
                    "replacement_lead_days",
                ),
                "description": "Business days are Monday to Friday without the public holidays "
                "of the country named here; without a country, only weekends are left out.",
            },
        ),
        (None, {"fields": ("notes",)}),
    )

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        """Each row with its payments to date, and the day its state is for."""
        today = today_of(request)
        for contract in with_paid(rows):
            contract.today = today
        return super().prepare(request, rows)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Days and value follow the items as soon as there is one."""
        has_items = obj is not None and obj.items.exists()
        return ("first_day", "last_day", "value") if has_items else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Takes the holidays that the contract's notice is counted with, if they are new."""
        super().save_model(request, obj, form, change)
        take_missing_holidays(as_of=today_of(request), now=timezone.now())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for item_form in formset.forms:
            if isinstance(item_form.instance, ContractItem) and item_form.instance._state.adding:
                item_form.instance.vendor_id = form.instance.vendor_id
        super().save_formset(request, form, formset, change)

    def list_sentence(self, request: HttpRequest) -> str:
        today = today_of(request)
        runs = Q(first_day__lte=today) & (Q(last_day__gte=today) | Q(last_day=None))
        figures = Contract.objects.aggregate(
            all=Count("pk"),
            running=Count("pk", filter=runs),
            ending=Count("pk", filter=runs & Q(last_day__lte=today + timedelta(days=SOON_DAYS))),
        )
        if not figures["all"]:
            return ""
        return (
            f"{figures['running']:,} of {figures['all']:,} contracts run today; "
            f"{figures['ending']:,} of them end within {SOON_DAYS} days."
        )

    @display(description="State", ordering="last_day")
    def state(self, contract: Any) -> str:
        return contract_state(contract, contract.today)

    @display(description="Agreed", ordering="value", formatting="price")
    def agreed(self, contract: Contract) -> str:
        return money(contract.value, contract.currency)

    @display(description="Paid to date", formatting="price")
    def paid_to_date(self, contract: Any) -> str:
        return paid_beside_agreed(contract)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        today = today_of(request)
        [contract] = with_paid([record])
        agreement = read_agreement(contract, today)
        return [
            summary(contract, today, agreement),
            renewal_section(contract, request.user),
            *agreement_sections(agreement, today),
            *tree_section(contract, today),
            *obligation_section(contract, today),
        ]
