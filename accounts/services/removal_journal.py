"""Writes down that something was removed because it had been kept long enough."""

from datetime import datetime

from accounts.models import Removal, Removed


def note_removal(*, kind: Removed, up_to: datetime, count: int, now: datetime) -> None:
    """Needs the transaction that removes; nothing removed is no row."""
    if count:
        Removal.objects.create(kind=kind, up_to=up_to, count=count, at=now)
