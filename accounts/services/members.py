"""Changing who may do what in an organization: admitting people, and letting them go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, models, transaction
from psycopg import errors

from accounts.models import Invitation, Membership, Organization, Role, User
from accounts.responsibilities import Responsibility, access_rows, responsibilities
from accounts.services.letters import withdraw_letters
from accounts.tenancy import tenant


class LastOwner(ValueError):
    """The change would leave the organization without an owner."""


class DepartureRefused(ValueError):
    """The member can't go like this; the text says why and what to do."""


@dataclass(frozen=True)
class Held:
    """Records of one kind that a member answers for; `examples` are a few of them."""

    kind: Responsibility
    count: int
    examples: Sequence[models.Model]


EXAMPLES = 5


def change_members_in_turn(organization_id: int) -> None:
    """Waits for whoever else changes members of the organization in this moment.

    Locks the organization's row until the transaction ends. Ask for it before any membership is
    locked: two people who remove each other would otherwise each hold the row the other needs.
    Rows that refer to the organization can still be written meanwhile.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=organization_id)


def keep_an_owner(*, membership: Membership, role: Role, is_active: bool) -> None:
    """Refuses to take the role from the organization's last active owner, or to end it.

    An owner whose account is switched off can't sign in and doesn't count.

    Call it in the transaction that saves the membership: until that ends nobody else changes
    members, so of two changes at the same time the later one sees the earlier. Raises
    `LastOwner`.
    """
    change_members_in_turn(membership.organization_id)
    others = Membership.objects.filter(
        organization_id=membership.organization_id,
        role=Role.OWNER,
        is_active=True,
        user__is_active=True,
    ).exclude(pk=membership.pk)
    if not (role == Role.OWNER and is_active) and not others.exists():
        raise LastOwner(
            "The organization would be left without an owner. Make someone else an owner first."
        )


def admit(*, organization: Organization, user: User, role: Role) -> Membership:
    """Makes the person a member, or active again in the new role where they had left.

    Someone who is a member keeps their role. Must run inside `tenant(organization)`.
    """
    membership, is_new = Membership.objects.get_or_create(
        organization=organization, user=user, defaults={"role": role}
    )
    if not is_new and not membership.is_active:
        membership.role, membership.is_active = role, True
        membership.save(update_fields=["role", "is_active"])
    return membership


def held_by(*, membership: Membership) -> list[Held]:
    """What the member answers for in the organization, by kind of record."""
    with tenant(membership.organization_id):
        held = [
            Held(kind, kind.of(membership).count(), list(kind.of(membership)[:EXAMPLES]))
            for kind in responsibilities()
        ]
    return [each for each in held if each.count]


def end_membership(
    *, membership: Membership, successor: Membership | None, now: datetime
) -> dict[str, int]:
    """Lets a member go: hands over what they answer for and ends their access.

    In one transaction. What they did stays theirs, their membership stays as an ended one, their
    tokens are revoked, letters that wait for them and invitations that they wrote and nobody
    answered are withdrawn. Returns how many records of which kind were handed over. Raises
    `LastOwner` for the last owner and `DepartureRefused` where a successor is needed or can't be
    one.
    """
    with tenant(membership.organization_id):
        change_members_in_turn(membership.organization_id)
        leaving = Membership.objects.select_for_update().get(pk=membership.pk)
        if not leaving.is_active:
            raise DepartureRefused(f"{leaving} has left already.")
        keep_an_owner(membership=leaving, role=Role(leaving.role), is_active=False)
        _refuse_successor(leaving, successor)
        handed_over = {}
        for held in held_by(membership=leaving):
            if successor is None:
                raise DepartureRefused(
                    f"{leaving} answers for records that need somebody else. Choose who takes them."
                )
            handed_over[held.kind.title] = _hand_over(held.kind, leaving, successor)
        _end_access(leaving, now)
        leaving.is_active = False
        leaving.save(update_fields=["is_active"])
        return handed_over


def _refuse_successor(leaving: Membership, successor: Membership | None) -> None:
    if successor is None:
        return
    fits = Membership.objects.filter(
        pk=successor.pk,
        organization_id=leaving.organization_id,
        is_active=True,
        user__is_active=True,
    ).exclude(pk=leaving.pk)
    if not fits.exists():
        raise DepartureRefused("Choose another active member of this organization as successor.")


def _hand_over(kind: Responsibility, leaving: Membership, successor: Membership) -> int:
    """Moves the records; where the successor stands in the same place already, theirs is enough."""
    records = kind.of(leaving)
    try:
        with transaction.atomic():
            return records.update(**{kind.field.name: successor})
    except IntegrityError as error:
        if not isinstance(error.__cause__, errors.UniqueViolation):
            raise
    return sum(_move(kind, record, successor) for record in list(records))


def _move(kind: Responsibility, record: models.Model, successor: Membership) -> int:
    own = kind.model._default_manager.filter(pk=record.pk)
    try:
        with transaction.atomic():
            return own.update(**{kind.field.name: successor})
    except IntegrityError as error:
        if not isinstance(error.__cause__, errors.UniqueViolation):
            raise
    own.delete()
    return 1


def _end_access(leaving: Membership, now: datetime) -> None:
    for model in access_rows():
        bound = model._default_manager.filter(membership=leaving, revoked_at__isnull=True)
        bound.update(revoked_at=now)
    withdraw_letters(organization=leaving.organization, to=leaving.user.email)
    written = Invitation.objects.filter(
        invited_by=leaving, accepted_at__isnull=True, revoked_at__isnull=True
    )
    for invitation in written:
        withdraw_letters(organization=leaving.organization, to=invitation.email)
    written.update(revoked_at=now)
