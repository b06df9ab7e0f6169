"""Tickets of a desk that works Monday to Friday, 09:00 to 18:00 UTC, and their clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sourcing.item_clock import (
    Clock,
    Counted,
    Elapsed,
    counted,
    due,
    elapsed,
    ended_at,
    running,
    timeline,
)
from sourcing.item_events import (
    ClockState,
    EventKind,
    ItemHistory,
    PauseReason,
    ReopenWindow,
    StateEvent,
    Stretch,
    histories,
)
from teams.calendar_text import parse_calendar
from teams.clock import Timetable

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DESK = Timetable(parse_calendar("Mon-Fri 09:00-18:00 UTC"))
WINDOW = ReopenWindow(DESK, 45 * HOUR)
LATER = datetime(2026, 12, 31, tzinfo=UTC)

STARTED, RESPONDED, PAUSED, RESUMED, STOPPED, REOPENED, CANCELLED = (
    EventKind.STARTED,
    EventKind.RESPONDED,
    EventKind.PAUSED,
    EventKind.RESUMED,
    EventKind.STOPPED,
    EventKind.REOPENED,
    EventKind.CANCELLED,
)


def nov(day: int, clock: str = "09:00") -> datetime:
    """A moment of November 2026; the 23rd is a Monday."""
    return datetime.fromisoformat(f"2026-11-{day:02} {clock}").replace(tzinfo=UTC)


def event(
    kind: EventKind, day: int, clock: str, reason: PauseReason | None = None, sequence: int = 0
) -> StateEvent:
    return StateEvent(nov(day, clock), kind, reason, sequence)


def ticket(*events: StateEvent) -> ItemHistory:
    (item,) = histories(events, WINDOW)
    return item


def waiting_overnight() -> ItemHistory:
    """Opened Monday 16:00, waits for the customer 17:00 to Tuesday 10:00, resolved at 12:00."""
    return ticket(
        event(STARTED, 23, "16:00"),
        event(PAUSED, 23, "17:00", PauseReason.CUSTOMER),
        event(RESUMED, 24, "10:00"),
        event(STOPPED, 24, "12:00"),
    )


def resolution(item: ItemHistory, as_of: datetime = LATER) -> Elapsed:
    return elapsed(item, Clock.RESOLUTION, DESK, as_of)


def test_pauses_count_on_neither_clock() -> None:
    item = waiting_overnight()
    assert running(item, Clock.RESOLUTION, LATER) == [
        (nov(23, "16:00"), nov(23, "17:00")),
        (nov(24, "10:00"), nov(24, "12:00")),
    ]
    assert resolution(item) == Elapsed(wall=3 * HOUR, service=3 * HOUR)
    assert resolution(item, nov(23, "20:00")) == Elapsed(wall=HOUR, service=HOUR)


def test_nights_count_on_the_wall_only() -> None:
    item = ticket(event(STARTED, 20, "17:00"), event(STOPPED, 23, "10:00"))
    assert resolution(item) == Elapsed(wall=65 * HOUR, service=2 * HOUR)


def test_an_item_without_a_start_has_no_clock() -> None:
    assert histories([event(PAUSED, 23, "10:00"), event(STOPPED, 23, "11:00")], WINDOW) == ()


def test_what_happened_before_the_start_takes_effect_at_the_start() -> None:
    item = ticket(
        event(PAUSED, 23, "08:00"), event(STARTED, 23, "10:00"), event(RESUMED, 23, "11:00")
    )
    assert item.stretches == (
        Stretch(nov(23, "10:00"), nov(23, "11:00"), ClockState.PAUSED, PauseReason.OTHER),
        Stretch(nov(23, "11:00"), None, ClockState.RUNNING),
    )


def test_what_makes_no_sense_changes_nothing() -> None:
    plain = ticket(event(STARTED, 23, "09:00"), event(STOPPED, 23, "12:00"))
    noisy = ticket(
        event(STARTED, 23, "09:00"),
        event(RESUMED, 23, "10:00"),
        event(REOPENED, 23, "10:30"),
        event(STARTED, 23, "11:00"),
        event(STOPPED, 23, "12:00"),
        event(PAUSED, 23, "12:30"),
        event(RESUMED, 23, "13:00"),
        event(RESPONDED, 23, "13:30"),
        event(STOPPED, 24, "12:00"),
    )
    assert noisy == plain


def test_a_new_reason_goes_on_with_the_pause() -> None:
    item = ticket(
        event(STARTED, 23, "09:00"),
        event(PAUSED, 23, "10:00", PauseReason.CUSTOMER),
        event(PAUSED, 23, "11:00", PauseReason.FORCE_MAJEURE),
        event(STOPPED, 23, "12:00"),
    )
    assert [(s.state, s.reason) for s in item.stretches] == [
        (ClockState.RUNNING, None),
        (ClockState.PAUSED, PauseReason.CUSTOMER),
        (ClockState.PAUSED, PauseReason.FORCE_MAJEURE),
        (ClockState.RESOLVED, None),
    ]
    assert resolution(item).wall == HOUR


def test_events_of_one_moment_follow_their_sequence_then_their_kind() -> None:
    start = event(STARTED, 23, "09:00")
    told = [event(PAUSED, 23, "10:00", sequence=1), event(RESUMED, 23, "10:00", sequence=2)]
    silent = [event(PAUSED, 23, "10:00"), event(RESUMED, 23, "10:00")]
    assert ticket(start, *told).stretches[-1].state is ClockState.RUNNING
    assert ticket(start, *silent).stretches[-1].state is ClockState.PAUSED
    assert ticket(*reversed(silent), start) == ticket(start, *silent)


def test_a_reopening_in_time_resumes_the_same_clock() -> None:
    item = ticket(
        event(STARTED, 16, "09:00"),
        event(STOPPED, 16, "11:00"),
        event(REOPENED, 23, "11:00"),
        event(STOPPED, 23, "12:00"),
    )
    assert resolution(item) == Elapsed(wall=3 * HOUR, service=3 * HOUR)
    assert item.resolved_at == nov(23, "12:00")


def test_a_late_reopening_is_a_new_item() -> None:
    events = [
        event(STARTED, 16, "09:00"),
        event(STOPPED, 16, "11:00"),
        event(REOPENED, 23, "11:01"),
        event(STOPPED, 23, "12:00"),
    ]
    first, second = histories(events, WINDOW)
    assert (first.number, first.resolved_at) == (1, nov(16, "11:00"))
    assert (second.number, second.started_at) == (2, nov(23, "11:01"))
    assert [resolution(item).wall for item in (first, second)] == [2 * HOUR, 59 * MINUTE]
    (same,) = histories(events)
    assert resolution(same).wall == 2 * HOUR + 59 * MINUTE


def test_time_while_resolved_moves_the_due_moment() -> None:
    item = ticket(
        event(STARTED, 23, "09:00"), event(STOPPED, 23, "11:00"), event(REOPENED, 24, "11:00")
    )
    assert due(item, DESK, 4 * HOUR, LATER) == nov(24, "13:00")
    assert due(item, DESK, 4 * HOUR, nov(23, "12:00")) is None
    assert due(item, DESK, 2 * HOUR, nov(23, "12:00")) == nov(23, "11:00")


def test_the_response_clock_ends_with_the_first_answer() -> None:
    item = ticket(
        event(STARTED, 23, "09:00"),
        event(PAUSED, 23, "09:10"),
        event(RESUMED, 23, "09:30"),
        event(RESPONDED, 23, "09:35"),
        event(RESPONDED, 23, "10:00"),
        event(STOPPED, 23, "12:00"),
    )
    assert ended_at(item, Clock.RESPONSE) == nov(23, "09:35")
    assert elapsed(item, Clock.RESPONSE, DESK, LATER) == Elapsed(15 * MINUTE, 15 * MINUTE)
    assert counted(item, Clock.RESPONSE, DESK, 15 * MINUTE, LATER) == Counted(
        nov(23, "09:35"), within=True
    )


def test_a_resolution_is_a_response() -> None:
    item = ticket(
        event(STARTED, 23, "09:00"), event(STOPPED, 23, "12:00"), event(REOPENED, 23, "13:00")
    )
    assert item.responded_at == nov(23, "12:00")
    assert item.resolved_at is None


def test_an_item_resolved_in_time_counts_where_it_was_resolved() -> None:
    item = ticket(event(STARTED, 30, "09:00"), event(STOPPED, 30, "18:00"))
    assert counted(item, Clock.RESOLUTION, DESK, 9 * HOUR, LATER) == Counted(
        nov(30, "18:00"), within=True
    )
    assert counted(item, Clock.RESOLUTION, DESK, 9 * HOUR, nov(30, "17:00")) is None


def test_time_outside_hours_is_never_late() -> None:
    item = ticket(event(STARTED, 23, "09:00"), event(STOPPED, 23, "21:00"))
    assert due(item, DESK, 9 * HOUR, LATER) == nov(23, "18:00")
    assert counted(item, Clock.RESOLUTION, DESK, 9 * HOUR, LATER) == Counted(
        nov(23, "21:00"), within=True
    )


def test_a_late_item_counts_once_where_it_fell_due() -> None:
    """Due on 30 November, resolved on 2 December: it stays in November's count."""
    opened = event(STARTED, 30, "09:00")
    resolved = StateEvent(datetime(2026, 12, 2, 10, tzinfo=UTC), STOPPED)
    missed = Counted(nov(30, "13:00"), within=False)
    four = (Clock.RESOLUTION, DESK, 4 * HOUR)
    assert counted(ticket(opened), *four, nov(30, "13:00")) is None
    assert counted(ticket(opened), *four, nov(30, "13:01")) == missed
    assert counted(ticket(opened, resolved), *four, LATER) == missed


