"""Tokens for programs: made here, shown once, listed with their last use, revoked."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.admin import site
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.access import membership_of, organization_of
from accounts.api.scopes import SCOPES
from accounts.display import Tone, badge
from accounts.models import ApiToken
from accounts.permissions import allows
from accounts.services.api_tokens import create_token, revoke_token

USUAL_LIFE = timedelta(days=365)


class TokenForm(forms.Form):
    """What a new token is called, what it may do, and how long."""

    name = forms.CharField(
        max_length=100,
        widget=UnfoldAdminTextInputWidget,
        help_text="What will use it, such as “nightly import”.",
    )
    scopes = forms.MultipleChoiceField(
        choices=[(scope, f"{sentence} ({scope})") for scope, sentence in SCOPES.items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="As little as it needs. Your role limits it all the same.",
    )
    expires_on = forms.DateField(
        required=False,
        widget=UnfoldAdminSingleDateWidget,
        help_text="The last day on which it works; empty: until it is revoked.",
    )

    def clean_expires_on(self) -> datetime | None:
        day = self.cleaned_data["expires_on"]
        if day is None:
            return None
        expiry = datetime.combine(day, time.max, UTC)
        if expiry <= timezone.now():
            raise ValidationError("Choose a day that hasn't passed.")
        return expiry


@never_cache
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """The list and the form; after making a token also its secret, this once."""
    _refuse_unless_allowed(request)
    made: ApiToken | None = None
    secret = ""
    form = TokenForm(request.POST or None, initial={"expires_on": timezone.now() + USUAL_LIFE})
    if request.method == "POST" and form.is_valid():
        made, secret = create_token(
            membership=membership_of(request),
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expiry=form.cleaned_data["expires_on"],
            now=timezone.now(),
        )
        form = TokenForm(initial={"expires_on": timezone.now() + USUAL_LIFE})
    context = {
        **site.each_context(request),
        "title": "API tokens",
        "form": form,
        "made": made,
        "secret": secret,
        "rows": [_row(token) for token in _listed(request)],
        "docs": reverse("api-docs"),
    }
    return render(request, "accounts/api_tokens.html", context)


@require_POST
@login_required
def revoke(request: HttpRequest, token_id: Any) -> HttpResponse:
    """Ends one of the tokens that the person's list shows; any other is not found."""
    _refuse_unless_allowed(request)
    if not any(token.pk == token_id for token in _listed(request)):
        raise Http404("There is no such token.")
    revoke_token(token_id=token_id, organization_id=organization_of(request).pk, now=timezone.now())
    return redirect("admin:api_tokens")


def _refuse_unless_allowed(request: HttpRequest) -> None:
    if not allows(membership_of(request), "accounts.add_apitoken"):
        raise PermissionDenied("Owners and integrators make tokens; ask one of them.")


def _listed(request: HttpRequest) -> list[ApiToken]:
    """Everybody's for owners, otherwise the person's own."""
    found = ApiToken.objects.filter(organization=organization_of(request))
    if not allows(membership_of(request), "accounts.change_membership"):
        found = found.filter(membership=membership_of(request))
    return list(found.select_related("membership__user", "membership__organization"))


def _row(token: ApiToken) -> dict[str, object]:
    now = timezone.now()
    return {
        "token": token,
        "begins": f"{token.token_key}…",
        "person": str(token.membership),
        "scopes": ", ".join(token.scopes),
        "used": f"{timesince(token.last_used_at, now)} ago" if token.last_used_at else "Never",
        "expires": date_format(token.expiry) if token.expiry else "Not by itself",
        "state": _state(token, now),
        "may_be_revoked": token.revoked_at is None,
    }


def _state(token: ApiToken, now: datetime) -> str:
    if token.revoked_at is not None:
        return badge("Revoked", Tone.NEUTRAL, "block")
    if token.has_ended(now):
        return badge("Expired", Tone.NEUTRAL, "event_busy")
    if not (token.membership.is_active and token.membership.user.is_active):
        return badge("Ended with its member", Tone.NEUTRAL, "person_off")
    return badge("Works", Tone.GOOD, "check_circle")
