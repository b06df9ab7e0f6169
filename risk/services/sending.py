"""Sends the alert mails that are due (`accounts.services.outbox` says how)."""

from datetime import datetime
from email.utils import formataddr

from accounts.models import Organization
from accounts.plain_text import one_line
from accounts.services import outbox
from accounts.services.outbox import Clock, NoLongerWanted, Outbox, Sent
from accounts.tenancy import tenant
from risk.models import Delivery


def send_due(*, organization: Organization, clock: Clock, limit: int | None = None) -> Sent:
    """Sends the organization's due mails, at most `limit`; not inside a transaction."""
    return outbox.send_due(outbox=_deliveries(organization), clock=clock, limit=limit)


def sweep_leases(*, organization: Organization, now: datetime) -> int:
    """Puts mails whose sender didn't come back among the waiting ones; returns how many."""
    return outbox.sweep_leases(outbox=_deliveries(organization), now=now)


def _deliveries(organization: Organization) -> Outbox[Delivery]:
    return Outbox(
        enter=lambda: tenant(organization),
        mails=Delivery.objects.select_related("recipient__user"),
        address=_address,
    )


def _address(delivery: Delivery) -> str:
    member = delivery.recipient
    if not (member.is_active and member.user.is_active):
        raise NoLongerWanted("the recipient has left the organization since")
    return formataddr((one_line(member.user.full_name), member.user.email))
