"""A digest keeps to its reader's working day, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.windows import WorkingDay, digest_day, next_opening


def nine_to_five(zone: str) -> WorkingDay:
    return WorkingDay(ZoneInfo(zone), time(9), time(17))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("zone", "opens", "day"),
    [
        # The United States put the clocks forward on 8 March and back on 1 November 2026.
        ("America/New_York", utc(2026, 3, 6, 14), date(2026, 3, 6)),
        ("America/New_York", utc(2026, 3, 9, 13), date(2026, 3, 9)),
        ("America/New_York", utc(2026, 10, 30, 13), date(2026, 10, 30)),
        ("America/New_York", utc(2026, 11, 2, 14), date(2026, 11, 2)),
        # The European Union did on 29 March and 25 October 2026.
        ("Europe/Berlin", utc(2026, 3, 27, 8), date(2026, 3, 27)),
        ("Europe/Berlin", utc(2026, 3, 30, 7), date(2026, 3, 30)),
        ("Europe/Berlin", utc(2026, 10, 23, 7), date(2026, 10, 23)),
        ("Europe/Berlin", utc(2026, 10, 26, 8), date(2026, 10, 26)),
        # Half and quarter hours; in Chatham it is Monday while it is Sunday in London.
        ("Asia/Kolkata", utc(2026, 6, 30, 3, 30), date(2026, 6, 30)),
        ("Pacific/Chatham", utc(2026, 4, 2, 19, 15), date(2026, 4, 3)),
        ("Pacific/Chatham", utc(2026, 4, 5, 20, 15), date(2026, 4, 6)),
        ("Pacific/Chatham", utc(2026, 9, 27, 19, 15), date(2026, 9, 28)),
    ],
)
def test_the_window_opens_with_the_working_day(zone: str, opens: datetime, day: date) -> None:
    working_day = nine_to_five(zone)
    assert digest_day(opens - timedelta(seconds=1), working_day) is None
    assert digest_day(opens, working_day) == day
    assert digest_day(opens + timedelta(hours=8, seconds=-1), working_day) == day
    assert digest_day(opens + timedelta(hours=8), working_day) is None
    assert next_opening(opens - timedelta(hours=1), working_day) == opens


def test_nothing_goes_out_at_weekends() -> None:
    working_day = nine_to_five("America/New_York")
    friday_evening = utc(2026, 3, 6, 22)
    for hours in range(63):
        assert digest_day(friday_evening + timedelta(hours=hours), working_day) is None
    assert next_opening(friday_evening, working_day) == utc(2026, 3, 9, 13)


def test_after_todays_digest_the_next_comes_on_the_next_working_day() -> None:
    working_day = nine_to_five("Asia/Kolkata")
    friday = utc(2026, 6, 26, 6)
    assert next_opening(friday, working_day) == friday
    monday = next_opening(friday, working_day, after=date(2026, 6, 26))
    assert monday.isoformat() == "2026-06-29T09:00:00+05:30"


def test_a_start_that_the_clocks_skip_counts_as_the_moment_it_would_have_been() -> None:
    # In Cairo on Friday 24 April 2026 midnight was followed by one o'clock.
    night_shift = WorkingDay(ZoneInfo("Africa/Cairo"), time(0, 30), time(4))
    assert digest_day(utc(2026, 4, 23, 22, 29), night_shift) is None
    assert digest_day(utc(2026, 4, 23, 22, 30), night_shift) == date(2026, 4, 24)


ZONES = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Chatham", "Africa/Cairo"]


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
    zone=st.sampled_from(ZONES),
    starts=st.integers(0, 1380),
    length=st.integers(60, 600),
)
def test_the_next_opening_is_the_first_moment_that_is_open(
    now: datetime, zone: str, starts: int, length: int
) -> None:
    moment = now.replace(tzinfo=UTC)
    ends = min(starts + length, 1439)
    working_day = WorkingDay(
        ZoneInfo(zone), time(starts // 60, starts % 60), time(ends // 60, ends % 60)
    )
    opening = next_opening(moment, working_day)
    assert opening >= moment
    assert digest_day(opening, working_day) == opening.date()
    if opening > moment:
        assert digest_day(opening - timedelta(microseconds=1), working_day) is None
        assert digest_day(moment + (opening - moment) / 2, working_day) is None
