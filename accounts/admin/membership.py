"""Who works in the organization, in which role."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.access import membership_of, organization_of
from accounts.display import Tone, badge, page_of
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from accounts.models import Invitation, Membership, Role
from accounts.services.members import (
    DepartureRefused,
    Held,
    LastOwner,
    change_members_in_turn,
    end_membership,
    held_by,
    keep_an_owner,
)


class MembershipForm(TenantModelForm):
    """Changes a role; never leaves the organization without an owner."""

    class Meta:
        model = Membership
        fields = ("role", "receives_digest")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        # Read again under a lock: the member may have left since the page was opened.
        change_members_in_turn(self.instance.organization_id)
        now = Membership.objects.select_for_update().get(pk=self.instance.pk)
        if not now.is_active:
            raise ValidationError(
                f"{self.instance.user} has left the organization, so nothing was changed. "
                "Invite them again."
            )
        try:
            role = Role(cleaned.get("role", now.role))
            keep_an_owner(membership=now, role=role, is_active=True)
        except LastOwner as refusal:
            raise ValidationError(str(refusal)) from refusal
        return cleaned


class LeavingForm(forms.Form):
    """To whom the member's records go."""

    successor = forms.ModelChoiceField(
        queryset=Membership.objects.none(),
        label="Who takes over",
        empty_label="Choose a person",
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, leaving: Membership, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        others = Membership.objects.filter(
            organization=leaving.organization_id, is_active=True, user__is_active=True
        ).exclude(pk=leaving.pk)
        field.queryset = others.select_related("user")  # type: ignore[attr-defined]
        field.required = needed


@admin.register(Membership)
class MembershipAdmin(TenantModelAdmin):
    """Who works in the organization, in which role."""

    list_display = ("user", "email", "role", "digest", "state")
    list_filter = (("role", ChoicesDropdownFilter), ("is_active", BooleanRadioFilter))
    list_prefetch = ("user",)
    search_fields = ("user__full_name", "user__email")
    search_help_text = "Search by name or address"
    form = MembershipForm
    readonly_fields = ("user", "is_active", "created_at")
    fields = ("user", "role", "receives_digest", "is_active", "created_at")
    actions_list = ("invite",)
    actions_detail = ("leave",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).filter(organization=organization_of(request))

    def list_sentence(self, request: HttpRequest) -> str:
        members = self.get_queryset(request).filter(is_active=True).count()
        waiting = Invitation.objects.filter(
            accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
        ).count()
        people = "1 person works" if members == 1 else f"{members} people work"
        asked = f"; {waiting} have been invited and not answered yet" if waiting else ""
        return f"{people} in {organization_of(request)}{asked}."

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if request.user.has_perm("accounts.change_membership"):
            return self.readonly_fields
        return (*self.readonly_fields, "role")

    def lock(self, request: HttpRequest, record: Membership) -> None:
        change_members_in_turn(record.organization_id)
        super().lock(request, record)

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        """Only what was changed: the rest was read before the row was locked."""
        obj.save(update_fields=form.changed_data)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: people are invited, and join when they accept."""
        return False

    def has_invite_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.add_invitation")

    @action(description="Invite a person", icon="person_add", permissions=["invite"])
    def invite(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:accounts_invitation_add")

    # Leaving --------------------------------------------------------------------------------

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """An active member can be removed by an owner, and leave on their own."""
        member = self.get_object(request, str(object_id))
        if member is None or not member.is_active or not self._may_end(request, member):
            return []
        offered: list[UnfoldAction] = super().get_actions_detail(request, object_id)
        for each in offered:
            each.description = _verb(request, member)
        return offered

    def _may_end(self, request: HttpRequest, member: Membership) -> bool:
        own = member == membership_of(request)
        return own or request.user.has_perm("accounts.change_membership")

    @action(description="Remove from the organization", url_path="leave", icon="person_remove")
    def leave(self, request: HttpRequest, object_id: str) -> HttpResponse:
        member = self.get_object(request, object_id)
        if member is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self._may_end(request, member):
            raise PermissionDenied("Owners remove members; everyone may leave on their own.")
        held = held_by(membership=member)
        asked = request.POST if request.method == "POST" else None
        form = LeavingForm(asked, leaving=member, needed=bool(held))
        if request.method == "POST" and form.is_valid():
            try:
                end_membership(
                    membership=member,
                    successor=form.cleaned_data["successor"],
                    now=timezone.now(),
                )
            except (LastOwner, DepartureRefused) as refusal:
                form.add_error(None, str(refusal))
            else:
                return self._left(request, member, form.cleaned_data["successor"], bool(held))
        return self._ask(request, member, form, held)

    def _left(
        self, request: HttpRequest, member: Membership, successor: Membership | None, held: bool
    ) -> HttpResponse:
        organization = organization_of(request)
        if member == membership_of(request):
            messages.success(request, f"You have left {organization}.")
            return redirect("admin:index")
        to = f" {successor} answers for their records now." if held else ""
        messages.success(request, f"{member} has left {organization}.{to}")
        return redirect("admin:accounts_membership_changelist")

    def _ask(
        self, request: HttpRequest, member: Membership, form: LeavingForm, held: list[Held]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{_verb(request, member)}: {member}",
            "opts": self.opts,
            "member": member,
            "is_own": member == membership_of(request),
            "verb": _verb(request, member),
            "form": form,
            "held": held,
            "total": sum(each.count for each in held),
            "back": page_of(member),
        }
        status = 400 if form.errors else 200
        return render(request, "accounts/admin/leaving.html", context, status=status)

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


def _verb(request: HttpRequest, member: Membership) -> str:
    if member == membership_of(request):
        return "Leave the organization"
    return "Remove from the organization"
