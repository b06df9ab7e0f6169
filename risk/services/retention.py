"""Applies an organization's retention settings to everything that accumulates."""

from datetime import datetime

from accounts.models import MailState, Organization, Removed
from accounts.retention import kept_since
from accounts.services.removal_journal import note_removal
from accounts.services.retention import BATCH, Due, Gone, due_in_accounts, work_off
from accounts.tenancy import tenant
from risk.models import Delivery
from sourcing.services.retention import due_in_sourcing


def apply_retention(
    *, organization: Organization, now: datetime, dry_run: bool = False
) -> list[Gone]:
    """Removes what was kept long enough at `now`; must not run inside a transaction.

    Each batch is a transaction of its own, so an interrupted run goes on with the next one.
    Kinds that are kept for ever are left out. With `dry_run` it only counts.
    """
    due = [
        *due_in_accounts(organization=organization, now=now),
        *_deliveries(organization, now),
        *due_in_sourcing(organization=organization, now=now),
    ]
    return work_off(organization=organization, due=due, dry_run=dry_run)


def _deliveries(organization: Organization, now: datetime) -> list[Due]:
    """The row of a mail stays: its alerts refer to it and would go out again without it."""
    months = organization.keep_mails_months
    if not months:
        return []
    up_to = kept_since(now, months)
    old = (
        Delivery.objects.filter(state=MailState.SENT, sent_at__lt=up_to)
        .exclude(text="", html="")
        .order_by("sent_at")
    )

    def remove() -> int:
        with tenant(organization):
            batch = list(old.values_list("pk", flat=True)[:BATCH])
            removed = Delivery.objects.filter(pk__in=batch).update(text="", html="", headers={})
            note_removal(kind=Removed.DELIVERIES, up_to=up_to, count=removed, now=now)
        return removed

    return [Due(Removed.DELIVERIES, up_to, old.count, remove)]
