"""The slow reference of the service clock: one minute after the other, nothing compiled.

The clock on the wall is read every minute. Where it goes back in autumn it stands still until it
has caught up, so that a window opens and closes once.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from teams.service_calendar import Calendar, Window

MINUTE = timedelta(minutes=1)
CATCHING_UP = timedelta(days=1)

type Pause = tuple[datetime, datetime | None]


def open_minutes(calendar: Calendar, since: datetime, until: datetime) -> Iterator[datetime]:
    """The minutes from since until before until in which the calendar is open, in UTC."""
    moment = since.astimezone(UTC) - CATCHING_UP
    shown = datetime(1, 1, 1)  # noqa: DTZ001 - a clock on the wall
    while moment < until:
        shown = max(shown, moment.astimezone(calendar.zone).replace(tzinfo=None))
        if moment >= since and shows_open(calendar, shown):
            yield moment
        moment += MINUTE


def elapsed(
    calendar: Calendar, since: datetime, until: datetime, pauses: Sequence[Pause] = ()
) -> timedelta:
    """Open and unpaused time."""
    minutes = open_minutes(calendar, since, until)
    return sum((MINUTE for minute in minutes if not paused(minute, pauses)), timedelta())


def due(
    calendar: Calendar,
    start: datetime,
    service: timedelta,
    pauses: Sequence[Pause],
    until: datetime,
) -> datetime | None:
    """The end of the minute in which the service time is used up; None if not before `until`."""
    if not service:
        return start
    left = service
    for minute in open_minutes(calendar, start, until):
        if not paused(minute, pauses):
            left -= MINUTE
        if not left:
            return minute + MINUTE
    return None


def paused(minute: datetime, pauses: Sequence[Pause]) -> bool:
    return any(start <= minute and (end is None or minute < end) for start, end in pauses)


def shows_open(calendar: Calendar, shown: datetime) -> bool:
    """Whether the calendar is open while the clock on the wall shows a time."""
    now = shown.time()
    today = any(
        window.starts <= now and (now < window.ends or window.ends <= window.starts)
        for window in starting(calendar, shown.date())
    )
    yesterday = shown.date() - timedelta(days=1)
    return today or any(
        window.ends <= window.starts and now < window.ends
        for window in starting(calendar, yesterday)
    )


def starting(calendar: Calendar, day: date) -> list[Window]:
    if day in calendar.days_off:
        return []
    for hours in calendar.hours:
        first, last = hours.valid_from or date.min, hours.valid_to or date.max
        if first <= day <= last:
            return [window for window in hours.windows if window.weekday == day.isoweekday()]
    return []
