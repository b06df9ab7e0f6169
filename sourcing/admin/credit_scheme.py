"""Credit schemes of contracts, their terms checked before they are kept."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from accounts.display import record_link
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from sourcing.credits.problems import Refused
from sourcing.credits.scheme_json import from_json
from sourcing.models import CreditScheme


class CreditSchemeForm(TenantModelForm):
    """Says everything that is wrong with the terms at once, each with its place."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        terms, kind = self.cleaned_data.get("terms"), self.cleaned_data.get("kind")
        if isinstance(terms, dict) and kind:
            try:
                from_json({**terms, "kind": kind})
            except Refused as refusal:
                for problem in refusal.problems:
                    self.add_error("terms", str(problem))
        return cleaned


@admin.register(CreditScheme)
class CreditSchemeAdmin(TenantModelAdmin):
    """How a contract turns misses into money."""

    list_display = ("name", "contract_link", "kind", "clause")
    list_filter = (("contract", AutocompleteSelectFilter), ("kind", ChoicesDropdownFilter))
    list_prefetch = ("contract",)
    search_fields = ("name", "contract__number", "clause")
    search_help_text = "Search by name, contract or clause"
    empty_hint = "Add the scheme that a contract agrees, then name it in its levels' definitions."
    form = CreditSchemeForm
    fields = ("contract", "name", "kind", "terms", "clause")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("contract",) if obj else ()

    @display(description="Contract", ordering="contract__number")
    def contract_link(self, row: CreditScheme) -> str:
        return record_link(row.contract)
