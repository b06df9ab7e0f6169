"""How much of a span of real time lies within the hours of a service calendar, and when it is up.

Pure. Every window is placed date by date through the time-zone database, and what counts is real
time: a window that spans a change of the clocks has the hours that really passed. A local time
means the first moment at which the clock on the wall shows it or a later time. So an edge that is
skipped in spring lies where the clocks jump, and one that happens twice in autumn is the first.
Windows that don't overlap on paper therefore never do, and adjoining ones leave no gap.
Source: domain.md, sections 2.1 and 3.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from teams.service_calendar import Calendar

FIRST_YEAR = 1950
LAST_YEAR = 2150
ZERO = timedelta()
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)

type Interval = tuple[datetime, datetime]
type Pause = tuple[datetime, datetime | None]


class Timetable:
    """The open hours of one calendar, as intervals of real time.

    It is compiled year by year as moments are asked for, from 1950 to 2150, and kept: one
    timetable serves all work items of a calendar, in several threads too. A year with one window
    a day takes about 55 kB, round the clock almost nothing.

    Every moment must carry a time zone and lie in those years; else ValueError is raised. Answers
    are exact to the microsecond; moments come back in UTC.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._compiled = _Compiled(0, -1, (), (), ())

    def elapsed(self, since: datetime, until: datetime) -> timedelta:
        """Open time between two moments; raises ValueError where the second is the earlier."""
        start, end = _span(since, until)
        compiled = self._over(start, end)
        return compiled.before(end) - compiled.before(start)

    def intervals(self, since: datetime, until: datetime) -> list[Interval]:
        """The open intervals between two moments, cut off there, in order, none empty."""
        start, end = _span(since, until)
        return self._over(start, end).between(start, end)

    def due(
        self, start: datetime, service: timedelta, pauses: Iterable[Pause] = ()
    ) -> datetime | None:
        """The first moment at which so much open time has passed since the start.

        `pauses` don't count; they may come in any order, overlap, and lie outside hours. The end
        of one that still lasts is None. None is the answer where such a pause, or a calendar
        that stays closed until 2150, keeps the moment from ever coming. A day's last open moment
        is the answer, not the next morning, where the time is up just then. No service time
        at all is due at once. Raises ValueError for a negative one.
        """
        if service < ZERO:
            raise ValueError(f"service time {service}: expected 0 or more")
        cursor, left = _utc(start), service
        if not left:
            return cursor
        for pause_start, pause_end in _in_order(pauses):
            if pause_start > cursor:
                moment, left = self._run(cursor, left, pause_start)
                if moment:
                    return moment
            if pause_end is None:
                return None
            cursor = max(cursor, pause_end)
        return self._open_ended(cursor, left)

    def _run(
        self, start: datetime, service: timedelta, end: datetime
    ) -> tuple[datetime | None, timedelta]:
        """The moment at which the service time is up before the end, or what is left of it."""
        compiled = self._over(start, end)
        before = compiled.before(start)
        available = compiled.before(end) - before
        if available < service:
            return None, service - available
        return compiled.moment(before + service), ZERO

    def _open_ended(self, start: datetime, service: timedelta) -> datetime | None:
        for year in range(start.year, LAST_YEAR):
            compiled = self._over(start, max(start, datetime(year, 12, 28, tzinfo=UTC)))
            total = compiled.before(start) + service
            if total <= compiled.total:
                return compiled.moment(total)
        return None

    def _over(self, start: datetime, end: datetime) -> "_Compiled":
        """Compiled so that every window around these moments is in it.

        A moment's local date is at most a day from its date in UTC, and a window that started the
        day before may still be open.
        """
        first, last = (start - 2 * DAY).year, (end + DAY).year
        if first < FIRST_YEAR or last > LAST_YEAR:
            raise ValueError(
                f"{start.isoformat()} to {end.isoformat()}: expected moments from {FIRST_YEAR} "
                f"to {LAST_YEAR}"
            )
        compiled = self._compiled
        if not (compiled.first_year <= first and last <= compiled.last_year):
            # Assigned once and whole, so that other threads see either the old or the new one.
            compiled = self._compiled = compiled.widened(self.calendar, first, last)
        return compiled


