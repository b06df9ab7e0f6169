"""Removes what an organization has kept long enough, in batches that each leave a journal row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connection
from django.db.models import Model

from accounts.models import AccessEvent, Letter, MailState, Organization, Removed
from accounts.retention import kept_since
from accounts.services.exports import expired_exports, sweep_exports
from accounts.services.removal_journal import note_removal
from accounts.tenancy import tenant

#: Rows of one transaction; the database's `longshore_forget` takes no more.
BATCH = 1_000


@dataclass(frozen=True)
class Due:
    """One kind of thing of which everything older than `up_to` goes.

    `count` says how much that is and needs the organization's transaction. `remove` takes one
    batch in a transaction of its own, writes the journal, and returns how many went.
    """

    kind: Removed
    up_to: datetime
    count: Callable[[], int]
    remove: Callable[[], int]


@dataclass(frozen=True)
class Gone:
    """How much of one kind went, or would go."""

    kind: Removed
    up_to: datetime
    count: int


def work_off(*, organization: Organization, due: Sequence[Due], dry_run: bool) -> list[Gone]:
    """Removes all that is due, or only counts it. A second time finds nothing left."""
    return [Gone(one.kind, one.up_to, _work(organization, one, dry_run)) for one in due]


def due_in_accounts(*, organization: Organization, now: datetime) -> list[Due]:
    """History, sign-ins, letters and exports. An empty setting leaves its kind out."""
    exports = Due(
        kind=Removed.EXPORTS,
        up_to=now,
        count=lambda: expired_exports(organization, now).count(),
        remove=lambda: sweep_exports(organization=organization, now=now),
    )
    months = {
        Removed.HISTORY: (organization.keep_history_months, _history),
        Removed.ACCESS: (organization.keep_access_months, _access),
        Removed.LETTERS: (organization.keep_mails_months, _letters),
    }
    return [
        *(make(organization, kept_since(now, kept), now) for kept, make in months.values() if kept),
        exports,
    ]


def _work(organization: Organization, due: Due, dry_run: bool) -> int:
    if dry_run:
        with tenant(organization):
            return due.count()
    removed = 0
    while batch := due.remove():
        removed += batch
    return removed


def _history(organization: Organization, up_to: datetime, now: datetime) -> Due:
    def count() -> int:
        own = sum(
            events._default_manager.filter(pgh_created_at__lt=up_to).count()
            for events in _histories()
        )
        about = organization.events.filter(pgh_created_at__lt=up_to)  # type: ignore[attr-defined]
        return own + int(about.count())

    return Due(Removed.HISTORY, up_to, count, lambda: _forget(organization, "history", up_to))


def _histories() -> list[type[Model]]:
    """The models of history that belong to an organization, which the database lists too."""
    return [
        model
        for model in apps.get_models()
        if {"pgh_id", "organization"} <= {field.name for field in model._meta.fields}
    ]


def _access(organization: Organization, up_to: datetime, now: datetime) -> Due:
    return Due(
        Removed.ACCESS,
        up_to,
        lambda: AccessEvent.objects.filter(at__lt=up_to).count(),
        lambda: _forget(organization, "access", up_to),
    )


def _forget(organization: Organization, what: str, up_to: datetime) -> int:
    """One batch of what only the owner of the tables may delete; the database writes the journal.

    Raises DatabaseError for rows that must be kept longer.
    """
    with tenant(organization), connection.cursor() as cursor:
        cursor.execute("SELECT longshore_forget(%s, %s, %s)", [what, up_to, BATCH])
        return int(cursor.fetchone()[0])


def _letters(organization: Organization, up_to: datetime, now: datetime) -> Due:
    old = Letter.objects.filter(
        organization=organization, state=MailState.SENT, sent_at__lt=up_to
    ).order_by("sent_at")

    def remove() -> int:
        with tenant(organization):
            batch = list(old.values_list("pk", flat=True)[:BATCH])
            removed, _ = Letter.objects.filter(pk__in=batch).delete()
            note_removal(kind=Removed.LETTERS, up_to=up_to, count=removed, now=now)
        return removed

    return Due(Removed.LETTERS, up_to, old.count, remove)
