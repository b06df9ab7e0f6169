"""What a work item with its state events looks like as other systems send it. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec

from sourcing.batch_reading import BadRow, RowKind, excerpt
from sourcing.item_events import EventKind, PauseReason, StateEvent
from sourcing.measurement_batch import MOMENT, Moment
from sourcing.measurement_checks import EARLIEST

MAX_ITEMS = 5_000
MAX_EVENTS = 500
LARGEST_SEQUENCE = 999_999_998
WORD_LENGTH = 60

Word = Annotated[str, msgspec.Meta(max_length=WORD_LENGTH)]


class IncomingEvent(msgspec.Struct, forbid_unknown_fields=True):
    """One thing that happened to an item; `sequence` orders events of the same moment."""

    at: Moment
    kind: EventKind
    reason: PauseReason | None = None
    sequence: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_SEQUENCE)] | None = None


class IncomingItem(msgspec.Struct, forbid_unknown_fields=True):
    """An item with everything that has happened to it so far; its engagement by key."""

    reference: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    events: Annotated[list[IncomingEvent], msgspec.Meta(min_length=1, max_length=MAX_EVENTS)]
    engagement: str | None = None
    kind: Word = ""
    priority: Word = ""
    reopens_late: bool = False


EVENTS = RowKind(
    row=IncomingEvent,
    noun="events",
    expected={
        "at": MOMENT,
        "kind": f"one of {', '.join(EventKind)}",
        "reason": f"one of {', '.join(PauseReason)}",
        "sequence": f"a whole number from 0 to {LARGEST_SEQUENCE:,}",
    },
    required=("at", "kind"),
    most=MAX_EVENTS,
)
ITEMS = RowKind(
    row=IncomingItem,
    noun="work items",
    expected={
        "reference": "1 to 120 characters that name the item",
        "events": f"a list of 1 to {MAX_EVENTS} events",
        "engagement": "the key of an engagement",
        "kind": f"at most {WORD_LENGTH} characters",
        "priority": f"at most {WORD_LENGTH} characters",
        "reopens_late": "true or false",
    },
    required=("reference", "events"),
    most=MAX_ITEMS,
    parts={"events": EVENTS},
)


def problems(number: int, item: IncomingItem, now: datetime) -> Iterator[BadRow]:
    """Everything that is wrong with an item that could be read."""
    for name in ("reference", "kind", "priority"):
        text = getattr(item, name)
        if text and not text.isprintable():
            yield BadRow(number, name, ascii(text)[:WORD_LENGTH], "printable characters")
    for place, event in enumerate(item.events, 1):
        if not EARLIEST <= event.at <= now:
            expected = f"a moment from 2000 to {now:%Y-%m-%d %H:%M} UTC"
            yield BadRow(number, f"events.{place}.at", event.at.isoformat(), expected)
        if event.reason is not None and event.kind is not EventKind.PAUSED:
            expected = f"no reason, except for {EventKind.PAUSED}"
            yield BadRow(number, f"events.{place}.reason", event.reason, expected)
    if not any(event.kind is EventKind.STARTED for event in item.events):
        kinds = excerpt(", ".join(event.kind for event in item.events))
        yield BadRow(number, "events", kinds, f"an event of kind {EventKind.STARTED}")


def state_events(item: IncomingItem) -> tuple[StateEvent, ...]:
    """The item's events; those of one moment without a sequence keep the order of the list."""
    return tuple(
        StateEvent(event.at, event.kind, event.reason, _sequence(event, place))
        for place, event in enumerate(item.events)
    )


def _sequence(event: IncomingEvent, place: int) -> int:
    return place if event.sequence is None else event.sequence
