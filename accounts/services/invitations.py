"""Inviting people by mail: write, send again, withdraw, accept."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import signed_links
from accounts.models import Invitation, InvitationState, Membership, Organization, Role, User
from accounts.permissions import ROLES
from accounts.plain_text import one_line
from accounts.services.letters import withdraw_letters, write_letter
from accounts.services.members import admit
from accounts.signed_links import SignedLink
from accounts.tenancy import tenant

PURPOSE = "invitation"
# Whoever gets hold of an owner's session shouldn't be able to mail the world in our name.
MOST_LETTERS_A_DAY = 50
PAUSE_BETWEEN_LETTERS = timedelta(minutes=10)


class InvitationRefused(ValueError):
    """The invitation can't be written, sent or accepted; the text says why and what to do."""


def invite(
    *,
    organization: Organization,
    actor: Membership,
    email: str,
    role: Role,
    valid_days: int,
    now: datetime,
) -> Invitation:
    """Writes an invitation and its letter.

    An earlier one for the address that has expired gives way. Raises `InvitationRefused` where
    the address is a member or invited already or too many letters were sent today, and
    `ValidationError` for wrong values.
    """
    address = email.strip().lower()
    with tenant(organization):
        _refuse_members(organization, address)
        _refuse_too_many(now)
        earlier = Invitation.objects.filter(email=address, accepted_at=None, revoked_at=None)
        for invitation in earlier.select_for_update():
            if invitation.state(now) == InvitationState.OPEN:
                raise InvitationRefused(
                    f"{address} has been invited already; the link works until "
                    f"{invitation.expires_at:%-d %b %Y}. Send that invitation again instead."
                )
            invitation.revoked_at = now
            invitation.save(update_fields=["revoked_at"])
        invitation = Invitation(
            email=address,
            role=role,
            invited_by=actor,
            valid_days=valid_days,
            created_at=now,
            sent_at=now,
            expires_at=now + timedelta(days=valid_days),
        )
        invitation.full_clean()
        invitation.save()
        _write(organization, invitation, now)
        return invitation


def invite_again(*, organization: Organization, invitation_id: UUID, now: datetime) -> Invitation:
    """Sends a new link that works as long as the first one did; the links before stop working.

    Raises `InvitationRefused` for an accepted or withdrawn one, and too soon after the last
    letter or after too many of them; `Invitation.DoesNotExist` for a missing one.
    """
    with tenant(organization):
        invitation = _unsettled(invitation_id, now)
        again_at = invitation.sent_at + PAUSE_BETWEEN_LETTERS
        if now < again_at:
            raise InvitationRefused(
                f"A letter to {invitation.email} was written a moment ago. Letters can take some "
                f"minutes; it can be sent again {_minutes(again_at - now)}."
            )
        _refuse_too_many(now)
        invitation.serial += 1
        invitation.sent_at = now
        invitation.expires_at = now + timedelta(days=invitation.valid_days)
        invitation.save(update_fields=["serial", "sent_at", "expires_at"])
        withdraw_letters(organization=organization, to=invitation.email)
        _write(organization, invitation, now)
        return invitation


def revoke(*, organization: Organization, invitation_id: UUID, now: datetime) -> Invitation:
    """Withdraws an invitation; its link says so from now on.

    Raises `InvitationRefused` for one that was accepted or withdrawn, and
    `Invitation.DoesNotExist` for a missing one.
    """
    with tenant(organization):
        invitation = _unsettled(invitation_id, now)
        invitation.revoked_at = now
        invitation.save(update_fields=["revoked_at"])
        withdraw_letters(organization=organization, to=invitation.email)
        return invitation


