"""Random calendars and moments, near the days on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from teams.service_calendar import Calendar, Hours, Window

ZONES = (
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/Santiago",
    "Pacific/Chatham",
    "Asia/Kolkata",
    "America/New_York",
    "Europe/Dublin",
)
DAY = timedelta(days=1)


@cache
def changes(zone: ZoneInfo) -> tuple[date, ...]:
    """The days of 2024 to 2027 on which the zone's clocks change; New Year where none does."""
    first = datetime(2024, 1, 1, tzinfo=UTC)
    noons = [first + n * DAY for n in range(4 * 365)]
    offsets = [noon.astimezone(zone).utcoffset() for noon in noons]
    found = [
        noon.date()
        for noon, before, after in zip(noons, offsets, offsets[1:], strict=False)
        if before != after
    ]
    return tuple(found) or (date(2026, 1, 1),)


zones = st.sampled_from(ZONES).map(ZoneInfo)
# Edges near the hours at which clocks change are the ones that break things.
times = st.one_of(
    st.sampled_from([time(0), time(1), time(1, 30), time(2), time(2, 30), time(3), time(23, 30)]),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
)
windows = st.builds(Window, st.integers(1, 7), times, times)
weeks = st.lists(windows, max_size=7).map(tuple)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar, and a whole minute shortly before or after its clocks change."""
    zone = draw(zones)
    change = draw(st.sampled_from(changes(zone)))
    days_off = draw(st.frozensets(st.integers(-3, 4).map(lambda n: change + n * DAY), max_size=2))
    hours: tuple[Hours, ...] = (Hours(None, None, draw(weeks)),)
    if draw(st.booleans()):
        hours = (Hours(None, change, draw(weeks)), Hours(change + DAY, None, draw(weeks)))
    midnight = datetime(change.year, change.month, change.day, tzinfo=UTC)
    start = midnight + timedelta(minutes=draw(st.integers(-3 * 1440, 2 * 1440)))
    return Calendar(zone, hours, days_off), start
