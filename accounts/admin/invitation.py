"""Invitations: who has been asked to join, and whether they have."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminRadioSelectWidget

from accounts.access import membership_of, organization_of
from accounts.display import Tone, badge, page_of
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from accounts.models import Invitation, InvitationState, Membership, Organization, Role
from accounts.permissions import ROLES
from accounts.services.invitations import InvitationRefused, invite, invite_again, revoke

_LOOKS = {
    InvitationState.OPEN: (Tone.INFO, "schedule_send"),
    InvitationState.ACCEPTED: (Tone.GOOD, "check_circle"),
    InvitationState.REVOKED: (Tone.NEUTRAL, "block"),
    InvitationState.EXPIRED: (Tone.WARNING, "hourglass_disabled"),
}


class InvitationForm(TenantModelForm):
    """Whom to invite; `invite` writes the invitation and says what is wrong with it."""

    organization: ClassVar[Organization]
    actor: ClassVar[Membership]
    role = forms.ChoiceField(
        choices=[(name, f"{row.label}: {row.sentence}") for name, row in ROLES.items()],
        initial=Role.VENDOR_MANAGER,
        widget=UnfoldAdminRadioSelectWidget,
    )

    class Meta:
        model = Invitation
        fields = ("email", "role", "valid_days")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        return email

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            self.written = invite(
                organization=self.organization,
                actor=self.actor,
                email=self.cleaned_data["email"],
                role=Role(self.cleaned_data["role"]),
                valid_days=self.cleaned_data["valid_days"],
                now=timezone.now(),
            )
        except InvitationRefused as refusal:
            raise ValidationError({"email": str(refusal)}) from refusal
        return cleaned

    def _post_clean(self) -> None:
        """Nothing: the service has checked what it wrote."""

    def save(self, commit: bool = True) -> Invitation:
        return self.written

    def save_m2m(self) -> None:
        """Nothing: an invitation refers to nothing many times."""


class StateFilter(admin.SimpleListFilter):
    """Invitations by where they stand."""

    title = "state"
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, str(state.label)) for state in InvitationState]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        unsettled = Q(accepted_at=None, revoked_at=None)
        match self.value():
            case InvitationState.OPEN:
                return queryset.filter(unsettled, expires_at__gt=timezone.now())
            case InvitationState.EXPIRED:
                return queryset.filter(unsettled, expires_at__lte=timezone.now())
            case InvitationState.ACCEPTED:
                return queryset.exclude(accepted_at=None)
            case InvitationState.REVOKED:
                return queryset.exclude(revoked_at=None)
        return queryset


@admin.register(Invitation)
class InvitationAdmin(TenantModelAdmin):
    """Who has been asked to join the organization."""

    list_display = ("email", "role", "state_word", "invited_by", "sent_at", "expires_at")
    list_filter = (StateFilter,)
    list_prefetch = ("invited_by__user",)
    search_fields = ("email",)
    search_help_text = "Search by address"
    empty_hint = "Invite the people who decide: findings go to people."
    form = InvitationForm
    fields = ("email", "role", "valid_days")
    readonly_fields = ("invited_by", "sent_at", "expires_at", "accepted_at", "revoked_at")
    actions_detail = ("send_again", "withdraw")

    def list_sentence(self, request: HttpRequest) -> str:
        unsettled = Invitation.objects.filter(accepted_at=None, revoked_at=None)
        waiting = unsettled.filter(expires_at__gt=timezone.now()).count()
        expired = unsettled.count() - waiting
        if not waiting and not expired:
            return "Nobody is being waited for."
        late = f" and {expired} have expired" if expired else ""
        return f"{waiting} invitations wait for an answer{late}."

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.organization, form.actor = organization_of(request), membership_of(request)
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fields if obj is None else (*self.fields, *self.readonly_fields)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing: the service has written it."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, f"An invitation is on its way to {obj.email}.")
        return redirect("admin:accounts_invitation_changelist")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: who was invited to what stays what the letter said."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """What can still be done with an invitation that nobody has settled."""
        invitation = self.get_object(request, str(object_id))
        settled = {InvitationState.ACCEPTED, InvitationState.REVOKED}
        if invitation is None or invitation.state(timezone.now()) in settled:
            return []
        return super().get_actions_detail(request, object_id)

    def has_invite_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("accounts.add_invitation")

    @action(
        description="Send again",
        url_path="send-again",
        icon="forward_to_inbox",
        permissions=["invite"],
    )
    def send_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._decide(request, object_id, "Send again", invite_again)

    @action(
        description="Withdraw",
        url_path="withdraw",
        icon="cancel",
        permissions=["invite"],
    )
    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._decide(request, object_id, "Withdraw", revoke)

    def _decide(
        self, request: HttpRequest, object_id: str, verb: str, act: Callable[..., Invitation]
    ) -> HttpResponse:
        invitation = self.get_object(request, object_id)
        if invitation is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": f"{verb}: invitation of {invitation.email}",
                "opts": self.opts,
                "invitation": invitation,
                "verb": verb,
                "back": page_of(invitation),
            }
            return render(request, "accounts/admin/invitation.html", context)
        try:
            act(
                organization=organization_of(request),
                invitation_id=invitation.pk,
                now=timezone.now(),
            )
        except InvitationRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            done = "sent again" if verb == "Send again" else "withdrawn"
            messages.success(request, f"The invitation of {invitation.email} was {done}.")
        return redirect(page_of(invitation))

    @display(description="State")
    def state_word(self, invitation: Invitation) -> str:
        state = invitation.state(timezone.now())
        return badge(str(state.label), *_LOOKS[state])
