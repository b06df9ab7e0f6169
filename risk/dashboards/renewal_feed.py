"""Where a person gets, or revokes, the address of their own renewal calendar."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.access import membership_of
from risk import links
from risk.selectors.calendar_feeds import live_feed
from risk.services.calendar_feeds import issue_feed, revoke_feed


def feed_address(request: HttpRequest) -> HttpResponse:
    """A new address is shown once, in the answer to the POST that made it."""
    if not request.user.has_perm("vendors.view_contract"):
        raise PermissionDenied("Your role doesn't include contracts.")
    member = membership_of(request)
    address = ""
    if request.method == "POST":
        if request.POST.get("action") == "revoke":
            revoke_feed(member=member, now=timezone.now())
        else:
            secret = issue_feed(member=member, now=timezone.now())
            address = links.feed_url(member, secret)
    request.current_app = admin.site.name
    response = TemplateResponse(
        request,
        "risk/renewals/feed.html",
        {
            **admin.site.each_context(request),
            "title": "Calendar of renewals",
            "feed": live_feed(member),
            "address": address,
            "revoked": request.POST.get("action") == "revoke",
            "renewals_address": reverse("admin:renewals"),
        },
    )
    response["Cache-Control"] = "no-store"
    return response
