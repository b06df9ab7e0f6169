"""Switching a person's digests off and on."""

from accounts.models import Membership
from accounts.tenancy import tenant


def set_receives_digest(*, membership: Membership, receives_digest: bool) -> None:
    """Decides whether the person gets the organization's digests; critical mails always come."""
    with tenant(membership.organization_id):
        membership.receives_digest = receives_digest
        membership.save(update_fields=["receives_digest"])
