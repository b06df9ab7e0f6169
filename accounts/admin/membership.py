"""Who works in the organization, in which role."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from timezone_field import TimeZoneFormField
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget

from accounts.access import membership_of, organization_of
from accounts.display import Tone, badge
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from accounts.models import Membership, Organization, Role, User
from accounts.services.members import LastOwner, keep_an_owner
from accounts.services.organizations import add_member


class MembershipForm(TenantModelForm):
    """Changes a role; never leaves the organization without an owner."""

    class Meta:
        model = Membership
        fields = ("role", "receives_digest", "is_active")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        try:
            keep_an_owner(
                membership=self.instance,
                role=Role(cleaned.get("role", self.instance.role)),
                is_active=cleaned.get("is_active", self.instance.is_active),
            )
        except LastOwner as refusal:
            raise ValidationError(str(refusal)) from refusal
        return cleaned


class NewMemberForm(forms.ModelForm):
    """Adds a person by address; `add_member` does the work."""

    organization: ClassVar[Organization]
    email = forms.EmailField(
        label="E-mail address",
        widget=UnfoldAdminEmailInputWidget,
        help_text="A person who already signs in elsewhere keeps name, zone and password.",
    )
    full_name = forms.CharField(label="Full name", max_length=150)
    time_zone = TimeZoneFormField(use_pytz=False, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Membership
        fields = ("role",)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        here = Membership.objects.filter(organization=self.organization, user__email=email).first()
        if here is not None:
            ended = "" if here.is_active else " The membership has ended; make it active again."
            raise ValidationError(f"{email} is already a member of this organization.{ended}")
        return email


@admin.register(Membership)
class MembershipAdmin(TenantModelAdmin):
    """Who works in the organization, in which role."""

    list_display = ("user", "email", "role", "digest", "state")
    list_filter = (("role", ChoicesDropdownFilter), ("is_active", BooleanRadioFilter))
    list_prefetch = ("user",)
    search_fields = ("user__full_name", "user__email")
    search_help_text = "Search by name or address"
    form = MembershipForm
    readonly_fields = ("user", "created_at")
    fields = ("user", "role", "receives_digest", "is_active", "created_at")
    add_fieldsets = (
        (
            None,
            {
                "fields": ("email", "full_name", "time_zone", "role"),
                "description": "No mail is sent. Someone new can sign in once a password is set "
                "with the command <code>manage.py changepassword</code>.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).filter(organization=organization_of(request))

    def list_sentence(self, request: HttpRequest) -> str:
        members = self.get_queryset(request).filter(is_active=True).count()
        return f"{members} people work in {organization_of(request)}."

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        form: Any = super().get_form(request, obj, change, **{**kwargs, "form": NewMemberForm})
        form.organization = organization_of(request)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"time_zone": organization_of(request).home_time_zone, "role": Role.VENDOR_MANAGER}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        if request.user.has_perm("accounts.change_membership"):
            return self.readonly_fields
        return (*self.readonly_fields, "role", "is_active")

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Membership:
        membership: Membership = form.save(commit=False)
        if not change:
            membership.organization = organization_of(request)
        return membership

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        added = add_member(
            organization=organization_of(request),
            email=form.cleaned_data["email"],
            full_name=form.cleaned_data["full_name"],
            role=Role(form.cleaned_data["role"]),
            time_zone=form.cleaned_data["time_zone"],
        )
        # What the page says next names the address that was typed, not the name that a person
        # who signs in elsewhere already has.
        obj.pk, obj.user = added.pk, User(pk=added.user_id, email=added.user.email)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Owners change roles; everyone their own mails."""
        own = obj is not None and obj == membership_of(request)
        return own or super().has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        own = obj is not None and obj == membership_of(request)
        return own or super().has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: what a person did stays theirs. A membership is ended instead."""
        return False

    @display(description="E-mail address", ordering="user__email")
    def email(self, membership: Membership) -> str:
        return membership.user.email

    @display(description="Digest")
    def digest(self, membership: Membership) -> str:
        return "Daily digest" if membership.receives_digest else "Critical findings only"

    @display(description="State", ordering="is_active")
    def state(self, membership: Membership) -> str:
        if membership.is_active:
            return badge("Active", Tone.GOOD, "check_circle")
        return badge("Ended", Tone.NEUTRAL, "block")
