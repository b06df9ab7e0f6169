"""How long a work item took, by when it is due, and in which period it counts.

Pure. The rules, from domain.md section 2.1; those about events stand in `sourcing.item_events`:

- *Wall* time is all the time the clock ran; *service* time is the part of it inside the service
  calendar. Neither has pauses or the time while resolved. A target is in service time.
- An item is within its target when its service time is at most the target. It is due at the first
  moment at which it has used it up; pauses move that moment until it has come.
- An item counts in the period in which it is resolved. An open one past its due moment counts
  once, as missed, in the period in which it fell due, and not again when it is resolved later.
  So a missed item always counts where it fell due, and a met one where it was resolved.
- A reopened item is open: it counts where it is resolved at last.
- A cancelled item counts nowhere. An open one that isn't past its due moment doesn't count yet.

Every function looks at an item as of a moment. Its history should be read from the events up to
that moment; a resolution that comes later is left out all the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sourcing.item_events import ClockState, ItemHistory, PauseReason, Stretch
from teams.clock import Interval, Pause, Timetable

ZERO = timedelta()


class Clock(StrEnum):
    """RESPONSE runs until somebody answers, RESOLUTION until the item is resolved."""

    RESPONSE = "response"
    RESOLUTION = "resolution"


class StripeKind(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    OUTSIDE_HOURS = "outside_hours"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Running time on the wall, and the part of it inside the service calendar."""

    wall: timedelta
    service: timedelta


@dataclass(frozen=True, slots=True)
class Stripe:
    """A piece of an item's timeline."""

    start: datetime
    end: datetime
    kind: StripeKind
    reason: PauseReason | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Where an item counts: in the period that holds `at`; and whether within its target.

    `within` is None where the level has no target for single items.
    """

    at: datetime
    within: bool | None


def ended_at(item: ItemHistory, clock: Clock) -> datetime | None:
    """When the clock came to its end; None while it goes on, or where the item was cancelled."""
    if item.cancelled_at is not None:
        return None
    return item.responded_at if clock is Clock.RESPONSE else item.resolved_at


def running(item: ItemHistory, clock: Clock, as_of: datetime) -> list[Interval]:
    """When the clock ran, in order, up to its end or to `as_of`; what comes later is left out."""
    return [
        (stretch.start, end)
        for stretch, end in _stretches(item, _limit(item, clock, as_of))
        if stretch.state is ClockState.RUNNING
    ]


def elapsed(item: ItemHistory, clock: Clock, timetable: Timetable, as_of: datetime) -> Elapsed:
    """How long the clock ran up to its end, or so far."""
    wall = service = ZERO
    for start, end in running(item, clock, as_of):
        wall += end - start
        service += timetable.elapsed(start, end)
    return Elapsed(wall, service)


def due(
    item: ItemHistory, timetable: Timetable, target: timedelta, as_of: datetime
) -> datetime | None:
    """The moment at which the target is used up, going by what had happened until `as_of`.

    None while the clock stands still with time left, because then nobody can say.
    """
    return timetable.due(item.started_at, target, _standing_still(item, as_of))


def counted(
    item: ItemHistory,
    clock: Clock,
    timetable: Timetable,
    target: timedelta | None,
    as_of: datetime,
) -> Counted | None:
    """Where an item counts, seen from `as_of`; None where it doesn't count, or not yet."""
    if item.cancelled_at is not None and item.cancelled_at <= as_of:
        return None
    end = ended_at(item, clock)
    if end is not None and end > as_of:
        end = None
    if target is None:
        return None if end is None else Counted(end, None)
    if elapsed(item, clock, timetable, as_of).service > target:
        fell_due = due(item, timetable, target, as_of)
        return None if fell_due is None else Counted(fell_due, within=False)
    return None if end is None else Counted(end, within=True)


def timeline(item: ItemHistory, timetable: Timetable, as_of: datetime) -> tuple[Stripe, ...]:
    """The item from its start to its latest resolution, or to `as_of`, in adjoining stripes.

    Only a running clock can be outside hours: a pause is one stripe, nights and all.
    """
    until = _limit(item, Clock.RESOLUTION, as_of)
    return tuple(
        stripe
        for stretch, end in _stretches(item, until)
        for stripe in _stripes(stretch, end, timetable)
    )


def _limit(item: ItemHistory, clock: Clock, as_of: datetime) -> datetime:
    end = ended_at(item, clock)
    return as_of if end is None else min(as_of, end)


def _stretches(item: ItemHistory, until: datetime) -> Iterator[tuple[Stretch, datetime]]:
    """Each stretch with its end, none later than a moment."""
    for stretch in item.stretches:
        if stretch.start < until:
            yield stretch, until if stretch.end is None else min(stretch.end, until)


def _standing_still(item: ItemHistory, as_of: datetime) -> list[Pause]:
    return [
        (stretch.start, None if stretch.end is None or stretch.end > as_of else stretch.end)
        for stretch in item.stretches
        if stretch.state is not ClockState.RUNNING and stretch.start <= as_of
    ]


def _stripes(stretch: Stretch, end: datetime, timetable: Timetable) -> Iterator[Stripe]:
    if stretch.state is not ClockState.RUNNING:
        yield Stripe(stretch.start, end, StripeKind(stretch.state.value), stretch.reason)
        return
    cursor = stretch.start
    for opens, closes in timetable.intervals(stretch.start, end):
        if cursor < opens:
            yield Stripe(cursor, opens, StripeKind.OUTSIDE_HOURS)
        yield Stripe(opens, closes, StripeKind.RUNNING)
        cursor = closes
    if cursor < end:
        yield Stripe(cursor, end, StripeKind.OUTSIDE_HOURS)
