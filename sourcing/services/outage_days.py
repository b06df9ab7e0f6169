"""How many service minutes of a day a level was out, without what was excluded with approval."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from sourcing.measurement_checks import LONGEST_OUTAGE
from sourcing.models import Exclusion, Measurement
from sourcing.models.exclusion import ExclusionState
from teams.clock import Interval, Timetable

MICROSECONDS_OF_A_MINUTE = 60_000_000
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class OutageDay:
    """A day to be counted: where it begins and ends, and the hours that are owed."""

    day: date
    starts: datetime
    ends: datetime
    timetable: Timetable


@dataclass(frozen=True)
class OutageSum:
    """Of a day: outages that began on it and count, service minutes out, outages left out."""

    day: date
    count: int
    minutes: Decimal
    excluded: int


@dataclass(frozen=True)
class _Outage:
    reference: str
    starts: datetime
    ends: datetime


def outage_days(level_id: UUID, days: Sequence[OutageDay]) -> list[OutageSum]:
    """The sums of those days that an outage touches.

    Outages that overlap count once. What lies in an approved exclusion doesn't count; an outage
    that lies in one as a whole is left out. An outage counts on the day on which it began, its
    minutes on each day.
    """
    first, last = min(day.starts for day in days), max(day.ends for day in days)
    outages = [
        _Outage(reference, starts, ends)
        for reference, starts, ends in Measurement.objects.filter(
            service_level=level_id, moment__gte=first - LONGEST_OUTAGE, moment__lt=last
        )
        .filter(ends_at__gt=first)
        .values_list("reference", "moment", "ends_at")
        if ends is not None
    ]
    if not outages:
        return []
    cuts = list(
        Exclusion.objects.filter(
            Q(service_level=level_id, state=ExclusionState.APPROVED, ends_at__gt=first)
        ).values_list("reference", "starts_at", "ends_at")
    )
    kept = {outage: _kept(outage, cuts) for outage in outages}
    return [found for day in days if (found := _sum(day, kept)) is not None]


def _kept(outage: _Outage, cuts: Iterable[tuple[str, datetime, datetime]]) -> list[Interval]:
    """The parts of an outage that no exclusion covers."""
    parts = [(outage.starts, outage.ends)]
    for reference, starts, ends in cuts:
        if reference in {"", outage.reference}:
            parts = [piece for part in parts for piece in _without(part, starts, ends)]
    return parts


def _without(part: Interval, starts: datetime, ends: datetime) -> list[Interval]:
    before, after = (part[0], min(part[1], starts)), (max(part[0], ends), part[1])
    return [(start, end) for start, end in (before, after) if start < end]


def _sum(day: OutageDay, kept: dict[_Outage, list[Interval]]) -> OutageSum | None:
    touching = {
        o: parts for o, parts in kept.items() if o.starts < day.ends and day.starts < o.ends
    }
    if not touching:
        return None
    began = [parts for o, parts in touching.items() if day.starts <= o.starts]
    clipped = sorted(
        (max(start, day.starts), min(end, day.ends))
        for parts in touching.values()
        for start, end in parts
        if start < day.ends and day.starts < end
    )
    out = sum((day.timetable.elapsed(*span) for span in _union(clipped)), timedelta())
    return OutageSum(
        day.day,
        count=sum(bool(parts) for parts in began),
        minutes=Decimal(out // MICROSECOND) / MICROSECONDS_OF_A_MINUTE,
        excluded=sum(not parts for parts in began),
    )


def _union(ordered: Sequence[Interval]) -> list[Interval]:
    joined: list[Interval] = []
    for start, end in ordered:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
