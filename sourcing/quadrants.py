"""Where an engagement stands between in-house and outsourced, home and abroad.

Both axes are derived from facts (who employs the people, where they work), never typed in. The
label people use for an engagement is kept beside them, and the two are compared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from statistics import median
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NEARSHORE_WITHIN = timedelta(hours=3)


class OperatingModel(StrEnum):
    """Who runs the people. ODC: offshore development center; BOT: build-operate-transfer."""

    OWN_ENTITY = "own_entity"
    EMPLOYER_OF_RECORD = "employer_of_record"
    VENDOR = "vendor"
    ODC = "odc"
    BOT = "bot"


class Execution(StrEnum):
    INSOURCED = "insourced"
    OUTSOURCED = "outsourced"


class Place(StrEnum):
    """Where work is delivered, seen from the home country.

    MIXED: from several countries. UNKNOWN: no country is known.
    """

    ONSHORE = "onshore"
    NEARSHORE = "nearshore"
    OFFSHORE = "offshore"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class Quadrant(StrEnum):
    """The four combinations of the axes, and two answers for when none of them holds.

    MIXED: some heads at home, some abroad. UNKNOWN: no delivery country is known. They are
    values of their own, so that money without a quadrant is shown and not lost.
    """

    ONSHORE_INSOURCING = "onshore_insourcing"
    ONSHORE_OUTSOURCING = "onshore_outsourcing"
    OFFSHORE_INSOURCING = "offshore_insourcing"
    OFFSHORE_OUTSOURCING = "offshore_outsourcing"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class DeclaredModel(StrEnum):
    """The labels people use for an engagement."""

    INSOURCING = "insourcing"
    OUTSOURCING = "outsourcing"
    OFFSHORING = "offshoring"
    NEARSHORING = "nearshoring"
    CAPTIVE = "captive"
    ONSHORE_INSOURCING = "onshore_insourcing"
    ONSHORE_OUTSOURCING = "onshore_outsourcing"
    OFFSHORE_OUTSOURCING = "offshore_outsourcing"


class Axis(StrEnum):
    EXECUTION = "execution"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A group of people that delivers: ISO 3166 alpha-2 country, IANA zone, head count.

    Country and zone are None where they aren't known. Raises ValueError for a negative count.
    """

    country: str | None
    zone: str | None
    heads: int

    def __post_init__(self) -> None:
        if self.heads < 0:
            raise ValueError(f"heads {self.heads} in {self.country}: expected 0 or more")


