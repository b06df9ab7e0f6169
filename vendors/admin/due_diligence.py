"""Due-diligence lists: on their own page, on a vendor's, and as a filter of vendors."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    DropdownFilter,
    RangeDateFilter,
)
from unfold.decorators import display

from accounts.access import today_of
from accounts.display import Tone, badge, day, money, record_link
from accounts.model_admin import TenantModelAdmin
from accounts.sections import Column, Section
from vendors.due_diligence import STANDARD, Item, Progress, Standing, progress, standing
from vendors.models import DueDiligenceItem, Vendor
from vendors.models.due_diligence import CheckKind

STANDING = {
    Standing.OPEN: ("Open", Tone.INFO, "pending"),
    Standing.OVERDUE: ("Overdue", Tone.DANGER, "event_busy"),
    Standing.DONE: ("Done", Tone.GOOD, "check_circle"),
    Standing.EXPIRES_SOON: ("Expires soon", Tone.WARNING, "hourglass_bottom"),
    Standing.EXPIRED: ("Expired", Tone.DANGER, "error"),
    Standing.NOT_APPLICABLE: ("Not applicable", Tone.NEUTRAL, "block"),
}


def item_of(row: DueDiligenceItem) -> Item:
    return Item(row.state, row.due_on, row.expires_on)


def standing_badge(row: DueDiligenceItem, today: date) -> SafeString:
    return badge(*STANDING[standing(item_of(row), today)])


def progress_by_vendor(today: date, vendors: Iterable[UUID] | None = None) -> dict[UUID, Progress]:
    """How far each vendor's list has come; vendors without a list are missing."""
    rows = DueDiligenceItem.objects.order_by()
    if vendors is not None:
        rows = rows.filter(vendor__in=list(vendors))
    items: dict[UUID, list[Item]] = defaultdict(list)
    columns = rows.values_list("vendor_id", "state", "due_on", "expires_on")
    for vendor, state, due, expires in columns:
        items[vendor].append(Item(state, due, expires))
    return {vendor: progress(found, today) for vendor, found in items.items()}


def checks_section(vendor: Vendor, today: date) -> Section:
    rows = list(vendor.due_diligence.all())
    missing = {each.kind for each in STANDARD} - {row.kind for row in rows}
    return Section(
        title="Due diligence",
        sentence=_sentence(progress(map(item_of, rows), today), sorted(missing)) if rows else "",
        columns=(
            Column("Item"),
            Column("State"),
            Column("Due"),
            Column("Done"),
            Column("By"),
            Column("Result"),
            Column("Expires"),
            Column("Limit", figures=True),
            Column("Reference"),
        ),
        rows=[_row(row, today) for row in rows],
        empty="No list has been opened: use “Open the due-diligence list” above.",
        more=f"{reverse('admin:vendors_duediligenceitem_add')}?vendor={vendor.pk}",
        more_text="Add an item",
    )


def _row(row: DueDiligenceItem, today: date) -> tuple[object, ...]:
    return (
        record_link(row),
        standing_badge(row, today),
        day(row.due_on, "No date"),
        row.reason or day(row.done_on, "Not yet"),
        row.done_by or "",
        row.get_result_display(),
        day(row.expires_on, "None recorded"),
        money(row.limit, row.limit_currency) if row.limit is not None else "",
        row.reference,
    )


def _sentence(found: Progress, missing: list[str]) -> str:
    sentence = f"{found.done} of {found.applicable} items are done and valid"
    late = [f"{found.overdue} overdue"] if found.overdue else []
    late += [f"{found.expired} expired"] if found.expired else []
    sentence += f"; {' and '.join(late)}." if late else "."
    if missing:
        names = ", ".join(str(CheckKind(kind).label).lower() for kind in missing)
        sentence += f" Not on the list: {names}."
    return sentence


class ChecksFilter(DropdownFilter):
    """Vendors by how far their due-diligence list has come."""

    title = "due diligence"
    parameter_name = "checks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("complete", "Complete"),
            ("open", "Something open"),
            ("overdue", "Overdue"),
            ("expired", "Expired"),
            ("none", "No list"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen not in dict(self.lookup_choices):
            return queryset
        found = progress_by_vendor(today_of(request))
        if chosen == "none":
            return queryset.exclude(pk__in=list(found))
        wanted = [vendor for vendor, each in found.items() if _fits(chosen, each)]
        return queryset.filter(pk__in=wanted)


def _fits(chosen: str, found: Progress) -> bool:
    return {
        "complete": found.is_complete,
        "open": found.done < found.applicable,
        "overdue": found.overdue > 0,
        "expired": found.expired > 0,
    }[chosen]


@admin.register(DueDiligenceItem)
class DueDiligenceItemAdmin(TenantModelAdmin):
    """What was checked before work was given away, and what still is to be."""

    list_display = ("kind", "detail", "vendor", "standing", "due_on", "done_on", "expires_on")
    list_filter = (
        ("vendor", AutocompleteSelectFilter),
        ("kind", ChoicesDropdownFilter),
        ("state", ChoicesDropdownFilter),
        ("due_on", RangeDateFilter),
        ("expires_on", RangeDateFilter),
    )
    list_prefetch = ("vendor",)
    search_fields = ("detail", "reference", "vendor__legal_name")
    search_help_text = "Search by detail, reference or vendor"
    empty_hint = "Open a vendor's page and its due-diligence list, or add an item by hand."
    fieldsets = (
        (None, {"fields": ("vendor", "kind", "detail", "state", "reason", "due_on")}),
        (
            "What was found",
            {
                "fields": ("done_on", "done_by", "result", "reference", "expires_on"),
                "description": "A sanctions check is recorded here. Longshore searches no list.",
            },
        ),
        ("Insurance", {"fields": ("limit", "limit_currency")}),
    )

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        today = today_of(request)
        for row in rows:
            row.today = today
        return super().prepare(request, rows)

    @display(description="State", ordering="state")
    def standing(self, row: Any) -> str:
        return standing_badge(row, row.today)
