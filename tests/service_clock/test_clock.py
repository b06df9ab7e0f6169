"""The service clock, against one that looks at every minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from teams.calendar_text import parse_calendar
from teams.clock import Timetable
from teams.service_calendar import Calendar, round_the_clock
from tests.service_clock import minute_by_minute
from tests.service_clock.calendars import scenes

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
WHOLE_DAYS = timedelta(days=4)

minutes = st.integers(0, 4 * 1440).map(lambda count: count * MINUTE)
pauses = st.lists(st.tuples(minutes, minutes.map(lambda m: m / 8 // MINUTE * MINUTE)), max_size=4)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def on_day(calendar: str, day: str) -> timedelta:
    """Open time on a date and the morning after, from local noon before to local noon after."""
    zone = parse_calendar(calendar).zone
    noon = datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=zone)
    return Timetable(parse_calendar(calendar)).elapsed(noon - timedelta(days=1), noon)


@settings(max_examples=60, deadline=None)
@given(scene=scenes(), length=minutes)
def test_elapsed_is_what_counting_minutes_gives(
    scene: tuple[Calendar, datetime], length: timedelta
) -> None:
    calendar, start = scene
    timetable = Timetable(calendar)
    expected = minute_by_minute.elapsed(calendar, start, start + length)
    assert timetable.elapsed(start, start + length) == expected
    intervals = timetable.intervals(start, start + length)
    assert sum((b - a for a, b in intervals), timedelta()) == expected
    assert all(a < b for a, b in intervals)


@settings(max_examples=60, deadline=None)
@given(scene=scenes(), service=minutes, waits=pauses, endless=st.booleans())
def test_due_is_where_counting_minutes_ends(
    scene: tuple[Calendar, datetime],
    service: timedelta,
    waits: list[tuple[timedelta, timedelta]],
    endless: bool,
) -> None:
    calendar, start = scene
    paused: list[tuple[datetime, datetime | None]] = [
        (start + wait, start + wait + length) for wait, length in waits
    ]
    if endless and waits:
        paused.append((start + waits[0][0], None))
    expected = minute_by_minute.due(calendar, start, service, paused, start + WHOLE_DAYS)
    found = Timetable(calendar).due(start, service, paused)
    if expected is None:
        assert found is None or found > start + WHOLE_DAYS
    else:
        assert found == expected


@settings(max_examples=100, deadline=None)
@given(
    scene=scenes(),
    first=st.timedeltas(timedelta(), timedelta(days=40)),
    second=st.timedeltas(timedelta(), timedelta(days=40)),
)
def test_time_adds_up_to_the_microsecond_and_due_gives_it_back(
    scene: tuple[Calendar, datetime], first: timedelta, second: timedelta
) -> None:
    calendar, start = scene
    timetable = Timetable(calendar)
    middle, end = start + first, start + first + second
    whole = timetable.elapsed(start, end)
    assert timetable.elapsed(start, middle) + timetable.elapsed(middle, end) == whole
    assume(whole)
    due = timetable.due(start, whole)
    assert due is not None
    assert due <= end
    assert timetable.elapsed(start, due) == whole
    assert timetable.elapsed(start, due - timedelta(microseconds=1)) < whole


@pytest.mark.parametrize(
    ("calendar", "day", "hours"),
    [
        ("Sun 00:00-06:00 America/New_York", "2026-03-08", 5),
        ("Sun 00:00-06:00 America/New_York", "2026-11-01", 7),
        ("Sat 22:00-06:00 America/New_York", "2026-03-08", 7),
        ("Sun 00:00-06:00 Australia/Lord_Howe", "2026-10-04", 5.5),
        ("Sun 00:00-06:00 Australia/Lord_Howe", "2026-04-05", 6.5),
        ("Sun 00:00-06:00 Pacific/Chatham", "2026-09-27", 5),
        ("Sun 00:00-06:00 Africa/Casablanca", "2026-02-15", 7),
        ("Sun 00:00-06:00 Africa/Casablanca", "2026-03-22", 5),
        # Clocks jump from 24:00 to 01:00, so the first hour of the day doesn't exist.
        ("Sun 00:00-06:00 America/Santiago", "2026-09-06", 5),
        ("Sun 00:00-06:00 Asia/Kathmandu", "2026-03-29", 6),
        ("Sun 00:00-06:00 Asia/Kolkata", "2026-03-29", 6),
    ],
)
def test_clock_changes_make_real_hours(calendar: str, day: str, hours: float) -> None:
    assert on_day(calendar, day) == hours * HOUR


@pytest.mark.parametrize(
    ("window", "day", "hours"),
    [
        # In spring the clocks of New York jump from 02:00 to 03:00.
        ("02:30-05:00", "2026-03-08", 2),
        ("00:00-02:30", "2026-03-08", 2),
        ("02:15-02:45", "2026-03-08", 0),
        # In autumn 01:00 to 02:00 happens twice; an edge there is the first of the two.
        ("00:00-01:30", "2026-11-01", 1.5),
        ("01:30-05:00", "2026-11-01", 4.5),
        ("00:00-01:30, 01:30-05:00", "2026-11-01", 6),
    ],
)
def test_edges_that_are_skipped_or_happen_twice(window: str, day: str, hours: float) -> None:
    assert on_day(f"Sun {window} America/New_York", day) == hours * HOUR


def test_a_skipped_edge_lies_where_the_clocks_jump() -> None:
    timetable = Timetable(parse_calendar("Sun 02:30-05:00 America/New_York"))
    sunday = at("2026-03-08 00:00")
    assert timetable.intervals(sunday, sunday + timedelta(days=1)) == [
        (at("2026-03-08 07:00"), at("2026-03-08 09:00"))
    ]


def test_round_the_clock_is_all_the_time_there_is() -> None:
    timetable = Timetable(round_the_clock(ZoneInfo("America/New_York")))
    year = at("2026-01-01 00:00"), at("2027-01-01 00:00")
    assert timetable.elapsed(*year) == timedelta(days=365)
    assert timetable.intervals(*year) == [year]
    assert timetable.due(year[0], timedelta(days=365)) == year[1]


def test_a_request_on_friday_evening_waits_for_monday() -> None:
    desk = Timetable(parse_calendar("Mon-Fri 09:00-18:00 Europe/Paris"))
    friday = at("2026-11-20 16:30")  # 17:30 in Paris
    assert desk.due(friday, HOUR) == at("2026-11-23 08:30")
    assert desk.elapsed(friday, at("2026-11-23 09:00")) == 1.5 * HOUR
    assert desk.due(at("2026-11-20 16:00"), HOUR) == at("2026-11-20 17:00")


def test_pauses_move_the_due_moment_by_their_open_time() -> None:
    desk = Timetable(parse_calendar("Mon-Fri 09:00-18:00 UTC"))
    start = at("2026-11-23 09:00")
    overnight = (at("2026-11-23 17:00"), at("2026-11-24 10:00"))
    within = (at("2026-11-23 17:30"), at("2026-11-23 23:00"))
    assert desk.due(start, 9 * HOUR) == at("2026-11-23 18:00")
    assert desk.due(start, 9 * HOUR, [within, overnight]) == at("2026-11-24 11:00")
    assert desk.due(start, 8 * HOUR, [overnight]) == at("2026-11-23 17:00")
    lasting = (at("2026-11-23 17:00"), None)
    assert desk.due(start, 9 * HOUR, [lasting]) is None
    assert desk.due(start, 8 * HOUR, [lasting]) == at("2026-11-23 17:00")
    assert desk.due(start, timedelta(), [lasting]) == start


def test_a_calendar_without_hours_is_never_open_and_nothing_falls_due() -> None:
    closed = Timetable(Calendar(ZoneInfo("UTC"), ()))
    start = at("2026-11-23 09:00")
    assert closed.elapsed(start, start + WHOLE_DAYS) == timedelta()
    assert closed.intervals(start, start + WHOLE_DAYS) == []
    assert closed.due(start, MINUTE) is None


def test_one_timetable_answers_for_any_year_in_any_order() -> None:
    calendar = parse_calendar("Mon-Sun 22:00-06:00 America/Santiago")
    shared = Timetable(calendar)
    for year in (2026, 2031, 2020, 2026, 2023):
        span = at(f"{year}-12-25 00:00"), at(f"{year + 1}-02-07 00:00")
        assert shared.elapsed(*span) == Timetable(calendar).elapsed(*span)
        assert shared.intervals(*span) == Timetable(calendar).intervals(*span)


def test_holidays_are_closed() -> None:
    week = parse_calendar("Mon-Fri 09:00-18:00 UTC")
    off = Calendar(week.zone, week.hours, frozenset({date(2026, 12, 25)}))
    span = at("2026-12-21 00:00"), at("2026-12-28 00:00")
    assert Timetable(week).elapsed(*span) == 45 * HOUR
    assert Timetable(off).elapsed(*span) == 36 * HOUR


def test_what_makes_no_sense_is_refused() -> None:
    desk = Timetable(parse_calendar("Mon-Fri 09:00-18:00 UTC"))
    start = at("2026-11-23 09:00")
    with pytest.raises(ValueError, match="expected an end not before the start"):
        desk.elapsed(start, start - MINUTE)
    with pytest.raises(ValueError, match="expected 0 or more"):
        desk.due(start, -MINUTE)
    with pytest.raises(ValueError, match="expected a moment with its time zone"):
        desk.elapsed(start.replace(tzinfo=None), start)
    with pytest.raises(ValueError, match="ends too early"):
        desk.due(start, HOUR, [(start, start - MINUTE)])
    with pytest.raises(ValueError, match="expected moments from 1950 to 2150"):
        desk.elapsed(at("0001-01-03 00:00"), start)
