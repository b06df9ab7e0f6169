"""The renewal calendar that calendar programs fetch: no sign-in, the address is the authority.

An address that is forged, revoked or replaced, and one whose owner has left, all answer as if
there were nothing.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import signed_links
from accounts.models import Membership
from accounts.permissions import allows
from accounts.selectors import active_member
from risk import links
from risk.calendar_entries import Entry, obligation_entries, renewal_entries
from risk.calendar_file import calendar_file
from risk.models import CalendarFeed
from risk.rules.decide_by import RULE
from risk.selectors.calendar_feeds import feed_behind
from risk.selectors.portfolio import read_portfolio
from risk.selectors.rule_values import rule_values
from risk.services.calendar_feeds import digest_of, note_reading


@never_cache
@require_safe
def calendar_feed(request: HttpRequest, signed_link: str) -> HttpResponse:
    """What the owner of the address may see today, as an iCalendar file."""
    member, feed = _behind(signed_link)
    now = timezone.now()
    note_reading(feed=feed, now=now)
    name = f"Renewals, {member.organization}"
    response = HttpResponse(
        calendar_file(_entries(member), name, now), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'inline; filename="renewals.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _behind(signed_link: str) -> tuple[Membership, CalendarFeed]:
    link = signed_links.read_lasting(signed_link)
    if link is None or link.purpose != links.CALENDAR:
        raise Http404
    member = active_member(link.organization_id, link.membership_id)
    feed = feed_behind(member, digest_of(link.subject_id)) if member else None
    if member is None or feed is None:
        raise Http404
    return member, feed


def _entries(member: Membership) -> list[Entry]:
    """Only what the member's role may read."""
    organization = member.organization
    portfolio = read_portfolio(organization, organization.today(timezone.now()))
    entries: list[Entry] = []
    if allows(member, "vendors.view_contract"):
        entries += renewal_entries(portfolio, rule_values(RULE))
    if allows(member, "vendors.view_obligation"):
        entries += obligation_entries(portfolio)
    return sorted(entries, key=lambda entry: (entry.day, entry.uid))
