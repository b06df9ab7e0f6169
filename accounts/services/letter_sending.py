"""Sends the letters that are due (`accounts.services.outbox` says how)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Letter, Organization
from accounts.services import outbox
from accounts.services.outbox import Clock, Outbox, Sent
from accounts.tenancy import tenant


def send_letters(
    *, organization: Organization | None, clock: Clock, limit: int | None = None
) -> Sent:
    """Sends the organization's due letters, or those of no organization, at most `limit`.

    Frees those of dead senders first. Must not be called inside a transaction.
    """
    letters = _letters(organization)
    outbox.sweep_leases(outbox=letters, now=clock())
    return outbox.send_due(outbox=letters, clock=clock, limit=limit)


def has_letters(*, organization: Organization | None, now: datetime) -> bool:
    """Whether there may be a letter to send at `now`."""
    return outbox.has_due(outbox=_letters(organization), now=now)


def _letters(organization: Organization | None) -> Outbox[Letter]:
    return Outbox(
        enter=lambda: tenant(organization) if organization else transaction.atomic(),
        mails=Letter.objects.filter(organization=organization),
        address=lambda letter: letter.to,
        # It may hold a link that acts for whoever has it.
        once_sent={"text": "", "html": ""},
    )
