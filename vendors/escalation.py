"""Who can be called at a vendor at a given moment, and who is next. Pure.

Hours are local times in an IANA zone, worked out for each calendar date: what a clock change
skips or repeats is read as the longest opening it can mean. A window that ends at or before its
start crosses midnight and belongs to the day on which it starts; the same start and end is round
the clock. A window holds its start and not its end. Validity days count at the contact's place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

#: ISO weekday numbers by the code of `vendors.models.contact.Days`.
WEEKDAYS = {
    "mon_fri": frozenset({1, 2, 3, 4, 5}),
    "mon_sat": frozenset({1, 2, 3, 4, 5, 6}),
    "sun_thu": frozenset({7, 1, 2, 3, 4}),
    "sat_sun": frozenset({6, 7}),
    "every_day": frozenset({1, 2, 3, 4, 5, 6, 7}),
}
#: Far enough ahead to meet every weekday, and a contact who starts next month.
LOOK_AHEAD = 60


@dataclass(frozen=True, slots=True)
class Hours:
    zone: str
    weekdays: frozenset[int]
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Rung:
    """A contact on one level; `hours` None where nobody recorded them."""

    id: UUID
    name: str
    level: int
    hours: Hours | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Reach(StrEnum):
    NOW = "now"
    LATER = "later"
    UNKNOWN = "unknown"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a contact can be reached: `until` while it is open, `opens_at` where it isn't; UTC."""

    rung: Rung
    reach: Reach
    until: datetime | None = None
    opens_at: datetime | None = None


def ladder(rungs: Iterable[Rung], moment: datetime) -> tuple[Standing, ...]:
    """Every contact with how it can be reached at `moment`, the first level first."""
    ordered = sorted(rungs, key=lambda r: (r.level, r.valid_from or date.min, r.name))
    return tuple(standing(rung, moment) for rung in ordered)


def standing(rung: Rung, moment: datetime) -> Standing:
    hours = rung.hours
    if hours is None:
        today = moment.astimezone(UTC).date()
        if rung.valid_to is not None and rung.valid_to < today:
            return Standing(rung, Reach.GONE)
        return Standing(rung, Reach.UNKNOWN if rung.is_valid_on(today) else Reach.LATER)
    for opens, closes in _windows(rung, hours, moment):
        if opens <= moment < closes:
            return Standing(rung, Reach.NOW, until=_joined(rung, hours, closes))
        if opens > moment:
            return Standing(rung, Reach.LATER, opens_at=opens)
    return Standing(rung, Reach.GONE)


def next_to_call(standings: Iterable[Standing]) -> Standing | None:
    """The lowest level that can be reached now, else whoever can be reached soonest.

    Contacts whose hours nobody knows come after those that are open and before those that open
    later: trying costs a minute. None where there is nobody to call.
    """
    order = {Reach.NOW: 0, Reach.UNKNOWN: 1, Reach.LATER: 2}
    callable_ = [each for each in standings if each.reach in order]
    return min(
        callable_,
        key=lambda s: (
            order[s.reach],
            s.opens_at or datetime.min.replace(tzinfo=UTC),
            s.rung.level,
        ),
        default=None,
    )


def _windows(rung: Rung, hours: Hours, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The windows from the one that may have started yesterday on, in UTC."""
    zone = ZoneInfo(hours.zone)
    first = moment.astimezone(zone).date() - timedelta(days=1)
    if rung.valid_from is not None:
        first = max(first, rung.valid_from)
    for days in range(LOOK_AHEAD):
        day = first + timedelta(days=days)
        if rung.valid_to is not None and day > rung.valid_to:
            return
        if day.isoweekday() in hours.weekdays:
            yield _window(hours, zone, day)


def _window(hours: Hours, zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    last = day if hours.ends > hours.starts else day + timedelta(days=1)
    opens = _earliest(datetime.combine(day, hours.starts, zone))
    return opens, _latest(datetime.combine(last, hours.ends, zone))


def _joined(rung: Rung, hours: Hours, closes: datetime) -> datetime:
    """When it really closes: a window that starts as the last one ends goes on."""
    for opens, until in _windows(rung, hours, closes):
        if opens <= closes < until:
            closes = until
    return closes


def _earliest(local: datetime) -> datetime:
    return min(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def _latest(local: datetime) -> datetime:
    return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
