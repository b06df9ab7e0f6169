"""From the events of one work item to the stretches of its clock.

Pure. The rules, from domain.md section 2.1 unless another source is named:

- A clock starts with the earliest start. An item without one has no clock, which is neither 0 nor
  met. What happened before the start takes effect at the start.
- Events count in the order of their moments, whatever order they arrive in; at one moment by
  their sequence, then in the order of `EventKind`, so that the answer never depends on arrival.
  The same event twice counts once.
- A pause holds the clock until a resume; a pause during a pause only changes the reason. A stop
  ends either. What makes no sense in the state at hand (a resume of a running clock, a second
  stop, a pause while resolved) changes nothing; bulk sources repeat themselves.
- A stop resolves. A reopening within the window resumes the same clock and the time while
  resolved doesn't count; a later one starts a new item. The window is service time from the stop
  to the reopening, both ends included, 5 service days by default.
- A cancellation takes the item out of the count for good; what follows changes nothing.
- Pauses hold the response clock as well as the resolution clock. A resolution without a response
  before it is the response; a reopening doesn't ask for another one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from teams.clock import Timetable

DEFAULT_REOPEN_SERVICE_DAYS = 5


class EventKind(StrEnum):
    """What happens to a work item; in this order where it happens at the same moment."""

    STARTED = "started"
    REOPENED = "reopened"
    RESUMED = "resumed"
    RESPONDED = "responded"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


_RANKS = {kind: rank for rank, kind in enumerate(EventKind)}


class PauseReason(StrEnum):
    """What an item waits for; `OTHER` where the two sides agreed on something else."""

    CUSTOMER = "customer"
    MAINTENANCE = "maintenance"
    FORCE_MAJEURE = "force_majeure"
    THIRD_PARTY = "third_party"
    OTHER = "other"


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class StateEvent:
    """One event. `sequence` orders events of the same moment; `reason` belongs to a pause."""

    at: datetime
    kind: EventKind
    reason: PauseReason | None = None
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the clock did from one moment until another; the end is None while it still does."""

    start: datetime
    end: datetime | None
    state: ClockState
    reason: PauseReason | None = None


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """One work item as its clock saw it.

    Moments are in UTC. The stretches adjoin, none is empty, and the last has no end unless the
    item was cancelled.
    `number` is 1, and one more for each reopening that came too late and so made a new item.
    `resolved_at` is the latest stop, None while the item is open.
    """

    number: int
    started_at: datetime
    responded_at: datetime | None
    resolved_at: datetime | None
    cancelled_at: datetime | None
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class ReopenWindow:
    """How much service time after a stop still belongs to the same item."""

    timetable: Timetable
    service: timedelta

    def holds(self, stopped: datetime, reopened: datetime) -> bool:
        """Whether a reopening resumes the same clock."""
        return self.timetable.elapsed(stopped, reopened) <= self.service


def histories(
    events: Iterable[StateEvent], window: ReopenWindow | None = None
) -> tuple[ItemHistory, ...]:
    """The item that the events tell of, and those that late reopenings made; see the module.

    Without a window every reopening resumes the same clock. Nothing is returned where no start
    is known. To see an item as of a moment, pass the events up to it.
    """
    ordered = sorted({replace(event, at=event.at.astimezone(UTC)) for event in events}, key=_order)
    started = next((event.at for event in ordered if event.kind is EventKind.STARTED), None)
    if started is None:
        return ()
    course = _Course(1, started)
    finished = []
    for event in ordered:
        event_then = event if event.at >= started else replace(event, at=started)
        if course.is_new_item(event_then, window):
            finished.append(course.history())
            course = _Course(course.number + 1, event_then.at)
        else:
            course.take(event_then)
    return (*finished, course.history())


def _order(event: StateEvent) -> tuple[datetime, int, int, str]:
    return event.at, event.sequence, _RANKS[event.kind], event.reason or ""


class _Course:
    """An item while its events are read."""

    def __init__(self, number: int, started: datetime) -> None:
        self.number = number
        self.started = self.since = started
        self.state = ClockState.RUNNING
        self.reason: PauseReason | None = None
        self.responded: datetime | None = None
        self.resolved: datetime | None = None
        self.cancelled: datetime | None = None
        self.stretches: list[Stretch] = []

    def is_new_item(self, event: StateEvent, window: ReopenWindow | None) -> bool:
        return (
            event.kind is EventKind.REOPENED
            and self.cancelled is None
            and self.resolved is not None
            and window is not None
            and not window.holds(self.resolved, event.at)
        )

    def take(self, event: StateEvent) -> None:
        if self.cancelled is not None:
            return
        resolved = self.state is ClockState.RESOLVED
        match event.kind:
            case EventKind.RESPONDED if not resolved:
                self.responded = self.responded or event.at
            case EventKind.PAUSED if not resolved:
                self._turn(event.at, ClockState.PAUSED, event.reason or PauseReason.OTHER)
            case EventKind.RESUMED if self.state is ClockState.PAUSED:
                self._turn(event.at, ClockState.RUNNING)
            case EventKind.STOPPED if not resolved:
                self._turn(event.at, ClockState.RESOLVED)
                self.resolved = event.at
                self.responded = self.responded or event.at
            case EventKind.REOPENED if resolved:
                self._turn(event.at, ClockState.RUNNING)
                self.resolved = None
            case EventKind.CANCELLED:
                self.cancelled = event.at
                self._close(event.at)

    def _turn(self, at: datetime, state: ClockState, reason: PauseReason | None = None) -> None:
        if (state, reason) == (self.state, self.reason):
            return
        self._close(at)
        self.state, self.reason, self.since = state, reason, at

    def _close(self, end: datetime) -> None:
        if self.since < end:
            self.stretches.append(Stretch(self.since, end, self.state, self.reason))

    def history(self) -> ItemHistory:
        last = Stretch(self.since, None, self.state, self.reason)
        return ItemHistory(
            number=self.number,
            started_at=self.started,
            responded_at=self.responded,
            resolved_at=self.resolved,
            cancelled_at=self.cancelled,
            stretches=tuple(self.stretches if self.cancelled else [*self.stretches, last]),
        )
