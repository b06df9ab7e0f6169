"""The organization's own page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.widgets import UnfoldAdminSelect2MultipleWidget

from accounts.access import organization_of
from accounts.display import page_of
from accounts.model_admin import TenantModelAdmin
from accounts.models import Organization


@admin.register(Organization)
class OrganizationAdmin(TenantModelAdmin):
    """The one organization that the page serves."""

    readonly_fields = ("slug", "created_at")
    fieldsets = (
        (None, {"fields": ("name", "slug", "home_country", "home_time_zone")}),
        ("Money and year", {"fields": ("reporting_currency", "fiscal_year_start")}),
        ("Distance", {"fields": ("nearshore_countries",)}),
        ("Signing in", {"fields": ("requires_second_factor",)}),
        ("Demonstration data", {"fields": ("pinned_today",)}),
    )

    def formfield_for_choice_field(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField:
        if db_field.name == "nearshore_countries":
            kwargs["widget"] = UnfoldAdminSelect2MultipleWidget
        return super().formfield_for_choice_field(db_field, request, **kwargs)

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