def test_a_waiting_item_that_is_not_late_yet_does_not_count() -> None:
    item = ticket(event(STARTED, 23, "09:00"), event(PAUSED, 23, "10:00"))
    assert counted(item, Clock.RESOLUTION, DESK, 2 * HOUR, LATER) is None
    assert due(item, DESK, 2 * HOUR, LATER) is None


def test_without_a_target_only_resolved_items_count() -> None:
    open_item = ticket(event(STARTED, 23, "09:00"))
    assert counted(open_item, Clock.RESOLUTION, DESK, None, LATER) is None
    done = waiting_overnight()
    assert counted(done, Clock.RESOLUTION, DESK, None, LATER) == Counted(nov(24, "12:00"), None)


def test_a_cancelled_item_counts_nowhere() -> None:
    item = ticket(
        event(STARTED, 23, "09:00"), event(CANCELLED, 23, "12:00"), event(STOPPED, 23, "13:00")
    )
    assert item.stretches == (Stretch(nov(23, "09:00"), nov(23, "12:00"), ClockState.RUNNING),)
    assert counted(item, Clock.RESOLUTION, DESK, HOUR, LATER) is None
    assert resolution(item).wall == 3 * HOUR


def test_the_timeline_shows_nights_pauses_and_work() -> None:
    item = ticket(
        event(STARTED, 23, "16:00"),
        event(PAUSED, 24, "10:00", PauseReason.CUSTOMER),
        event(RESUMED, 24, "20:00"),
        event(STOPPED, 25, "10:00"),
        event(REOPENED, 25, "12:00"),
    )
    stripes = timeline(item, DESK, nov(25, "13:00"))
    assert [(s.kind.value, s.start, s.end) for s in stripes] == [
        ("running", nov(23, "16:00"), nov(23, "18:00")),
        ("outside_hours", nov(23, "18:00"), nov(24, "09:00")),
        ("running", nov(24, "09:00"), nov(24, "10:00")),
        ("paused", nov(24, "10:00"), nov(24, "20:00")),
        ("outside_hours", nov(24, "20:00"), nov(25, "09:00")),
        ("running", nov(25, "09:00"), nov(25, "10:00")),
        ("resolved", nov(25, "10:00"), nov(25, "12:00")),
        ("running", nov(25, "12:00"), nov(25, "13:00")),
    ]
    assert stripes[3].reason is PauseReason.CUSTOMER


def test_moments_in_other_zones_are_the_same_moments() -> None:
    there = ZoneInfo("America/New_York")
    events = [event(STARTED, 1, "03:00"), event(PAUSED, 1, "05:30"), event(RESUMED, 1, "07:30")]
    local = [
        StateEvent(e.at.astimezone(there), e.kind, e.reason, e.sequence) for e in reversed(events)
    ]
    assert histories(local) == histories(events)


@pytest.mark.parametrize("clock", list(Clock))
def test_an_item_that_starts_later_has_not_run_yet(clock: Clock) -> None:
    item = ticket(event(STARTED, 23, "09:00"))
    assert elapsed(item, clock, DESK, nov(20)) == Elapsed(timedelta(), timedelta())
    assert timeline(item, DESK, nov(20)) == ()
