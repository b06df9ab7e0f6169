"""Signing in through an organization's identity provider."""

from dataclasses import asdict

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import SESSION_KEY
from accounts.models import Access, Membership, Organization
from accounts.services.access import record_access
from accounts.signin.origin import origin_of
from accounts.signin.sealing import SecretUnreadable, unseal
from accounts.signin.throttle import too_many_requests
from accounts.signin.vouching import VOUCHED_BY
from accounts.sso.entry import entering_membership, provider_of
from accounts.sso.protocol import (
    Attempt,
    authorization_address,
    discover,
    is_same,
    verified_email,
)
from accounts.sso.refusal import SsoRefused

PENDING = "sso_pending"
NOT_SET_UP = "No single sign-on is set up under this name."


@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Asks for the organization's short name and goes on to its provider."""
    slug = request.GET.get("organization", "").strip().lower()
    if slug and Organization.objects.filter(slug=slug).exists():
        return redirect("sso_start", slug=slug)
    context = {"slug": slug, "problem": NOT_SET_UP if slug else ""}
    return render(request, "accounts/sso/choose.html", context)


@never_cache
@require_safe
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Sends the browser to the organization's provider."""
    if not ratelimit.consume(request, app="allauth.account", action="login", limit_get=True):
        return too_many_requests(request)
    organization = Organization.objects.filter(slug=slug).first()
    provider = provider_of(organization) if organization else None
    if organization is None or provider is None:
        context = {"slug": slug, "problem": NOT_SET_UP}
        return render(request, "accounts/sso/choose.html", context, status=404)
    if organization.is_suspended:
        return render(request, "accounts/suspended.html", {"suspended": organization}, status=403)
    attempt = Attempt.fresh()
    try:
        endpoints = discover(provider.issuer)
    except SsoRefused as refusal:
        return _refused(request, organization, None, refusal)
    request.session[PENDING] = {"organization": organization.pk, **asdict(attempt)}
    return redirect(
        authorization_address(
            endpoints,
            client_id=provider.client_id,
            redirect_uri=_redirect_uri(),
            attempt=attempt,
        )
    )


@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Where the provider sends the browser back to; an attempt works once."""
    pending = request.session.pop(PENDING, None)
    organization = (
        Organization.objects.filter(pk=pending["organization"], is_suspended=False).first()
        if pending
        else None
    )
    if pending is None or organization is None:
        sentence = SsoRefused("This sign-in has run out or was started elsewhere. Start again.")
        return _refused(request, None, None, sentence)
    attempt = Attempt(pending["state"], pending["nonce"], pending["verifier"])
    try:
        membership = _membership(request, organization, attempt)
    except SsoRefused as refusal:
        return _refused(request, organization, None, refusal)
    return _enter(request, membership)


def _membership(request: HttpRequest, organization: Organization, attempt: Attempt) -> Membership:
    """Who came back; raises `SsoRefused`."""
    if not is_same(request.GET.get("state", ""), attempt.state):
        raise SsoRefused("This sign-in was started elsewhere. Start again.")
    if "error" in request.GET or not request.GET.get("code"):
        raise SsoRefused("Your identity provider did not let you in.")
    provider = provider_of(organization)
    if provider is None:
        raise SsoRefused(NOT_SET_UP)
    try:
        secret = unseal(provider.client_secret)
    except SecretUnreadable as error:
        raise SsoRefused("The client secret can't be read; an owner must enter it anew.") from error
    email = verified_email(
        discover(provider.issuer),
        client_id=provider.client_id,
        client_secret=secret,
        redirect_uri=_redirect_uri(),
        code=request.GET["code"],
        attempt=attempt,
    )
    return entering_membership(organization, provider, email)


def _enter(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Signs in, into the organization whose provider vouches for the person."""
    if request.user.is_authenticated:
        logout(request)
    request.session[SESSION_KEY] = membership.organization_id
    user = membership.user
    record_authentication(request, user, method="sso")
    vouched = {VOUCHED_BY: membership.organization_id}
    entering = Login(user=user, email=user.email, redirect_url="/", signal_kwargs=vouched)
    answer: HttpResponse = perform_login(request, entering)
    return answer


def _refused(
    request: HttpRequest,
    organization: Organization | None,
    membership: Membership | None,
    refusal: SsoRefused,
) -> HttpResponse:
    if organization is not None:
        record_access(
            kind=Access.SSO_REFUSED,
            origin=origin_of(request),
            now=timezone.now(),
            organization=organization.pk,
            membership=membership,
            detail=str(refusal),
        )
    slug = organization.slug if organization else ""
    context = {"refusal": str(refusal), "slug": slug}
    return render(request, "accounts/sso/refused.html", context, status=403)


def _redirect_uri() -> str:
    return str(settings.BASE_URL) + reverse("sso_callback")
