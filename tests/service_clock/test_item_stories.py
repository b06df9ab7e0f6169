"""Any story of a work item, against one that is told anew for every minute."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sourcing.item_clock import Clock, Elapsed, StripeKind, elapsed, timeline
from sourcing.item_events import EventKind, StateEvent, histories
from teams.clock import Timetable
from teams.service_calendar import Calendar
from tests.service_clock import minute_by_minute
from tests.service_clock.calendars import scenes

MINUTE = timedelta(minutes=1)

moments = st.integers(0, 1440).map(lambda count: count * MINUTE)
kinds = st.sampled_from(EventKind)


@settings(max_examples=60, deadline=None)
@given(scene=scenes(), happened=st.lists(st.tuples(moments, kinds), max_size=12), data=st.data())
def test_any_story_adds_up_minute_by_minute(
    scene: tuple[Calendar, datetime],
    happened: list[tuple[timedelta, EventKind]],
    data: st.DataObject,
) -> None:
    calendar, start = scene
    events = [StateEvent(start + after, kind) for after, kind in happened]
    events.append(StateEvent(start, EventKind.STARTED))
    (item,) = histories(data.draw(st.permutations(events + events[:2])))
    assert (item,) == histories(events)
    timetable, as_of = Timetable(calendar), start + timedelta(days=1)
    runs = [minute for minute in minutes(start, as_of) if runs_at(events, minute)]
    is_open = set(minute_by_minute.open_minutes(calendar, start, as_of))
    assert elapsed(item, Clock.RESOLUTION, timetable, as_of) == Elapsed(
        wall=len(runs) * MINUTE, service=sum(minute in is_open for minute in runs) * MINUTE
    )
    stripes = timeline(item, timetable, as_of)
    assert all(one.end == other.start for one, other in pairwise(stripes))
    assert sum((s.end - s.start for s in stripes if s.kind is StripeKind.RUNNING), timedelta()) == (
        sum(minute in is_open for minute in runs) * MINUTE
    )


def minutes(start: datetime, end: datetime) -> list[datetime]:
    return [start + n * MINUTE for n in range(int((end - start) / MINUTE))]


def runs_at(events: list[StateEvent], minute: datetime) -> bool:
    """Told anew for every minute from what had happened by then."""
    order = list(EventKind)
    state = "running"
    for happened in sorted(events, key=lambda e: (e.at, order.index(e.kind))):
        if happened.at > minute or state == "cancelled":
            break
        match state, happened.kind:
            case _, EventKind.CANCELLED:
                state = "cancelled"
            case (("running" | "paused"), EventKind.STOPPED):
                state = "resolved"
            case "running", EventKind.PAUSED:
                state = "paused"
            case ("paused", EventKind.RESUMED) | ("resolved", EventKind.REOPENED):
                state = "running"
    return state == "running"