@dataclass(frozen=True, slots=True)
class _Compiled:
    """Disjoint intervals in order, and the open time before each one's end."""

    first_year: int
    last_year: int
    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    sums: tuple[timedelta, ...]

    @property
    def total(self) -> timedelta:
        return self.sums[-1] if self.sums else ZERO

    def before(self, moment: datetime) -> timedelta:
        """Open time from the first interval on until a moment."""
        index = bisect_right(self.starts, moment) - 1
        if index < 0:
            return ZERO
        return self.sums[index] - max(ZERO, self.ends[index] - moment)

    def moment(self, total: timedelta) -> datetime:
        """The first moment before which the open time has this total."""
        index = bisect_left(self.sums, total)
        return self.ends[index] - (self.sums[index] - total)

    def between(self, start: datetime, end: datetime) -> list[Interval]:
        if start == end:
            return []
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        pairs = zip(self.starts[first:last], self.ends[first:last], strict=True)
        return [(max(start, a), min(end, b)) for a, b in pairs]

    def widened(self, calendar: Calendar, first: int, last: int) -> "_Compiled":
        """With the years from first to last, and all between those and the ones compiled."""
        if self.first_year <= self.last_year:
            earlier, later = (first, self.first_year - 1), (self.last_year + 1, last)
        else:
            earlier, later = (first, last), (last + 1, last)
        known = zip(self.starts, self.ends, strict=True)
        joined = _joined([*_opened(calendar, *earlier), *known, *_opened(calendar, *later)])
        total = ZERO
        sums = []
        for a, b in joined:
            total += b - a
            sums.append(total)
        return _Compiled(
            first_year=min(first, self.first_year or first),
            last_year=max(last, self.last_year),
            starts=tuple(a for a, _ in joined),
            ends=tuple(b for _, b in joined),
            sums=tuple(sums),
        )


def first_moment(local: datetime, zone: ZoneInfo) -> datetime:
    """The first moment, in UTC, at which clocks in a zone show a local time or a later one."""
    moment = local.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local:
        return moment
    return _jump(local, zone, moment)


def _jump(local: datetime, zone: ZoneInfo, after: datetime) -> datetime:
    """Where the clocks skip a local time; they do so on a whole second of UTC."""
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC).replace(microsecond=0)
    seconds = range(int((after - before) / SECOND) + 2)

    def reached(second: int) -> bool:
        moment = before + second * SECOND
        return moment.astimezone(zone).replace(tzinfo=None) >= local

    return before + seconds[bisect_left(seconds, True, key=reached)] * SECOND


def _opened(calendar: Calendar, first_year: int, last_year: int) -> Iterator[Interval]:
    """The windows that start in these years, as they really begin and end; empty ones left out."""
    if first_year > last_year:
        return
    first, last = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal()
    for day in map(date.fromordinal, range(first, last + 1)):
        for window in calendar.windows_on(day):
            starts, ends = (first_moment(edge, calendar.zone) for edge in window.local(day))
            if starts < ends:
                yield starts, ends


def _joined(intervals: list[Interval]) -> list[Interval]:
    """In order; where one ends in or at the next, both are one."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _in_order(pauses: Iterable[Pause]) -> Sequence[Pause]:
    in_utc = [(_utc(start), None if end is None else _utc(end)) for start, end in pauses]
    for start, end in in_utc:
        if end is not None and end < start:
            raise ValueError(f"pause from {start.isoformat()} to {end.isoformat()}: ends too early")
    return sorted(in_utc, key=lambda pause: pause[0])


def _span(since: datetime, until: datetime) -> Interval:
    start, end = _utc(since), _utc(until)
    if end < start:
        raise ValueError(
            f"from {start.isoformat()} until {end.isoformat()}: expected an end not before the "
            "start"
        )
    return start, end


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()}: expected a moment with its time zone")
    return moment.astimezone(UTC)