@dataclass(frozen=True, slots=True)
class HeadShare:
    """The heads at one kind of place (never MIXED) and their share in percent."""

    place: Place
    heads: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Location:
    """Where an engagement is delivered.

    `places` are the kinds of place its teams stand at; `split` divides the heads among them and
    is empty where no head count is known.
    """

    kind: Place
    places: frozenset[Place]
    split: tuple[HeadShare, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A declared label that the facts contradict, and on which axes."""

    declared: DeclaredModel
    derived: Quadrant
    axes: tuple[Axis, ...]


_ABROAD = frozenset({Place.NEARSHORE, Place.OFFSHORE})
_AT_HOME = frozenset({Place.ONSHORE})
_ANYWHERE = _ABROAD | _AT_HOME
_EITHER = frozenset(Execution)
_INSOURCED = frozenset({Execution.INSOURCED})
_OUTSOURCED = frozenset({Execution.OUTSOURCED})

_MEANING: dict[DeclaredModel, tuple[frozenset[Execution], frozenset[Place]]] = {
    DeclaredModel.INSOURCING: (_INSOURCED, _ANYWHERE),
    DeclaredModel.OUTSOURCING: (_OUTSOURCED, _ANYWHERE),
    DeclaredModel.OFFSHORING: (_INSOURCED, _ABROAD),
    DeclaredModel.NEARSHORING: (_EITHER, frozenset({Place.NEARSHORE})),
    DeclaredModel.CAPTIVE: (_INSOURCED, _ABROAD),
    DeclaredModel.ONSHORE_INSOURCING: (_INSOURCED, _AT_HOME),
    DeclaredModel.ONSHORE_OUTSOURCING: (_OUTSOURCED, _AT_HOME),
    DeclaredModel.OFFSHORE_OUTSOURCING: (_OUTSOURCED, _ABROAD),
}


def execution(
    operating_model: OperatingModel, transfer_date: date | None, as_of: date
) -> Execution:
    """Who runs the people on a date.

    Own entity and employer of record are insourced, vendor and ODC outsourced. A BOT is
    outsourced before its transfer date (or without one) and insourced from that day on.
    """
    match operating_model:
        case OperatingModel.OWN_ENTITY | OperatingModel.EMPLOYER_OF_RECORD:
            return Execution.INSOURCED
        case OperatingModel.VENDOR | OperatingModel.ODC:
            return Execution.OUTSOURCED
        case OperatingModel.BOT:
            transferred = transfer_date is not None and as_of >= transfer_date
            return Execution.INSOURCED if transferred else Execution.OUTSOURCED


def location(
    home_country: str,
    home_zone: str,
    deliveries: Sequence[Delivery],
    nearshore_countries: frozenset[str],
    year: int,
) -> Location:
    """Where the people are, seen from home.

    Nearshore is another country on the organization's list whose clocks differ from home by a
    median of at most 3 hours over the calendar year; another country without a known zone is
    offshore. Several countries, known ones beside unknown ones, and one country partly near and
    partly far are mixed. Teams without heads count only where no team has any. Raises ValueError
    for an unknown time zone.
    """
    staffed = [delivery for delivery in deliveries if delivery.heads] or list(deliveries)
    placed = [
        (_place(home_country, home_zone, delivery, nearshore_countries, year), delivery.heads)
        for delivery in staffed
    ]
    places = frozenset(place for place, _ in placed) or frozenset({Place.UNKNOWN})
    several_countries = len({delivery.country or None for delivery in staffed}) > 1
    return Location(
        kind=Place.MIXED if several_countries or len(places) > 1 else min(places),
        places=places,
        split=_split(placed),
    )


def quadrant(execution: Execution, location: Location) -> Quadrant:
    """The quadrant of an engagement; nearshore counts as offshore.

    Several countries still make one quadrant when all are abroad. MIXED where people work at home
    and abroad, or partly where nobody knows; UNKNOWN where no country is known.
    """
    quadrants = {_quadrant_at(execution, place) for place in location.places}
    return quadrants.pop() if len(quadrants) == 1 else Quadrant.MIXED


def quadrant_split(execution: Execution, location: Location) -> dict[Quadrant, Decimal]:
    """How an engagement's money divides among the quadrants: percent by heads.

    Without head counts all of it lies in the engagement's own quadrant.
    """
    if not location.split:
        return {quadrant(execution, location): Decimal(100)}
    parts: dict[Quadrant, Decimal] = {}
    for share in location.split:
        key = _quadrant_at(execution, share.place)
        parts[key] = parts.get(key, Decimal(0)) + share.percent
    return parts


def declared_mismatch(
    declared: DeclaredModel, execution: Execution, location: Location
) -> Mismatch | None:
    """Where the declared label differs from the derived axes, None where it fits.

    Insourcing and outsourcing say who, nearshoring says where. Offshoring and captive mean own
    people abroad: work given to a vendor abroad is offshore outsourcing. Unknown places aren't
    held against a label; known ones must all fit it.
    """
    executions, places = _MEANING[declared]
    known = location.places - {Place.UNKNOWN}
    axes = []
    if execution not in executions:
        axes.append(Axis.EXECUTION)
    if not known <= places:
        axes.append(Axis.LOCATION)
    return Mismatch(declared, quadrant(execution, location), tuple(axes)) if axes else None


@lru_cache(maxsize=1024)
def median_difference(zone: str, other: str, year: int) -> timedelta:
    """The median, over the days of a year, of how far `other` is ahead of `zone` at 12:00 UTC.

    Computed per day, because the two places may change their clocks on different dates. Clock
    times are compared as they stand, the date line included. Raises ValueError for an unknown
    time zone.
    """
    ahead, home = _zone(other), _zone(zone)
    noon = datetime(year, 1, 1, 12, tzinfo=UTC)
    days = (date(year + 1, 1, 1) - noon.date()).days
    differences = (_difference(noon + timedelta(days=n), home, ahead) for n in range(days))
    return timedelta(seconds=median(differences))


def _place(
    home_country: str, home_zone: str, delivery: Delivery, nearshore: frozenset[str], year: int
) -> Place:
    if not delivery.country:
        return Place.UNKNOWN
    if delivery.country == home_country:
        return Place.ONSHORE
    if delivery.country not in nearshore or not delivery.zone:
        return Place.OFFSHORE
    near = abs(median_difference(home_zone, delivery.zone, year)) <= NEARSHORE_WITHIN
    return Place.NEARSHORE if near else Place.OFFSHORE


def _split(placed: Iterable[tuple[Place, int]]) -> tuple[HeadShare, ...]:
    heads: dict[Place, int] = {}
    for place, count in placed:
        heads[place] = heads.get(place, 0) + count
    total = sum(heads.values())
    return tuple(
        HeadShare(place, heads[place], Decimal(heads[place] * 100) / total)
        for place in Place
        if total and place in heads
    )


def _quadrant_at(execution: Execution, place: Place) -> Quadrant:
    insourced = execution is Execution.INSOURCED
    if place is Place.UNKNOWN:
        return Quadrant.UNKNOWN
    if place is Place.ONSHORE:
        return Quadrant.ONSHORE_INSOURCING if insourced else Quadrant.ONSHORE_OUTSOURCING
    return Quadrant.OFFSHORE_INSOURCING if insourced else Quadrant.OFFSHORE_OUTSOURCING


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"time zone {name!r}: expected an IANA name such as America/New_York"
        ) from None


def _difference(moment: datetime, home: ZoneInfo, other: ZoneInfo) -> int:
    there, here = (moment.astimezone(zone).replace(tzinfo=None) for zone in (other, home))
    return int((there - here).total_seconds())
