"""The organization's own page."""

import calendar
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminSelect2MultipleWidget, UnfoldAdminSelectWidget

from accounts.access import organization_of
from accounts.display import Tone, badge, day, link, list_of, number, page_of
from accounts.model_admin import TenantModelAdmin
from accounts.models import Invitation, Membership, Organization, Removal, Removed
from accounts.sections import Column, Section

#: Lines of the journal on the page.
LAST_REMOVALS = 10


@admin.register(Organization)
class OrganizationAdmin(TenantModelAdmin):
    """The one organization that the page serves."""

    readonly_fields = ("slug", "created_at")
    fieldsets = (
        (
            "Name and home",
            {
                "fields": ("name", "slug", "home_country", "home_time_zone"),
                "description": "Home decides what counts as offshore and when a day begins.",
            },
        ),
        (
            "Money and year",
            {
                "fields": ("reporting_currency", "fiscal_year_start"),
                "description": "Reports are in this currency; each contract keeps its own.",
            },
        ),
        ("Distance", {"fields": ("nearshore_countries",)}),
        ("Signing in", {"fields": ("requires_second_factor",)}),
        (
            "How long things are kept",
            {
                "fields": (
                    "keep_history_months",
                    "keep_access_months",
                    "keep_mails_months",
                    "keep_import_files_months",
                    "keep_exports_months",
                    "keep_deleted_files_months",
                    "keep_measurements_months",
                ),
                "description": "Once a day, what is older than these months goes for good. "
                "History and sign-ins stay for at least 12 months.",
            },
        ),
        (
            "Demonstration data",
            {
                "fields": ("pinned_today",),
                "description": "Leave it empty for real work: scans and mails would stand still.",
            },
        ),
    )

    def formfield_for_choice_field(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField:
        if db_field.name == "nearshore_countries":
            kwargs["widget"] = UnfoldAdminSelect2MultipleWidget
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "fiscal_year_start":
            return forms.TypedChoiceField(
                label="Fiscal year starts in",
                choices=[(number, calendar.month_name[number]) for number in range(1, 13)],
                coerce=int,
                widget=UnfoldAdminSelectWidget,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        return [_people(record), _removed(), _danger(record)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organization]:
        return super().get_queryset(request).filter(pk=organization_of(request).pk)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        return redirect(page_of(organization_of(request)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _people(organization: Organization) -> Section:
    """Who works here, and what is left to do first."""
    return Section(
        title="People and setting up",
        facts=(
            ("State", _state(organization)),
            ("People", link(list_of(Membership), "Members and their roles")),
            ("Invitations", link(list_of(Invitation), "Who has been asked to join")),
            ("Roles", link(reverse("admin:roles"), "What each role may do")),
            ("First steps", _first_steps(organization)),
        ),
    )


def _state(organization: Organization) -> SafeString:
    if organization.is_suspended:
        return badge("Suspended", Tone.DANGER, "block")
    return badge("Working", Tone.GOOD, "check_circle")


def _first_steps(organization: Organization) -> SafeString | str:
    if organization.setup_hidden_at is None:
        return "Shown on the portfolio until they are done"
    return link(reverse("admin:first_steps"), "Put away; show them again")


def _removed() -> Section:
    """The newest entries of the journal, a line for each kind and day."""
    days = (
        Removal.objects.order_by()
        .values("kind", "up_to", day=TruncDate("at"))
        .annotate(count=Sum("count"))
        .order_by("-day", "kind")[:LAST_REMOVALS]
    )
    return Section(
        title="Removed after its time",
        sentence="What went because it had been kept as long as the settings below say.",
        columns=(
            Column("What"),
            Column("How many", figures=True),
            Column("Older than"),
            Column("On"),
        ),
        rows=[
            (Removed(row["kind"]).label, number(row["count"]), day(row["up_to"]), day(row["day"]))
            for row in days
        ],
        empty="Nothing has been removed yet: nothing is older than the settings below say.",
    )


def _danger(organization: Organization) -> Section:
    """What can't be undone is done by whoever runs the installation, not by a click."""
    return Section(
        title="Taking everything out, suspending, deleting",
        sentence="Whoever runs this installation does these by command, so that no stolen "
        "session can. Ask them, and have the export checked before anything is deleted.",
        facts=(
            ("Everything as files", _command("export_organization", organization, "--to FILE")),
            ("Delete for good", _command("delete_organization", organization)),
        ),
    )


def _command(name: str, organization: Organization, more: str = "") -> SafeString:
    return format_html("<code>{}</code>", f"manage.py {name} {organization.slug} {more}".strip())
