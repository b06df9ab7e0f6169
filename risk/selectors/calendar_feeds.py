"""Live addresses of renewal calendars."""

from accounts.models import Membership
from risk.models import CalendarFeed


def live_feed(member: Membership) -> CalendarFeed | None:
    """The member's address, None where there is none or it was revoked."""
    return CalendarFeed.objects.filter(membership=member, revoked_at__isnull=True).first()


def feed_behind(member: Membership, digest: str) -> CalendarFeed | None:
    """The member's live address with this secret."""
    feed = live_feed(member)
    return feed if feed is not None and feed.digest == digest else None
