"""Changing who may do what in an organization."""

from accounts.models import Membership, Role


class LastOwner(ValueError):
    """The change would leave the organization without an owner."""


def keep_an_owner(*, membership: Membership, role: Role, is_active: bool) -> None:
    """Refuses to take the role from the organization's last active owner, or to end it.

    Call it in the transaction that saves the membership: it locks the owners' rows until that
    transaction ends, so of two changes at the same time the later one sees the earlier. Raises
    `LastOwner`.
    """
    owners = (
        Membership.objects.select_for_update()
        .filter(organization_id=membership.organization_id, role=Role.OWNER, is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    others = set(owners) - {membership.pk}
    if not others and not (role == Role.OWNER and is_active):
        raise LastOwner(
            "The organization would be left without an owner. Make someone else an owner first."
        )
