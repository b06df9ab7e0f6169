"""People of the organization, and one's own profile."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.access import organization_of
from accounts.display import page_of
from accounts.model_admin import TenantModelAdmin
from accounts.models import Membership, User
from accounts.sections import Section
from accounts.signin.vouching import closes_own_profile


@admin.register(User)
class UserAdmin(TenantModelAdmin):
    """People of the organization. Everyone changes only themselves.

    A person may work in several organizations, so colleagues see a name and an address only.
    """

    list_display = ("full_name", "email")
    search_fields = ("full_name", "email")
    readonly_fields = ("email", "created_at")
    fieldsets = (
        (None, {"fields": ("full_name", "email", "created_at")}),
        (
            "Working hours",
            {
                "fields": ("time_zone", "work_starts", "work_ends"),
                "description": "Times are shown in this zone, and mails arrive in these hours.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request)
        if not request.user.has_perm("accounts.view_user"):
            return people.filter(pk=request.user.pk)
        here = Membership.objects.filter(organization=organization_of(request))
        return people.filter(pk__in=here.values("user"))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if _is_self(request, obj):
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": ("full_name", "email")}),)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_self(request, obj) or super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_self(request, obj) and not closes_own_profile(request)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        if not _is_self(request, record) or not closes_own_profile(request):
            return []
        return [
            Section(
                title="Your profile",
                sentence=(
                    "Your name and hours hold in every organization you work in, and you came in "
                    f"through {organization_of(request)}'s identity provider. To change them, sign "
                    "out and sign in with your own password or passkey."
                ),
            )
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def response_post_save_change(self, request: HttpRequest, obj: User) -> HttpResponse:
        return redirect(page_of(obj))


def _is_self(request: HttpRequest, person: User | None) -> bool:
    return person is not None and person.pk == request.user.pk
