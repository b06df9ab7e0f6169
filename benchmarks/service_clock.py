"""The service clock beside one that looks at every minute: a ticket with 20 pauses over a year.

Ours compiles the timetable anew in every round and is timed with it; with more tickets on one
calendar it would only look better.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.measure import compare
from teams.calendar_text import parse_calendar
from teams.clock import Interval, Timetable
from teams.service_calendar import Calendar
from tests.service_clock import minute_by_minute

ITEMS = 1
PAUSES = 20
HOUR = timedelta(hours=1)
HOLIDAYS = frozenset({date(2026, 1, 1), date(2026, 7, 3), date(2026, 11, 26), date(2026, 12, 25)})
TARGET = 1_000 * HOUR

type Ticket = tuple[datetime, datetime, list[tuple[datetime, datetime | None]]]
type Figures = list[tuple[timedelta, datetime | None]]


def tickets() -> list[Ticket]:
    """Each runs from its day of January until the year's end; the same every time."""
    found: list[Ticket] = []
    for item in range(ITEMS):
        start = datetime(2026, 1, 5 + item, 8, 13 * item, tzinfo=UTC)
        waits = [start + timedelta(days=17 * n, minutes=97 * n) for n in range(1, PAUSES + 1)]
        lengths = [timedelta(hours=1 + 7 * n % 60, minutes=11 * n) for n in range(PAUSES)]
        pauses = [(wait, wait + length) for wait, length in zip(waits, lengths, strict=True)]
        found.append((start, datetime(2026, 12, 31, tzinfo=UTC), list(pauses)))
    return found


def running(start: datetime, end: datetime, pauses: list[Interval]) -> list[Interval]:
    edges = [start, *(edge for pause in pauses for edge in pause), end]
    return list(zip(edges[::2], edges[1::2], strict=True))


def main() -> None:
    week = parse_calendar("Mon-Thu 08:30-12:00, 13:00-18:00, Fri 22:00-03:00 America/New_York")
    calendar = Calendar(ZoneInfo("America/New_York"), week.hours, HOLIDAYS)
    work = tickets()

    def ours() -> Figures:
        timetable = Timetable(calendar)
        figures: Figures = []
        for start, end, pauses in work:
            closed = [(a, b) for a, b in pauses if b is not None]
            spans = [timetable.elapsed(*span) for span in running(start, end, closed)]
            figures.append((sum(spans, timedelta()), timetable.due(start, TARGET, pauses)))
        return figures

    def limit() -> Figures:
        return [
            (
                minute_by_minute.elapsed(calendar, start, end, pauses),
                minute_by_minute.due(calendar, start, TARGET, pauses, end),
            )
            for start, end, pauses in work
        ]

    found = ours()
    assert found == limit()
    assert all(service > TARGET and due is not None for service, due in found)
    compare(
        bench=f"service clock: {ITEMS} item with {PAUSES} pauses over a year",
        ours=ours,
        limit=limit,
        target=1 / 50,
    )


main()
