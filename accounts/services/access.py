"""Recording who came in and who was turned away."""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.current import organization_id
from accounts.models import Access, AccessEvent, Membership, StrangerEvent, User
from accounts.tenancy import tenant

logger = logging.getLogger("longshore.access")
LONGEST = 200


@dataclass(frozen=True)
class Origin:
    """Where a request came from."""

    ip: str | None
    user_agent: str


def record_access(
    *,
    kind: Access,
    origin: Origin,
    now: datetime,
    organization: int,
    membership: Membership | None,
    detail: str = "",
) -> None:
    """Notes an event in one organization. Never give `detail` anything that a person typed.

    Zero characters, which a path can hold, are left out: the database can't store them.
    """
    with tenant(organization):
        AccessEvent.objects.create(
            kind=kind,
            at=now,
            ip=origin.ip,
            user_agent=_storable(origin.user_agent),
            detail=_storable(detail),
            membership=membership,
        )


def record_attempt(*, kind: Access, origin: Origin, now: datetime, email: str) -> None:
    """Notes an attempt to sign in as the person with this address, wherever they are a member.

    Where nobody has the address, it is kept out of the record: it may be a mistyped password.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    if not (user and _record_everywhere(kind, origin, now, user)):
        StrangerEvent.objects.create(
            kind=kind, at=now, ip=origin.ip, user_agent=_storable(origin.user_agent)
        )


def record_for_person(*, kind: Access, origin: Origin, now: datetime, user: User) -> None:
    """Notes what somebody did to their account in every organization that it opens.

    Once the running transaction is done, since it serves one organization at most.
    """
    transaction.on_commit(partial(_record_everywhere, kind, origin, now, user))


def _record_everywhere(kind: Access, origin: Origin, now: datetime, user: User) -> bool:
    """Says whether there was an organization to note it in."""
    memberships = _memberships(user)
    for membership in memberships:
        record_access(
            kind=kind,
            origin=origin,
            now=now,
            organization=membership.organization_id,
            membership=membership,
        )
    return bool(memberships)


def _storable(text: str) -> str:
    return text.replace("\x00", "")[:LONGEST]


def _memberships(user: User) -> list[Membership]:
    """Those whose organization can be entered from here: inside one, only that one."""
    found = Membership.objects.filter(user=user, is_active=True)
    if transaction.get_connection().in_atomic_block:
        found = found.filter(organization=organization_id())
    return list(found)
