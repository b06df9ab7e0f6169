"""Vendors and who works for them in turn."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
)
from unfold.decorators import action, display

from accounts.access import today_of
from accounts.display import (
    Tone,
    badge,
    country,
    day,
    link,
    list_of,
    money,
    no_data,
    number,
    page_of,
    record_link,
    totals,
)
from accounts.model_admin import TenantModelAdmin, TenantTabularInline
from accounts.sections import Column, Section
from vendors.admin.contract_sections import contract_state
from vendors.admin.due_diligence import ChecksFilter, checks_section, progress_by_vendor
from vendors.admin.duplicates import decide, duplicates
from vendors.admin.figures import Running, running_by_vendor, with_paid
from vendors.admin.filters import CountryFilter, ExitPlanFilter
from vendors.admin.ladder import ladder_section
from vendors.models import Contract, SubcontractorLink, Vendor
from vendors.models.vendor import Status
from vendors.services.due_diligence import open_standard_list

SHOWN = 10
STATUS = {
    Status.PROSPECT: (Tone.INFO, "hourglass_empty"),
    Status.ACTIVE: (Tone.GOOD, "check_circle"),
    Status.SUSPENDED: (Tone.WARNING, "pause_circle"),
    Status.ENDED: (Tone.NEUTRAL, "block"),
}


class SubcontractorInline(TenantTabularInline):
    model = SubcontractorLink
    fk_name = "prime"
    fields = ("subcontractor", "service", "since")
    verbose_name = "subcontractor"


@admin.register(Vendor)
class VendorAdmin(TenantModelAdmin):
    """Companies that work is given to."""

    list_display = (
        "legal_name",
        "country_name",
        "tier",
        "state",
        "substitutability",
        "contracts",
        "active",
        "checks",
    )
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("tier", ChoicesDropdownFilter),
        ("substitutability", ChoicesDropdownFilter),
        CountryFilter,
        ExitPlanFilter,
        ChecksFilter,
        ("ultimate_parent", AutocompleteSelectFilter),
    )
    search_fields = ("legal_name", "lei", "tax_id", "ultimate_parent__legal_name")
    search_help_text = "Search by name, parent, LEI or tax id"
    empty_hint = "Vendors come with imported contracts, or add one by hand."
    inlines = (SubcontractorInline,)
    actions_list = ("find_duplicates",)
    actions_detail = ("open_checks",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "legal_name",
                    "ultimate_parent",
                    "country",
                    "lei",
                    "tax_id",
                    "web_domain",
                    "status",
                    "tier",
                )
            },
        ),
        (
            "If it had to be replaced",
            {
                "fields": (
                    "substitutability",
                    "substitutability_reason",
                    "reintegration",
                    "has_exit_plan",
                    "exit_tested_on",
                    "exit_tested_days",
                )
            },
        ),
        (None, {"fields": ("notes",)}),
    )

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        """Each row with what runs with it."""
        ids, today = [row.pk for row in rows], today_of(request)
        found, checks = running_by_vendor(ids, today), progress_by_vendor(today, ids)
        for row in rows:
            row.running, row.checks = found.get(row.pk, Running()), checks.get(row.pk)
        return super().prepare(request, rows)

    def list_sentence(self, request: HttpRequest) -> str:
        vendors = Vendor.objects.current().aggregate(
            all=Count("pk"),
            active=Count("pk", filter=Q(status=Status.ACTIVE)),
            without_plan=Count("pk", filter=Q(status=Status.ACTIVE, has_exit_plan=False)),
            unknown=Count("pk", filter=Q(status=Status.ACTIVE, has_exit_plan=None)),
        )
        if not vendors["all"]:
            return ""
        return (
            f"{vendors['active']:,} of {vendors['all']:,} vendors are active; an exit plan is "
            f"missing for {vendors['without_plan']:,} and not known for {vendors['unknown']:,}."
        )

    @display(description="Country", ordering="country")
    def country_name(self, vendor: Vendor) -> str:
        return country(vendor.country)

    @display(description="Status", ordering="status")
    def state(self, vendor: Vendor) -> str:
        return badge(vendor.get_status_display(), *STATUS[Status(vendor.status)])

    @display(description="Contracts", formatting="price")
    def contracts(self, vendor: Any) -> str:
        address = list_of(Contract, f"vendor__id__exact={vendor.pk}")
        return link(address, number(vendor.running.count)) if vendor.running.count else "0"

    @display(description="Value running today", formatting="price")
    def active(self, vendor: Any) -> str:
        return totals(vendor.running.values, "None running")

    @display(description="Due diligence")
    def checks(self, vendor: Any) -> str:
        found = vendor.checks
        if found is None:
            return no_data("No list")
        if found.is_complete:
            return badge(f"{found.done} of {found.applicable}", Tone.GOOD, "check_circle")
        late = found.overdue + found.expired
        tone, icon = (Tone.DANGER, "error") if late else (Tone.INFO, "pending")
        return badge(f"{found.done} of {found.applicable}", tone, icon)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        today = today_of(request)
        zone = request.user.time_zone  # type: ignore[union-attr]
        return [
            self._contracts(request, record),
            ladder_section(record, timezone.now(), zone),
            checks_section(record, today),
            *_family(record),
            *_primes(record),
        ]

    # Records that were merged away ----------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vendor]:
        vendors: QuerySet[Vendor] = super().get_queryset(request)
        return vendors.filter(merged_into__isnull=True)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The address of a merged record leads to the vendor it was merged into."""
        survivor = _survivor(object_id) if object_id else None
        if survivor is not None and self.has_view_permission(request, survivor):
            messages.info(request, f"This record was merged into {survivor}.")
            return redirect(page_of(survivor))
        return super().changeform_view(request, object_id, *args, **kwargs)

    def get_urls(self) -> list[Any]:
        guarded = self.admin_site.admin_view
        return [
            path("duplicates/", guarded(duplicates), name="vendors_vendor_duplicates"),
            path("duplicates/decide/", guarded(decide), name="vendors_vendor_decide"),
            *super().get_urls(),
        ]

    @action(description="Possible duplicates", url_path="find-duplicates", icon="content_copy")
    def find_duplicates(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:vendors_vendor_duplicates")

    @action(
        description="Open the due-diligence list",
        url_path="open-checks",
        icon="checklist",
        permissions=["change"],
    )
    def open_checks(self, request: HttpRequest, object_id: str) -> HttpResponse:
        vendor = self.get_object(request, object_id)
        if vendor is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": "Open the due-diligence list",
                "opts": self.opts,
                "sentence": f"The standard items that {vendor} lacks are added, each with the day "
                "by which it is due.",
                "verb": "Open the list",
                "back": page_of(vendor),
            }
            return render(request, "vendors/admin/confirm.html", context)
        added = open_standard_list(vendor=vendor, today=today_of(request))
        messages.success(request, f"{len(added)} items were added.")
        return redirect(page_of(vendor))

    def _contracts(self, request: HttpRequest, vendor: Vendor) -> Section:
        today = today_of(request)
        latest = vendor.contracts.order_by(F("last_day").desc(nulls_first=True))
        running, count = vendor.contracts.active_on(today).count(), vendor.contracts.count()
        return Section(
            title="Contracts",
            sentence=f"{running} of {count} contracts run today." if count else "",
            columns=(
                Column("Number"),
                Column("State"),
                Column("First day"),
                Column("Last day"),
                Column("Agreed", figures=True),
                Column("Paid to date", figures=True),
            ),
            rows=[
                (
                    record_link(contract),
                    contract_state(contract, today),
                    day(contract.first_day),
                    day(contract.last_day, "No end agreed"),
                    money(contract.value, contract.currency),
                    money(contract.paid, contract.currency),
                )
                for contract in with_paid(latest[:SHOWN])
            ],
            empty="No contract with this vendor is recorded. Import contracts or add one.",
            more=list_of(Contract, f"vendor__id__exact={vendor.pk}") if count > SHOWN else "",
            more_text=f"All {count} contracts",
        )


