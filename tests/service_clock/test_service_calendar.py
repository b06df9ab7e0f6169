"""What a service calendar says of a week, and what it says of itself when it makes no sense."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from teams.calendar_text import CalendarRefused, parse_calendar
from teams.service_calendar import (
    Calendar,
    Hours,
    Window,
    conflicts,
    overlaps,
    round_the_clock,
    service_day,
)

UTC = ZoneInfo("UTC")
MONDAY = date(2026, 11, 23)
MIDNIGHT = time(0)


def of_week(text: str) -> list[str]:
    return [str(window) for window in parse_calendar(f"{text} UTC").hours[0].windows]


def test_a_line_of_text_makes_a_week() -> None:
    calendar = parse_calendar("Mon-Fri 09:00-18:00 UTC")
    week = tuple(Window(weekday, time(9), time(18)) for weekday in range(1, 6))
    assert calendar == Calendar(UTC, (Hours(None, None, week),))


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("Tue 9:00-18:00", ["Tuesday 09:00–18:00"]),
        ("tuesday 09:00 – 18:00", ["Tuesday 09:00–18:00"]),
        ("Mon Thu 22:00-06:00", ["Monday 22:00–06:00", "Thursday 22:00–06:00"]),
        ("Sat-Mon 10:00-24:00", [f"{day} 10:00–00:00" for day in ("Saturday", "Sunday", "Monday")]),
        (
            "Mon 08:00-12:00, 13:00-17:00,Fri 08:00-12:00",
            ["Monday 08:00–12:00", "Monday 13:00–17:00", "Friday 08:00–12:00"],
        ),
    ],
)
def test_windows_are_written_in_several_ways(text: str, windows: list[str]) -> None:
    assert of_week(text) == windows


def test_always_is_seven_whole_days() -> None:
    paris = ZoneInfo("Europe/Paris")
    assert parse_calendar("24x7 Europe/Paris") == round_the_clock(paris)
    assert service_day(round_the_clock(paris), MONDAY) == timedelta(hours=24)
    assert conflicts(round_the_clock(paris)) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", 'Calendar "": expected hours and a time zone, such as "Mon-Fri 09:00-18:00 Europe/P'),
        ("Mon-Fri 09:00-18:00 Paris", 'Time zone "Paris": expected an IANA name'),
        ("Mon-Fri 09:00-18:00 Paris", "Did you mean Europe/Paris?"),
        ("Mon-Fri 09:00-18:00 Asia/Kolkatta", "Did you mean Asia/Kolkata"),
        ("Mon-Fir 09:00-18:00 UTC", 'Window 1, "Mon-Fir 09:00-18:00": "Fir" is no weekday'),
        ("Mon 09:00-12:00, Tue 9-17 UTC", 'Window 2, "Tue 9-17": expected weekdays and hours'),
        ("Mon 09:00-12:00 or so UTC", 'Window 1, "Mon 09:00-12:00 or so": expected weekdays'),
        ("09:00-12:00 UTC", 'Window 1, "09:00-12:00": expected weekdays before the hours'),
        ("Mon 09:00-24:30 UTC", '"24:30" is no time of day; expected 00:00 to 24:00.'),
        ("Mon-Fri 09:00-18:00, Wed 17:00-19:00 UTC", "Wednesday 09:00–18:00 and Wednesday 17:00"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(CalendarRefused) as refusal:
        parse_calendar(text)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Window(1, time(9), time(12)), Window(1, time(11, 59), time(13))),
        (Window(1, time(22), time(6)), Window(2, time(5), time(9))),
        (Window(1, time(5), time(9)), Window(7, time(22), time(6))),
        (Window(1, time(9), time(12)), Window(1, time(9), time(12))),
        (Window(3, MIDNIGHT, MIDNIGHT), Window(3, time(23), time(1))),
    ],
)
def test_windows_that_overlap_are_named_also_past_midnight_and_sunday(
    one: Window, other: Window
) -> None:
    said = f"{one} and {other} overlap; end the one before the other starts, or join them."
    assert overlaps([other, one]) == (said,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Window(1, time(9), time(12)), Window(1, time(12), time(13))),
        (Window(7, time(22), time(6)), Window(1, time(6), time(9))),
        (Window(1, MIDNIGHT, MIDNIGHT), Window(2, MIDNIGHT, MIDNIGHT)),
    ],
)
def test_windows_that_only_touch_are_well(one: Window, other: Window) -> None:
    assert overlaps([one, other]) == ()


def test_hours_that_hold_at_once_are_named() -> None:
    summer = Hours(date(2026, 6, 1), date(2026, 8, 31), ())
    always = Hours(None, None, ())
    assert conflicts(Calendar(UTC, (summer, always))) == (
        "Two sets of hours hold at once: from 2026-06-01 to 2026-08-31 and always; end the earlier "
        "one on the day before the later one begins.",
    )
    autumn = Hours(date(2026, 9, 1), None, ())
    assert conflicts(Calendar(UTC, (summer, autumn))) == ()


def test_a_day_off_takes_the_windows_that_start_on_it() -> None:
    calendar = parse_calendar("Mon-Tue 22:00-06:00 UTC")
    off = Calendar(UTC, calendar.hours, frozenset({MONDAY}))
    assert off.windows_on(MONDAY) == ()
    assert off.windows_on(date(2026, 11, 24)) == (Window(2, time(22), time(6)),)


@pytest.mark.parametrize(
    ("week", "hours"),
    [
        ("Mon-Thu 08:00-12:00, 13:00-18:00, Fri 08:00-14:00", 9),
        ("Mon-Tue 09:00-17:00, Wed-Thu 09:00-15:00", 8),
        ("Mon-Fri 22:00-06:00", 8),
        ("Sat 10:00-14:00", 4),
    ],
)
def test_a_service_day_is_the_commonest_and_then_the_longest(week: str, hours: int) -> None:
    assert service_day(parse_calendar(f"{week} UTC"), MONDAY) == timedelta(hours=hours)


def test_without_hours_there_is_no_service_day() -> None:
    assert service_day(Calendar(UTC, (Hours(None, None, ()),)), MONDAY) is None
    ended = Hours(None, date(2026, 1, 31), (Window(1, time(9), time(17)),))
    assert service_day(Calendar(UTC, (ended,)), MONDAY) is None


@pytest.mark.parametrize("weekday", [0, 8])
def test_there_are_seven_weekdays(weekday: int) -> None:
    with pytest.raises(ValueError, match=f"weekday {weekday}: expected 1"):
        Window(weekday, time(9), time(17))


def test_hours_end_after_they_begin() -> None:
    with pytest.raises(ValueError, match="expected 2026-06-01 or a later day"):
        Hours(date(2026, 6, 1), date(2026, 5, 31), ())
