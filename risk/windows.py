"""When a person's digest may go out.

Pure: no database, and the moment is an argument. A digest belongs to one date in the person's own
time zone, Monday to Friday, and may go out from the start of that working day until its end, so
a missed morning is caught up the same day, and a missed day on the next working day.

A wall-clock time that a change of the clocks skips counts as the moment the same time would have
been without the change; one that comes twice counts as the first.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


@dataclass(frozen=True)
class WorkingDay:
    """A person's zone and hours on Monday to Friday; `ends` comes after `starts`."""

    zone: ZoneInfo
    starts: time
    ends: time


def digest_day(now: datetime, working_day: WorkingDay) -> date | None:
    """The local date whose digest may go out at `now`; None outside working hours."""
    day = now.astimezone(working_day.zone).date()
    if day.weekday() >= SATURDAY:
        return None
    return day if _opens(day, working_day) <= _utc(now) < _closes(day, working_day) else None


def next_opening(now: datetime, working_day: WorkingDay, after: date | None = None) -> datetime:
    """The first moment from `now` on when a digest may go out, in the person's zone.

    A digest of the date `after` has gone out already, so that date and earlier ones don't count.
    """
    day = now.astimezone(working_day.zone).date()
    while (
        day.weekday() >= SATURDAY
        or (after is not None and day <= after)
        or _closes(day, working_day) <= _utc(now)
    ):
        day += timedelta(days=1)
    return max(_opens(day, working_day), _utc(now)).astimezone(working_day.zone)


def _opens(day: date, working_day: WorkingDay) -> datetime:
    return _utc(datetime.combine(day, working_day.starts, working_day.zone))


def _closes(day: date, working_day: WorkingDay) -> datetime:
    return _utc(datetime.combine(day, working_day.ends, working_day.zone))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
