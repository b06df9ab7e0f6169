"""Sessions that an organization's identity provider vouches for serve that organization only.

The provider belongs to the organization: whoever runs it can let anybody in as any member. So
such a session opens neither the person's other organizations nor what belongs to the person
alone: the password, the sessions and the second factor.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Membership

#: The session's note of the organization whose identity provider let the person in.
SSO_SESSION_KEY = "sso_organization_id"
#: What a sign-in carries until it is complete, so that an abandoned one leaves no note behind.
VOUCHED_BY = "vouched_by"
#: Every page of one's own account stands below this address.
OWN_ACCOUNT = "/account/"


def vouching_organization(request: HttpRequest) -> int | None:
    """The id of the organization that vouches for the session; None for an ordinary one."""
    found: int | None = request.session.get(SSO_SESSION_KEY)
    return found


def note_who_vouches(request: HttpRequest, signal_kwargs: dict[str, Any] | None) -> None:
    """Writes the note when a sign-in is complete, or clears a former one."""
    vouched_by = (signal_kwargs or {}).get(VOUCHED_BY)
    if vouched_by is None:
        request.session.pop(SSO_SESSION_KEY, None)
    else:
        request.session[SSO_SESSION_KEY] = vouched_by


def closes_own_account(request: HttpRequest) -> bool:
    """Whether the session may not open this page because it is about the account itself."""
    is_account = request.path_info.startswith(OWN_ACCOUNT)
    return is_account and vouching_organization(request) is not None


def closes_own_profile(request: HttpRequest) -> bool:
    """Whether the session may not change the person's name and hours.

    They hold wherever the person works, so an organization's provider decides about them only
    while the person works in no other one.
    """
    vouched_by = vouching_organization(request)
    if vouched_by is None:
        return False
    elsewhere = Membership.objects.filter(user=request.user.pk, is_active=True)
    return elsewhere.exclude(organization=vouched_by).exists()


def ask_to_sign_in(request: HttpRequest, *, then: str) -> HttpResponse:
    """403: says that this needs a sign-in of one's own, and offers it."""
    return render(request, "accounts/sso/own_sign_in.html", {"then": then}, status=403)
