"""Work items from other systems, and what the clocks of service levels show for them.

An item belongs to an engagement and is named by its reference. Handed over again it becomes what
it is now; the same twice changes nothing. Each service level of the engagement that is read from
work items, and whose kind and priority fit, gets its reading, computed from the item's events.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sourcing.item_events import StateEvent, histories
from sourcing.models import ClockEvent, Engagement, ServiceLevel, WorkItem
from sourcing.models.service_level import Source
from sourcing.services.rereading import lock_items, write_readings

BATCH = 2000


@dataclass(frozen=True)
class ItemFacts:
    """An item as another system knows it, with everything that has happened to it so far."""

    reference: str
    events: tuple[StateEvent, ...]
    kind: str = ""
    priority: str = ""
    reopens_late: bool = False


@dataclass(frozen=True)
class ItemsTaken:
    """How many items were new, changed or as before, and how many clock readings they have."""

    new: int
    changed: int
    unchanged: int
    readings: int


def take_work_items(
    *, engagement: Engagement, items: Sequence[ItemFacts], now: datetime
) -> ItemsTaken:
    """Stores items of an engagement and reads the clocks of its levels, in one transaction.

    Each reference occurs once; an item without a start has no clock and is left out.
    """
    with transaction.atomic():
        lock_items([engagement.pk])
        wanted = {
            item.reference: (_row(engagement, item, now), _events(item))
            for item in items
            if histories(item.events)
        }
        stored = {row.reference: row for row in _stored(engagement, wanted)}
        new = [ref for ref in wanted if ref not in stored]
        changed = [ref for ref, row in stored.items() if _differs(row, *wanted[ref])]
        for reference, row in stored.items():
            wanted[reference][0].pk = row.pk
        _write(wanted, new, changed)
        levels = ServiceLevel.objects.filter(engagement=engagement, source=Source.WORK_ITEMS)
        readings = write_readings(list(levels), list(wanted.values()), now)
    return ItemsTaken(len(new), len(changed), len(stored) - len(changed), readings)


def _row(engagement: Engagement, item: ItemFacts, now: datetime) -> WorkItem:
    history = histories(item.events)[-1]
    return WorkItem(
        engagement=engagement,
        reference=item.reference,
        kind=item.kind,
        priority=item.priority,
        opened_at=min(event.at for event in item.events),
        ended_at=history.resolved_at,
        reopens_late=item.reopens_late,
        received_at=now,
    )


def _events(item: ItemFacts) -> tuple[StateEvent, ...]:
    """In order, numbered anew, so that events of one moment keep their order when stored."""
    ordered = sorted(item.events, key=lambda event: (event.at, event.sequence))
    return tuple(
        StateEvent(event.at, event.kind, event.reason, number)
        for number, event in enumerate(ordered)
    )


def _stored(engagement: Engagement, references: Iterable[str]) -> list[WorkItem]:
    items = WorkItem.objects.filter(engagement=engagement, reference__in=list(references))
    return list(items.prefetch_related("clock_events"))


def _differs(row: WorkItem, wanted: WorkItem, events: Sequence[StateEvent]) -> bool:
    names = ("kind", "priority", "opened_at", "ended_at", "reopens_late")
    known = [
        (each.at, each.sequence, each.kind, each.reason)
        for each in sorted(row.clock_events.all(), key=lambda each: each.sequence)
    ]
    sent = [(e.at, e.sequence, str(e.kind), str(e.reason or "")) for e in events]
    return known != sent or any(getattr(row, name) != getattr(wanted, name) for name in names)


def _write(
    wanted: dict[str, tuple[WorkItem, tuple[StateEvent, ...]]],
    new: Sequence[str],
    changed: Sequence[str],
) -> None:
    WorkItem.objects.bulk_create([wanted[ref][0] for ref in new], batch_size=BATCH)
    WorkItem.objects.bulk_update(
        [wanted[ref][0] for ref in changed],
        ["kind", "priority", "opened_at", "ended_at", "reopens_late", "received_at"],
        batch_size=BATCH,
    )
    ClockEvent.objects.filter(item__in=[wanted[ref][0].pk for ref in changed]).delete()
    ClockEvent.objects.bulk_create(
        [
            ClockEvent(
                item=wanted[ref][0],
                at=event.at,
                sequence=event.sequence,
                kind=event.kind,
                reason=event.reason or "",
            )
            for ref in (*new, *changed)
            for event in wanted[ref][1]
        ],
        batch_size=BATCH,
    )