def _survivor(object_id: str) -> Vendor | None:
    """Whom a record was merged into; None for one that stands on its own."""
    try:
        key = UUID(object_id)
    except ValueError:
        return None
    return Vendor.objects.filter(merged_records=key).first()


def _family(vendor: Vendor) -> list[Section]:
    """The companies that belong to this one."""
    subsidiaries = list(vendor.subsidiaries.all()[: SHOWN + 1])
    if not subsidiaries:
        return []
    return [
        Section(
            title="Belong to this vendor",
            columns=(Column("Vendor"), Column("Country"), Column("Status")),
            rows=[
                (record_link(child), country(child.country), child.get_status_display())
                for child in subsidiaries[:SHOWN]
            ],
            more=list_of(Vendor, f"ultimate_parent__id__exact={vendor.pk}")
            if len(subsidiaries) > SHOWN
            else "",
            more_text="All of them",
        )
    ]


def _primes(vendor: Vendor) -> list[Section]:
    """The vendors that pass work on to this one."""
    links = list(vendor.prime_links.select_related("prime")[:SHOWN])
    if not links:
        return []
    return [
        Section(
            title="Works as a subcontractor of",
            columns=(Column("Vendor"), Column("Service"), Column("Since")),
            rows=[(record_link(row.prime), row.service, day(row.since)) for row in links],
        )
    ]


@admin.register(SubcontractorLink)
class SubcontractorLinkAdmin(TenantModelAdmin):
    """Who passes work on to whom."""

    list_display = ("prime", "subcontractor", "service", "since")
    list_display_links = ("prime",)
    list_filter = (
        ("prime", AutocompleteSelectFilter),
        ("subcontractor", AutocompleteSelectFilter),
        ("since", RangeDateFilter),
    )
    list_prefetch = ("prime", "subcontractor")
    search_fields = ("prime__legal_name", "subcontractor__legal_name", "service")
    search_help_text = "Search by vendor or service"
    empty_hint = "Record whom your vendors pass work on to: their failure is yours too."
