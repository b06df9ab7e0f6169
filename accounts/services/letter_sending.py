"""Sends the letters that are due (`accounts.services.outbox` says how).

A letter that was refused keeps its text for 30 days, so that an owner can send it again; then it
is erased, since its link may act for whoever reads it.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Letter, MailState, Organization
from accounts.services import outbox
from accounts.services.outbox import Clock, Outbox, Sent
from accounts.tenancy import tenant

KEPT_AFTER_REFUSAL = timedelta(days=30)


def send_letters(
    *, organization: Organization | None, clock: Clock, limit: int | None = None
) -> Sent:
    """Sends the organization's due letters, or those of no organization, at most `limit`.

    Frees those of dead senders first, and erases those refused long ago. Must not be called
    inside a transaction.
    """
    letters = _letters(organization)
    _erase_refused(letters, clock())
    outbox.sweep_leases(outbox=letters, now=clock())
    return outbox.send_due(outbox=letters, clock=clock, limit=limit)


def has_letters(*, organization: Organization | None, now: datetime) -> bool:
    """Whether there may be a letter to send or to erase at `now`."""
    letters = _letters(organization)
    if outbox.has_due(outbox=letters, now=now):
        return True
    with letters.enter():
        return _refused_long_ago(letters, now).exists()


def _erase_refused(letters: Outbox[Letter], now: datetime) -> None:
    with letters.enter():
        _refused_long_ago(letters, now).update(text="", html="")


def _refused_long_ago(letters: Outbox[Letter], now: datetime) -> QuerySet[Letter]:
    """Those that still have their text, counted from when their last attempt was due."""
    refused = letters.mails.filter(
        state=MailState.PARKED, next_attempt_at__lt=now - KEPT_AFTER_REFUSAL
    )
    return refused.exclude(text="", html="")


def _letters(organization: Organization | None) -> Outbox[Letter]:
    return Outbox(
        enter=lambda: tenant(organization) if organization else transaction.atomic(),
        mails=Letter.objects.filter(organization=organization),
        address=lambda letter: letter.to,
        # It may hold a link that acts for whoever has it.
        once_sent={"text": "", "html": ""},
    )
