"""Batches of work items from other systems, each item with all of its state events."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcing.batch_reading import (
    BadRow,
    Batch,
    BatchForm,
    RowsRefused,
    Taken,
    excerpt,
    read_batch,
)
from sourcing.models import Engagement
from sourcing.services.work_items import ItemFacts, take_work_items
from sourcing.work_item_batch import ITEMS, IncomingItem, problems, state_events


def take_item_batch(
    *,
    body: bytes,
    form: BatchForm,
    now: datetime,
    partial: bool = False,
    engagement: UUID | None = None,
) -> Taken:
    """Stores a batch of items and reads their clocks, in one transaction.

    With `partial` the good items are stored and the bad ones listed; else one bad item refuses
    the batch: RowsRefused. With `engagement` all items are of that one, named or not. Raises
    BatchRefused for a body that can't be read at all.
    """
    batch = read_batch(body, form, ITEMS)
    good = _checked(batch, _engagements(batch.rows.values(), engagement), engagement, now)
    if batch.errors and not partial:
        raise RowsRefused(batch.taken(new=0, changed=0))
    new = changed = 0
    with transaction.atomic():
        # In one order, so that two batches never wait for each other crosswise.
        for of in sorted(good, key=lambda each: each.pk):
            taken = take_work_items(engagement=of, items=good[of], now=now)
            new, changed = new + taken.new, changed + taken.changed
    return batch.taken(new=new, changed=changed)


def _engagements(
    items: Collection[IncomingItem], only: UUID | None
) -> Mapping[str | None, Engagement]:
    """The engagements that items name, by key; the only one also where none is named."""
    if only is not None:
        one = Engagement.objects.get(pk=only)
        return {one.key: one, None: one}
    keys = {item.engagement for item in items if item.engagement}
    return {each.key: each for each in Engagement.objects.filter(key__in=keys)}


def _checked(
    batch: Batch[IncomingItem],
    engagements: Mapping[str | None, Engagement],
    only: UUID | None,
    now: datetime,
) -> dict[Engagement, list[ItemFacts]]:
    """The items that can be taken; what is wrong with others is added to the batch."""
    good: defaultdict[Engagement, list[ItemFacts]] = defaultdict(list)
    seen: dict[tuple[UUID, str], int] = {}
    for number, item in batch.rows.items():
        errors = list(problems(number, item, now))
        engagement = engagements.get(item.engagement)
        if engagement is None:
            whose = "this organization" if only is None else "this address"
            expected = f"the key of an engagement of {whose}"
            errors.append(BadRow(number, "engagement", excerpt(item.engagement), expected))
        else:
            first = seen.setdefault((engagement.pk, item.reference), number)
            if first != number:
                expected = f"each reference once in a batch; row {first} has it"
                errors.append(BadRow(number, "reference", excerpt(item.reference), expected))
        if errors or engagement is None:
            batch.errors += errors
        else:
            good[engagement].append(_facts(item))
    return good


def _facts(item: IncomingItem) -> ItemFacts:
    return ItemFacts(
        item.reference, state_events(item), item.kind, item.priority, item.reopens_late
    )
