"""Addresses that mails lead to: findings in the shell, and signed links that act."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accounts import signed_links
from accounts.models import Membership
from accounts.signed_links import SignedLink

ACKNOWLEDGE = "acknowledge"
SNOOZE = "snooze"
UNSUBSCRIBE = "unsubscribe"
SUBSCRIBE = "subscribe"
CALENDAR = "calendar"


def finding_url(finding_id: UUID) -> str:
    return _absolute(reverse("admin:risk_finding_change", args=[finding_id]))


def findings_url() -> str:
    return _absolute(reverse("admin:risk_finding_changelist"))


def actions_url() -> str:
    """The reader's own actions."""
    return _absolute(reverse("admin:risk_action_changelist"))


def page_url(path: str) -> str:
    """The whole address of a page in the shell."""
    return _absolute(path)


def home_url() -> str:
    return _absolute(reverse("admin:index"))


def signed_url(membership: Membership, purpose: str, subject_id: UUID) -> str:
    """A link with which the member can do `purpose` to the subject without signing in."""
    return _absolute(signed_path(membership, purpose, subject_id))


def signed_path(membership: Membership, purpose: str, subject_id: UUID) -> str:
    """The same without scheme and host, for a page of this site."""
    token = signed_links.write(
        SignedLink(membership.organization_id, str(membership.pk), purpose, str(subject_id))
    )
    return reverse("signed-link", args=[token])


def feed_url(membership: Membership, secret: str) -> str:
    """Where a calendar program reads the member's renewals, until the secret is revoked."""
    token = signed_links.write_lasting(
        SignedLink(membership.organization_id, str(membership.pk), CALENDAR, secret)
    )
    return _absolute(reverse("calendar-feed", args=[token]))


def contract_url(contract_id: UUID) -> str:
    return _absolute(reverse("admin:vendors_contract_change", args=[contract_id]))


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
