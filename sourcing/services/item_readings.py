"""What the clock of a service level shows for a work item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from sourcing.item_clock import Clock, Counted, counted, due, elapsed, ended_at
from sourcing.item_events import ItemHistory, ReopenWindow, StateEvent, histories
from sourcing.models import ItemReading, LevelDefinition, ServiceLevel, WorkItem
from sourcing.selectors.definitions import service_day_of, timetables_of
from sourcing.selectors.level_spans import Span
from teams.clock import Timetable

MICROSECOND = timedelta(microseconds=1)
MICROSECONDS_OF_A_MINUTE = 60_000_000


@dataclass(frozen=True)
class LevelClock:
    """One definition of a level as a clock: hours, longest time that is good, reopening window."""

    span: Span
    timetable: Timetable
    target: timedelta | None
    window: ReopenWindow

    def fits(self, item: WorkItem) -> bool:
        """Whether the definition counts items of this kind and priority."""
        row = self.span.row
        return row.item_kind in {"", item.kind} and row.item_priority in {"", item.priority}

    def holds_at(self, moment: datetime) -> bool:
        """Whether the definition is in force."""
        return self.span.starts <= moment and (self.span.ends is None or moment < self.span.ends)


def clocks_of(spans: Sequence[Span]) -> list[LevelClock]:
    """The clocks of a level's definitions, oldest first."""
    timetables = timetables_of(span.row for span in spans)
    return [_clock(span, timetables[span.row.pk]) for span in spans]


def _clock(span: Span, timetable: Timetable) -> LevelClock:
    service_day = service_day_of(span.row) or timedelta(days=1)
    window = ReopenWindow(timetable, span.row.reopen_days * service_day)
    return LevelClock(span, timetable, _target(span.row, service_day), window)


def _target(row: LevelDefinition, service_day: timedelta) -> timedelta | None:
    if row.threshold_minutes is not None:
        return timedelta(minutes=float(row.threshold_minutes))
    if row.threshold_service_days is not None:
        return service_day * float(row.threshold_service_days)
    return None


def readings_of(
    level: ServiceLevel,
    clocks: Sequence[LevelClock],
    item: WorkItem,
    events: Sequence[StateEvent],
    as_of: datetime,
) -> list[ItemReading]:
    """The readings of an item by a level, as of a moment; none where it doesn't fit.

    It is read by the definition in force when the item counts, or else when it started; a late
    reopening has a reading of its own.
    """
    found: list[ItemReading] = []
    for number in count(1):
        clock, history = _held(clocks, item, events, number, as_of)
        if clock is None or history is None:
            return found
        if clock.fits(item):
            found.append(_reading(level, clock, item, history, as_of))
    return found


def _held(
    clocks: Sequence[LevelClock],
    item: WorkItem,
    events: Sequence[StateEvent],
    number: int,
    as_of: datetime,
) -> tuple[LevelClock | None, ItemHistory | None]:
    """The clock that reads the item, and the item as that clock saw it; None after the last."""
    first = next((c for c in clocks if c.holds_at(item.opened_at)), clocks[0] if clocks else None)
    history = _history(first, item, events, number)
    if first is None or history is None:
        return first, None
    found = _counted(first, history, as_of)
    at = found.at if found else history.started_at
    clock = next((c for c in clocks if c.holds_at(at)), first)
    return clock, _history(clock, item, events, number)


def _reading(
    level: ServiceLevel, clock: LevelClock, item: WorkItem, history: ItemHistory, as_of: datetime
) -> ItemReading:
    measures = Clock(clock.span.row.item_clock)
    spent = elapsed(history, measures, clock.timetable, as_of)
    found = _counted(clock, history, as_of)
    return ItemReading(
        service_level=level,
        item=item,
        number=history.number,
        wall_minutes=_minutes(spent.wall),
        service_minutes=_minutes(spent.service),
        due_at=due(history, clock.timetable, clock.target, as_of) if clock.target else None,
        stopped_at=ended_at(history, measures),
        counts_at=found.at if found else None,
        is_good=found.within if found else None,
    )


def _history(
    clock: LevelClock | None, item: WorkItem, events: Sequence[StateEvent], number: int
) -> ItemHistory | None:
    window = None if clock is None or item.reopens_late else clock.window
    found = histories(events, window)
    return found[number - 1] if number <= len(found) else None


def _counted(clock: LevelClock, history: ItemHistory, as_of: datetime) -> Counted | None:
    measures = Clock(clock.span.row.item_clock)
    return counted(history, measures, clock.timetable, clock.target, as_of)


def _minutes(span: timedelta) -> Decimal:
    return Decimal(span // MICROSECOND) / MICROSECONDS_OF_A_MINUTE
