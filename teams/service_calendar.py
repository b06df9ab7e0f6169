"""When work is done or a service is owed: weekly windows, days off, a time zone.

Pure: no database, no clock. Windows are local times in an IANA zone, an offset is never stored. A
window belongs to the date on which it starts, also where it ends on the next one; a day off
removes the windows that start on it. Source: domain.md, sections 2.1 and 3.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIDNIGHT = time()


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open hours of one weekday (ISO, 1 is Monday), in local time.

    The end isn't included. An end before the start lies on the next day; one equal to the start
    makes 24 hours by the clock on the wall. Raises ValueError for another weekday, or for times
    that carry a zone of their own.
    """

    weekday: int
    starts: time
    ends: time

    def __post_init__(self) -> None:
        if not 1 <= self.weekday <= len(WEEKDAYS):
            raise ValueError(f"weekday {self.weekday}: expected 1 (Monday) to 7 (Sunday)")
        if self.starts.tzinfo or self.ends.tzinfo:
            raise ValueError(f"{self}: expected local times without a zone")

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday - 1]} {_shown(self.starts)}–{_shown(self.ends)}"

    @property
    def length(self) -> timedelta:
        """Between start and end as a clock on the wall shows them; more than 0, at most 24 h."""
        length = _since_midnight(self.ends) - _since_midnight(self.starts)
        return length if length > timedelta() else length + DAY

    def local(self, day: date) -> tuple[datetime, datetime]:
        """Start and end of the window that starts on a date, as local times without a zone."""
        starts = datetime.combine(day, self.starts)
        return starts, starts + self.length


@dataclass(frozen=True, slots=True)
class Hours:
    """The windows of a week, and the dates between which they hold.

    Both dates are included; None is without limit.
    """

    valid_from: date | None
    valid_to: date | None
    windows: tuple[Window, ...]

    def __post_init__(self) -> None:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(
                f"hours valid to {self.valid_to}: expected {self.valid_from} or a later day, "
                "since they are valid from then on"
            )

    def holds_on(self, day: date) -> bool:
        """Whether these hours are in force on a date."""
        after_first = self.valid_from is None or self.valid_from <= day
        return after_first and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Calendar:
    """The hours of a service in one time zone.

    On a date the first of `hours` that holds is in force; without one nothing is open. Check what
    people typed with `conflicts` first.
    """

    zone: ZoneInfo
    hours: tuple[Hours, ...]
    days_off: frozenset[date] = field(default_factory=frozenset)

    def hours_on(self, day: date) -> Hours | None:
        """The hours in force on a date, days off or not."""
        return next((hours for hours in self.hours if hours.holds_on(day)), None)

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """The windows that start on a date."""
        hours = None if day in self.days_off else self.hours_on(day)
        if hours is None:
            return ()
        return tuple(window for window in hours.windows if window.weekday == day.isoweekday())


def round_the_clock(zone: ZoneInfo) -> Calendar:
    """Open always; the zone only says when its days begin."""
    windows = tuple(Window(weekday, MIDNIGHT, MIDNIGHT) for weekday in range(1, 8))
    return Calendar(zone, (Hours(None, None, windows),))


def conflicts(calendar: Calendar) -> tuple[str, ...]:
    """What contradicts itself in a calendar, a sentence each; nothing when all is well."""
    found = [sentence for hours in calendar.hours for sentence in overlaps(hours.windows)]
    for one, other in combinations(calendar.hours, 2):
        if _meet(one, other):
            found.append(
                f"Two sets of hours hold at once: {_span(one)} and {_span(other)}; end the "
                "earlier one on the day before the later one begins."
            )
    return tuple(found)


def overlaps(windows: Iterable[Window]) -> tuple[str, ...]:
    """A sentence for each two windows that overlap, across midnight and the week's end too."""
    return tuple(
        f"{one} and {other} overlap; end the one before the other starts, or join them."
        for one, other in combinations(sorted(windows), 2)
        if _overlap(one, other)
    )


def service_day(calendar: Calendar, on: date) -> timedelta | None:
    """How long one service day of the calendar is, with the hours in force on a date.

    A target of "1 day" means this, not 24 hours (domain.md 2.1). It is the commonest total of a
    weekday that has hours at all, and of two equally common ones the longer: Monday to Thursday
    nine hours and Friday six make nine. Windows count whole for the weekday on which they start;
    days off and clock changes make no difference. None where no hours are in force.
    """
    hours = calendar.hours_on(on)
    if hours is None or not hours.windows:
        return None
    totals: dict[int, timedelta] = {}
    for window in hours.windows:
        totals[window.weekday] = totals.get(window.weekday, timedelta()) + window.length
    counts = Counter(totals.values())
    return max(counts, key=lambda total: (counts[total], total))


def _overlap(one: Window, other: Window) -> bool:
    starts, others = _in_week(one), _in_week(other)
    return any(
        starts < others + shift + other.length and others + shift < starts + one.length
        for shift in (-WEEK, timedelta(), WEEK)
    )


def _in_week(window: Window) -> timedelta:
    return (window.weekday - 1) * DAY + _since_midnight(window.starts)


def _since_midnight(moment: time) -> timedelta:
    whole = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
    return whole + timedelta(microseconds=moment.microsecond)


def _meet(one: Hours, other: Hours) -> bool:
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    return first <= min(one.valid_to or date.max, other.valid_to or date.max)


def _span(hours: Hours) -> str:
    if hours.valid_from is None and hours.valid_to is None:
        return "always"
    first = f"from {hours.valid_from}" if hours.valid_from else ""
    last = f"to {hours.valid_to}" if hours.valid_to else ""
    return " ".join(filter(None, (first, last)))


def _shown(moment: time) -> str:
    return moment.isoformat("auto" if moment.second or moment.microsecond else "minutes")
