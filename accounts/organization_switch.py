"""Changing from one of a person's organizations to another."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.middleware import SESSION_KEY
from accounts.models import Access, Membership
from accounts.services.access import Origin, record_access
from accounts.signin.origin import origin_of
from accounts.signin.vouching import ask_to_sign_in, vouching_organization


@require_POST
@login_required
def switch_organization(request: HttpRequest) -> HttpResponse:
    """Serves the membership named in the form from the next page on.

    Somebody else's membership, an ended one and one that never was are all not found. A session
    that one organization's identity provider vouches for is asked to sign in for another.
    """
    membership = Membership.objects.filter(
        pk=_uuid(request.POST.get("membership", "")), user=request.user.pk, is_active=True
    ).first()
    if membership is None:
        raise Http404("You have no such membership.")
    if vouching_organization(request) not in {None, membership.organization_id}:
        return ask_to_sign_in(request, then=reverse("admin:index"))
    request.session[SESSION_KEY] = membership.organization_id
    # This request's transaction serves the organization that is left.
    transaction.on_commit(partial(_record, origin_of(request), membership), robust=True)
    return redirect("admin:index")


def _record(origin: Origin, membership: Membership) -> None:
    record_access(
        kind=Access.SWITCHED_IN,
        origin=origin,
        now=timezone.now(),
        organization=membership.organization_id,
        membership=membership,
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404("You have no such membership.") from None
