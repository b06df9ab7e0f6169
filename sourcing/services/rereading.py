"""Keeping the clock readings of work items as their events, definitions and the time say.

A reading changes when its item is handed over again, when its level gets other terms, and when an
open item falls due without any news of it. Whoever changes readings holds the engagement's row, so
that writers of one engagement's items take turns.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from sourcing.item_events import EventKind, PauseReason, StateEvent
from sourcing.models import Engagement, ItemReading, ServiceLevel, WorkItem
from sourcing.models.service_level import Source
from sourcing.selectors.level_spans import spans_of
from sourcing.services.item_readings import clocks_of, readings_of

BATCH = 2000
SHOWN = (
    "wall_minutes",
    "service_minutes",
    "due_at",
    "stopped_at",
    "counts_at",
    "is_good",
)

type ItemWithEvents = tuple[WorkItem, Sequence[StateEvent]]


def lock_items(engagement_ids: Collection[UUID]) -> None:
    """Makes other writers of these engagements' items wait until the transaction ends."""
    engagements = Engagement.objects.select_for_update(no_key=True, of=("self",))
    list(engagements.filter(pk__in=engagement_ids).order_by("pk").values_list("pk"))


def read_levels_again(level_ids: Collection[UUID], now: datetime) -> None:
    """Reads all items of levels by their present definitions, after these have changed."""
    for level in ServiceLevel.objects.filter(pk__in=level_ids, source=Source.WORK_ITEMS):
        with transaction.atomic():
            lock_items([level.engagement_id])
            _read([level], WorkItem.objects.filter(engagement=level.engagement_id), now)


def read_fallen_due(level_ids: Collection[UUID], now: datetime) -> None:
    """Reads the open items whose time ran out since they were last read.

    Nobody sends news of an item that is merely late, and it counts from its due moment on.
    """
    late = Q(readings__service_level__in=level_ids) & Q(
        readings__stopped_at__isnull=True,
        readings__counts_at__isnull=True,
        readings__due_at__lt=now,
    )
    found = set(WorkItem.objects.filter(late).values_list("engagement_id", flat=True).distinct())
    if not found:
        return
    with transaction.atomic():
        lock_items(found)
        for engagement_id in sorted(found):
            items = WorkItem.objects.filter(late, engagement=engagement_id).distinct()
            levels = ServiceLevel.objects.filter(engagement=engagement_id, source=Source.WORK_ITEMS)
            _read(list(levels), items, now)


def write_readings(
    levels: Sequence[ServiceLevel], items: Sequence[ItemWithEvents], now: datetime
) -> int:
    """Stores what the clocks of levels show for items as of a moment; returns how many readings.

    What is as it was isn't written; readings of levels that no longer fit are taken away. The
    caller holds the engagement's items.
    """
    spans = spans_of([level.pk for level in levels])
    wanted = {
        _place(reading): reading
        for level in levels
        for clocks in [clocks_of(spans.get(level.pk, ()))]
        for item, events in items
        for reading in readings_of(level, clocks, item, events, now)
    }
    stored = {
        _place(reading): reading
        for reading in ItemReading.objects.filter(
            service_level__in=levels, item__in=[item.pk for item, _ in items]
        )
    }
    ItemReading.objects.filter(
        pk__in=[reading.pk for place, reading in stored.items() if place not in wanted]
    ).delete()
    changed = [
        reading
        for place, reading in wanted.items()
        if place not in stored or _shown(stored[place]) != _shown(reading)
    ]
    ItemReading.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["organization", "service_level", "item", "number"],
        update_fields=list(SHOWN),
    )
    return len(wanted)


def _read(levels: Sequence[ServiceLevel], items: QuerySet[WorkItem], now: datetime) -> None:
    for batch in _batches(items):
        write_readings(levels, [(item, _events(item)) for item in batch], now)


def _batches(items: QuerySet[WorkItem]) -> Iterator[list[WorkItem]]:
    """In the order of their keys, so that an item that is read meanwhile shifts no other."""
    ordered = items.order_by("pk").prefetch_related("clock_events")
    batch = list(ordered[:BATCH])
    while batch:
        yield batch
        batch = list(ordered.filter(pk__gt=batch[-1].pk)[:BATCH])


def _events(item: WorkItem) -> tuple[StateEvent, ...]:
    return tuple(
        StateEvent(
            event.at,
            EventKind(event.kind),
            PauseReason(event.reason) if event.reason else None,
            event.sequence,
        )
        for event in sorted(item.clock_events.all(), key=lambda event: (event.at, event.sequence))
    )


def _place(reading: ItemReading) -> tuple[UUID, UUID, int]:
    return reading.service_level_id, reading.item_id, reading.number


def _shown(reading: ItemReading) -> tuple[object, ...]:
    return tuple(getattr(reading, name) for name in SHOWN)
