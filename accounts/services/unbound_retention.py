"""Removes what belongs to no organization, and so has nobody to say for how long it is kept."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models, transaction

from accounts.models import Letter, MailState, StrangerEvent
from accounts.retention import AUDIT_FLOOR_MONTHS, kept_since
from accounts.services.retention import BATCH

#: For every installation the same: as long as audit logs must be kept, and no longer.
KEPT_MONTHS = AUDIT_FLOOR_MONTHS


@dataclass(frozen=True)
class Unbound:
    """How many letters to people, and attempts to sign in by nobody known, went or would go."""

    up_to: datetime
    letters: int
    attempts: int


def remove_unbound(*, now: datetime, dry_run: bool = False) -> Unbound:
    """Removes letters of no organization and attempts of strangers after `KEPT_MONTHS`.

    In transactions of at most 1,000 rows, so an interrupted run goes on with the next one; must
    not run inside a transaction. Letters that still wait to be sent stay. With `dry_run` it only
    counts.
    """
    up_to = kept_since(now, KEPT_MONTHS)
    letters = Letter.objects.filter(
        organization=None, state__in=[MailState.SENT, MailState.PARKED], created_at__lt=up_to
    )
    if dry_run:
        attempts = StrangerEvent.objects.filter(at__lt=up_to).count()
        return Unbound(up_to, letters.count(), attempts)
    removed_letters = removed_attempts = 0
    while batch := _remove_letters(letters):
        removed_letters += batch
    while batch := _forget_attempts(up_to):
        removed_attempts += batch
    return Unbound(up_to, removed_letters, removed_attempts)


def _remove_letters(old: models.QuerySet[Letter]) -> int:
    with transaction.atomic():
        batch = list(old.order_by("created_at").values_list("pk", flat=True)[:BATCH])
        removed, _ = Letter.objects.filter(pk__in=batch).delete()
    return removed


def _forget_attempts(up_to: datetime) -> int:
    """One batch of what only the owner of the tables may delete."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT longshore_forget_strangers(%s, %s)", [up_to, BATCH])
        return int(cursor.fetchone()[0])
