"""Reads of organizations and memberships for the rooms above."""

from collections.abc import Sequence
from uuid import UUID

from accounts.models import Membership, Organization


def working_organizations() -> Sequence[Organization]:
    """Every organization that isn't suspended, for work that loops over all of them."""
    return list(Organization.objects.filter(is_suspended=False).order_by("pk"))


def working_organization(organization_id: int) -> Organization | None:
    """One of them, or None when it is suspended or gone."""
    return Organization.objects.filter(pk=organization_id, is_suspended=False).first()


def active_members(organization_id: int) -> list[Membership]:
    """The organization's active memberships of active people, with their users."""
    return list(
        Membership.objects.filter(
            organization_id=organization_id, is_active=True, user__is_active=True
        ).select_related("user")
    )


def active_member(organization_id: int, membership_id: UUID | str) -> Membership | None:
    """One of them, or None when it has ended or never was."""
    return (
        Membership.objects.filter(
            pk=membership_id, organization_id=organization_id, is_active=True, user__is_active=True
        )
        .select_related("user", "organization")
        .first()
    )
