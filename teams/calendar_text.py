"""A service calendar in one line of text: `Mon-Fri 09:00-18:00 UTC`. Pure.

A line is a list of windows and an IANA time zone at its end:

- `Mon-Fri 09:00-18:00 UTC`: the same hours on several weekdays;
- `Mon-Thu 08:00-12:00, 13:00-17:00, Fri 08:00-12:00 Europe/Warsaw`: windows are separated by
  commas; one without weekdays has those of the window before it;
- `Mon Wed Fri 22:00-06:00 Asia/Manila`: single weekdays, and an end on the next day;
- `24x7 Europe/Paris`: always open.

Weekdays are English, whole or their first three letters; a range may pass Sunday (`Sat-Wed`).
24:00 is midnight at a day's end.
"""

import re
from datetime import time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from accounts.nearest import nearest
from teams.service_calendar import (
    MIDNIGHT,
    WEEKDAYS,
    Calendar,
    Hours,
    Window,
    overlaps,
    round_the_clock,
)

ALWAYS = "24x7"
EXAMPLE = '"Mon-Fri 09:00-18:00 Europe/Paris"'
TIMES = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})", re.ASCII)
NUMBERS = {name[:length].casefold(): n for n, name in enumerate(WEEKDAYS, 1) for length in (3, 9)}


class CalendarRefused(ValueError):
    """The line isn't a calendar; the message says where, what stands there, what was expected."""


def parse_calendar(text: str) -> Calendar:
    """The calendar that a line of text describes, without days off; raises CalendarRefused."""
    windows, _, zone_name = text.strip().rpartition(" ")
    if not windows:
        raise CalendarRefused(
            f'Calendar "{text}": expected hours and a time zone, such as {EXAMPLE} or '
            f'"{ALWAYS} UTC".'
        )
    zone = parse_zone(zone_name)
    if windows.strip().casefold() == ALWAYS:
        return round_the_clock(zone)
    found = _windows(windows)
    if clashes := overlaps(found):
        raise CalendarRefused(f'Calendar "{text}": {clashes[0]}')
    return Calendar(zone, (Hours(None, None, found),))


def parse_zone(name: str) -> ZoneInfo:
    """The zone with an IANA name in its own spelling; raises CalendarRefused, nearest names in it.

    The name's last part alone finds its zone among the nearest: `Paris` leads to `Europe/Paris`.
    """
    if name in _zone_names():
        return ZoneInfo(name)
    tails = [zone for zone in sorted(_zone_names()) if _tail(zone) == name.casefold()]
    meant = f" Did you mean {' or '.join(tails[:3])}?" if tails else nearest(name, _zone_names())
    raise CalendarRefused(
        f'Time zone "{name}": expected an IANA name such as Europe/Paris or UTC.{meant}'
    )


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def _tail(zone: str) -> str:
    return zone.rpartition("/")[2].casefold()


def _windows(text: str) -> tuple[Window, ...]:
    windows: list[Window] = []
    weekdays: tuple[int, ...] = ()
    for number, part in enumerate(text.split(","), 1):
        place = f'Window {number}, "{part.strip()}"'
        times = TIMES.search(part)
        if times is None or part[times.end() :].strip():
            raise CalendarRefused(
                f"{place}: expected weekdays and hours such as Mon-Fri 09:00-18:00."
            )
        weekdays = _weekdays(part[: times.start()], place) or weekdays
        if not weekdays:
            raise CalendarRefused(f"{place}: expected weekdays before the hours, such as Mon-Fri.")
        hour, minute, last_hour, last_minute = times.groups()
        starts, ends = _time(hour, minute, place), _time(last_hour, last_minute, place)
        windows += (Window(weekday, starts, ends) for weekday in weekdays)
    return tuple(windows)


def _weekdays(text: str, place: str) -> tuple[int, ...]:
    tidy = re.sub(r"\s*[-–]\s*", "-", text.strip())
    return tuple(number for token in tidy.split() for number in _range(token, place))


def _range(token: str, place: str) -> list[int]:
    first, _, last = token.partition("-")
    start, end = _weekday(first, place), _weekday(last or first, place)
    return [(start - 1 + n) % 7 + 1 for n in range((end - start) % 7 + 1)]


def _weekday(word: str, place: str) -> int:
    number = NUMBERS.get(word.casefold())
    if number is None:
        raise CalendarRefused(
            f'{place}: "{word}" is no weekday; expected Mon, Tue, Wed, Thu, Fri, Sat or Sun.'
            f"{nearest(word, WEEKDAYS)}"
        )
    return number


def _time(hour: str, minute: str, place: str) -> time:
    if (int(hour), int(minute)) == (24, 0):
        return MIDNIGHT
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise CalendarRefused(
            f'{place}: "{hour}:{minute}" is no time of day; expected 00:00 to 24:00.'
        ) from None
