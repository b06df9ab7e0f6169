"""Monthly charges of contracts, which service credits are a share of."""

from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from accounts.display import day, money, no_data, record_link
from accounts.model_admin import TenantModelAdmin
from vendors.models import MonthlyCharge


@admin.register(MonthlyCharge)
class MonthlyChargeAdmin(TenantModelAdmin):
    """What a service costs in each month of a span."""

    list_display = ("service_shown", "contract_link", "first", "last", "charge", "passed_through")
    list_display_links = ("service_shown",)
    list_filter = (("contract", AutocompleteSelectFilter),)
    list_prefetch = ("contract",)
    search_fields = ("service", "contract__number", "contract__title")
    search_help_text = "Search by service or contract"
    empty_hint = "Add what a contract charges each month; service credits are a share of it."
    fields = ("contract", "service", "first_month", "last_month", "amount", "pass_through")

    @display(description="Service", ordering="service")
    def service_shown(self, row: MonthlyCharge) -> str:
        return row.service or "Whole contract"

    @display(description="Contract", ordering="contract__number")
    def contract_link(self, row: MonthlyCharge) -> str:
        return record_link(row.contract)

    @display(description="From", ordering="first_month")
    def first(self, row: MonthlyCharge) -> str:
        return day(row.first_month)

    @display(description="Until", ordering="last_month")
    def last(self, row: MonthlyCharge) -> str:
        return day(row.last_month, "Further notice")

    @display(description="A month", ordering="amount", formatting="price")
    def charge(self, row: MonthlyCharge) -> str:
        return money(row.amount, row.contract.currency)

    @display(description="Passed through", ordering="pass_through", formatting="price")
    def passed_through(self, row: MonthlyCharge) -> str:
        if not row.pass_through:
            return no_data("Nothing")
        return money(row.pass_through, row.contract.currency)
