"""The page behind the link in an invitation.

Opening it changes nothing, because mail scanners open links. What stands behind the link is told
only to whoever holds it; an organization learns a person's name when the person has accepted.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from timezone_field import TimeZoneFormField

from accounts import signed_links
from accounts.middleware import SESSION_KEY
from accounts.models import Access, Invitation, InvitationState, Membership, User
from accounts.permissions import ROLES
from accounts.services.access import record_access
from accounts.services.invitations import (
    PURPOSE,
    InvitationRefused,
    accept_as_known,
    accept_as_new,
)
from accounts.signin.origin import origin_of
from accounts.signin.vouching import ask_to_sign_in, vouching_organization


class NewPersonForm(forms.Form):
    """What someone new tells of themselves."""

    full_name = forms.CharField(
        label="Your name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Password",
        help_text="At least 10 characters.",
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    time_zone = TimeZoneFormField(
        label="Your time zone",
        use_pytz=False,
        help_text="Times are shown in it, and mails arrive in its working hours.",
    )


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request: HttpRequest, signed_link: str) -> HttpResponse:
    """Shows who invites whom to what, and takes the answer."""
    found = _invitation(signed_link)
    if found is None:
        expired = signed_links.has_expired(signed_link)
        return _ended(request, "expired" if expired else "unknown", None)
    invitation, serial = found
    state = invitation.state(timezone.now())
    if state != InvitationState.OPEN:
        return _ended(request, state, invitation)
    if serial != invitation.serial:
        return _ended(request, "replaced", invitation)
    person = User.objects.filter(email=invitation.email).first()
    if person is None:
        return _for_new(request, invitation)
    return _for_known(request, invitation, person)


def _for_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    zone = invitation.organization.home_time_zone
    asked = request.POST if request.method == "POST" else None
    form = NewPersonForm(asked, initial={"time_zone": zone})
    if form.is_bound and form.is_valid():
        try:
            member = accept_as_new(
                organization=invitation.organization,
                invitation_id=invitation.pk,
                serial=invitation.serial,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                form.add_error(field if field in form.fields else None, messages)
        except InvitationRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _welcome(request, member)
    status = 400 if form.errors else 200
    return _page(request, "new", status, invitation=invitation, form=form)


def _for_known(request: HttpRequest, invitation: Invitation, person: User) -> HttpResponse:
    if request.user != person:
        return _page(request, "sign_in", 200, invitation=invitation, here=request.get_full_path())
    if vouching_organization(request) not in {None, invitation.organization_id}:
        return ask_to_sign_in(request, then=request.path)
    refusal = ""
    if request.method == "POST":
        try:
            member = accept_as_known(
                organization=invitation.organization,
                invitation_id=invitation.pk,
                serial=invitation.serial,
                user=person,
                now=timezone.now(),
            )
        except InvitationRefused as error:
            refusal = str(error)
        else:
            return _welcome(request, member)
    status = 409 if refusal else 200
    return _page(request, "consent", status, invitation=invitation, refusal=refusal)


def _welcome(request: HttpRequest, member: Membership) -> HttpResponse:
    is_new_here = request.user != member.user
    record_access(
        kind=Access.SIGNED_IN if is_new_here else Access.SWITCHED_IN,
        origin=origin_of(request),
        now=timezone.now(),
        organization=member.organization_id,
        membership=member,
        detail="Invitation",
    )
    if is_new_here:
        login(request, member.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SESSION_KEY] = member.organization_id
    return redirect("admin:index")


def _invitation(token: str) -> tuple[Invitation, int] | None:
    """The invitation that the link names, and the number of the letter it stood in."""
    link = signed_links.read(token)
    if link is None or link.purpose != PURPOSE:
        return None
    key, _, serial = link.subject_id.partition(".")
    invitations = Invitation.objects.select_related("organization", "invited_by__user")
    invitation = invitations.filter(pk=UUID(key)).first()
    return (invitation, int(serial)) if invitation else None


def _ended(request: HttpRequest, why: str, invitation: Invitation | None) -> HttpResponse:
    status = 404 if why == "unknown" else 410
    return _page(request, "ended", status, invitation=invitation, why=str(why))


def _page(request: HttpRequest, name: str, status: int, **context: Any) -> HttpResponse:
    invitation: Invitation | None = context["invitation"]
    role = ROLES[invitation.role] if invitation else None
    context |= {"role": role, "inviter": invitation.invited_by if invitation else None}
    answer = render(request, f"accounts/invitation/{name}.html", context, status=status)
    # The address is the key and mustn't travel to other sites. `no-referrer` would also make
    # browsers send `Origin: null` with the form, which Django refuses.
    answer["Referrer-Policy"] = "same-origin"
    return answer
