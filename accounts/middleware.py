"""Resolves a request to one organization and keeps its transaction around everything."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts import signed_links
from accounts.api import gate
from accounts.api.requests import is_for_programs
from accounts.models import Access, Membership, Organization, User
from accounts.services.access import record_access
from accounts.signin.origin import origin_of
from accounts.signin.second_factor import OPEN_WITHOUT, must_set_up
from accounts.signin.vouching import ask_to_sign_in, closes_own_account, vouching_organization
from accounts.tenancy import tenant

SESSION_KEY = "organization_id"
DENIED = 403
#: What also works in a suspended organization, so that nobody is locked in.
WAYS_OUT = frozenset({"account_logout", "logout", "switch_organization"})
#: What serves no organization and must answer even when nobody could be signed in.
FOR_MACHINES = ("health-live", "health-ready", "health-work", "metrics")


class TenancyMiddleware:
    """Opens the organization's transaction around `get_response`, template rendering included.

    A signed link names its organization itself, and so does a token; otherwise it is the one
    chosen in the session, or the first of the person's memberships. Sets `request.organization`
    and the user's `membership`; both stay None for someone who is not signed in. Times are shown
    in the zone of the person, or of the organization behind a signed link.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        organization: Organization | None = None
        if gate.bears_token(request):
            refused = gate.enter_by_token(request)
            if refused is not None:
                return refused
            organization = request.api_token.membership.organization  # type: ignore[attr-defined]
        elif _url_name(request) not in FOR_MACHINES:
            organization = _from_signed_link(request) or _from_session(request)
        request.organization = organization  # type: ignore[attr-defined]
        if closes_own_account(request) and request.user.is_authenticated:
            return ask_to_sign_in(request, then=request.path)
        if organization is None:
            return self.get_response(request)
        if (stopped := _stopped(request, organization)) is not None:
            return stopped
        zone = getattr(request.user, "time_zone", organization.home_time_zone)
        with tenant(organization), timezone.override(zone):
            response = self.get_response(request)
        if response.status_code == DENIED:
            # In a transaction of its own: what was refused may have been taken back with its own.
            with tenant(organization):
                _record_denied(request, organization)
        return response


def _stopped(request: HttpRequest, organization: Organization) -> HttpResponse | None:
    """What is answered instead of the page, before the organization is entered."""
    page = _url_name(request)
    if organization.is_suspended and page not in WAYS_OUT:
        return _suspended(request, organization)
    if is_for_programs(request) and (refused := gate.too_often(request)):
        return refused
    may_have_to = not gate.bears_token(request) and page not in OPEN_WITHOUT
    if may_have_to and must_set_up(request, organization):
        return redirect("mfa_index")
    return None


def _suspended(request: HttpRequest, organization: Organization) -> HttpResponse:
    if is_for_programs(request):
        return gate.suspended(request, organization)
    return render(request, "accounts/suspended.html", {"suspended": organization}, status=403)


def _url_name(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None


def _record_denied(request: HttpRequest, organization: Organization) -> None:
    membership = getattr(request.user, "membership", None)
    if membership is not None:
        record_access(
            kind=Access.DENIED,
            origin=origin_of(request),
            now=timezone.now(),
            organization=organization.pk,
            membership=membership,
            detail=f"{request.method} {request.path}",
        )


def _from_signed_link(request: HttpRequest) -> Organization | None:
    try:
        token = resolve(request.path_info).kwargs.get("signed_link")
    except Resolver404:
        return None
    if token is None:
        return None
    link = signed_links.read(token) or signed_links.read_lasting(token)
    return Organization.objects.filter(pk=link.organization_id).first() if link else None


def _from_session(request: HttpRequest) -> Organization | None:
    if not isinstance(request.user, User):
        return None
    membership = landing_membership(request, request.user)
    request.user.membership = membership  # type: ignore[attr-defined]
    return membership.organization if membership else None


def landing_membership(request: HttpRequest, user: User) -> Membership | None:
    """The membership that this session serves: the chosen one, else the person's first.

    A session that an organization's identity provider vouches for serves that one or none.
    """
    memberships = list(
        Membership.objects.filter(user=user, is_active=True)
        .select_related("organization")
        .order_by("created_at")
    )
    vouched_by = vouching_organization(request)
    if vouched_by is not None:
        return next((m for m in memberships if m.organization_id == vouched_by), None)
    chosen = request.session.get(SESSION_KEY)
    membership = next((m for m in memberships if m.organization_id == chosen), None)
    return membership or next(iter(memberships), None)
