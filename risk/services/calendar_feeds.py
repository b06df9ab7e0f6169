"""Giving out and revoking the address of a member's renewal calendar."""

import hashlib
import secrets
from datetime import datetime

from accounts.models import Membership
from accounts.tenancy import tenant
from risk.models import CalendarFeed


def digest_of(secret: str) -> str:
    """How a secret is stored; it has 256 random bits, so a plain hash can't be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue_feed(*, member: Membership, now: datetime) -> str:
    """Replaces the member's address; returns the secret of the new one, which isn't kept."""
    secret = secrets.token_urlsafe(32)
    with tenant(member.organization_id):
        Membership.objects.select_for_update().get(pk=member.pk)
        revoke_feed(member=member, now=now)
        CalendarFeed.objects.create(membership=member, digest=digest_of(secret), created_at=now)
    return secret


def revoke_feed(*, member: Membership, now: datetime) -> None:
    """Ends the member's address; again: changes nothing."""
    with tenant(member.organization_id):
        live = CalendarFeed.objects.filter(membership=member, revoked_at__isnull=True)
        live.update(revoked_at=now)


def note_reading(*, feed: CalendarFeed, now: datetime) -> None:
    """Remembers that a calendar program has read the address."""
    CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