def accept_as_new(
    *,
    organization: Organization,
    invitation_id: UUID,
    serial: int,
    full_name: str,
    password: str,
    time_zone: ZoneInfo,
    now: datetime,
) -> Membership:
    """Makes the invited person, who signs in nowhere yet, and their membership.

    Raises `InvitationRefused` where the link doesn't work any more or the person exists, and
    `ValidationError` for a password or name that can't be used.
    """
    with tenant(organization):
        invitation = _open(invitation_id, serial, now)
        if User.objects.filter(email=invitation.email).exists():
            raise InvitationRefused(f"{invitation.email} signs in already. Sign in to accept.")
        user = User(email=invitation.email, full_name=full_name, time_zone=time_zone)
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise ValidationError({"password": error.messages}) from error
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return _settle(organization, invitation, user, now)


def accept_as_known(
    *,
    organization: Organization,
    invitation_id: UUID,
    serial: int,
    user: User,
    now: datetime,
) -> Membership:
    """Gives someone who signs in already the role they were invited to.

    Raises `InvitationRefused` where the link doesn't work any more or is for another address.
    """
    with tenant(organization):
        invitation = _open(invitation_id, serial, now)
        if user.email != invitation.email:
            raise InvitationRefused(
                f"This invitation is for {invitation.email}; you are signed in as {user.email}."
            )
        return _settle(organization, invitation, user, now)


def link_to(invitation: Invitation) -> str:
    """The address in the letter: signed, for this invitation and its newest letter only."""
    token = signed_links.write(
        SignedLink(
            organization_id=invitation.organization.pk,
            membership_id=str(invitation.invited_by_id),
            purpose=PURPOSE,
            subject_id=f"{invitation.pk}.{invitation.serial}",
        )
    )
    return f"{settings.BASE_URL}{reverse('invitation', args=[token])}"


def _settle(
    organization: Organization, invitation: Invitation, user: User, now: datetime
) -> Membership:
    membership = admit(organization=organization, user=user, role=Role(invitation.role))
    invitation.accepted_at, invitation.accepted_by = now, membership
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return membership


def _unsettled(invitation_id: UUID, now: datetime) -> Invitation:
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    state = invitation.state(now)
    if state in {InvitationState.ACCEPTED, InvitationState.REVOKED}:
        raise InvitationRefused(
            f"The invitation of {invitation.email} is {state.label.lower()} already."
        )
    return invitation


def _open(invitation_id: UUID, serial: int, now: datetime) -> Invitation:
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    if invitation.serial != serial or invitation.state(now) != InvitationState.OPEN:
        raise InvitationRefused("This invitation has ended since you opened it.")
    return invitation


def _refuse_members(organization: Organization, address: str) -> None:
    here = Membership.objects.filter(organization=organization, user__email=address)
    if here.filter(is_active=True).exists():
        raise InvitationRefused(f"{address} is already a member of this organization.")


def _refuse_too_many(now: datetime) -> None:
    today = Invitation.objects.filter(sent_at__gt=now - timedelta(days=1)).count()
    if today >= MOST_LETTERS_A_DAY:
        raise InvitationRefused(
            f"{MOST_LETTERS_A_DAY} invitations were sent within a day, which is the limit. "
            "Go on tomorrow."
        )


def _write(organization: Organization, invitation: Invitation, now: datetime) -> None:
    inviter = one_line(invitation.invited_by.user.full_name)
    name = one_line(organization.name)
    expires = invitation.expires_at.astimezone(organization.home_time_zone)
    write_letter(
        organization=organization,
        to=invitation.email,
        subject=f"{inviter} invites you to {name} on Longshore",
        template="accounts/letters/invitation",
        context={
            "inviter": inviter,
            "inviter_email": invitation.invited_by.user.email,
            "role": ROLES[invitation.role].label,
            "sentence": ROLES[invitation.role].sentence,
            "link": link_to(invitation),
            "until": f"{expires:%A}, {expires.day} {expires:%b %Y, %H:%M} ({expires.tzinfo})",
        },
        now=now,
    )


def _minutes(left: timedelta) -> str:
    minutes = max(1, round(left.total_seconds() / 60))
    return "in a minute" if minutes == 1 else f"in {minutes} minutes"
