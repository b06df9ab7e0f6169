"""Taking public holidays from the library `holidays` once, so that deadlines stay put."""

from collections.abc import Iterable
from datetime import date, datetime

from accounts.public_holidays import UnknownPlace, check_place, is_known, public_holidays
from vendors.models import Contract, HolidaySnapshot
from vendors.services.refusals import Refused

type Place = tuple[str, str]


def refuse_unknown_place(country: str, subdivision: str) -> None:
    """Raises `Refused` for a country, or a state or region of it, whose holidays aren't known."""
    try:
        check_place(country, subdivision)
    except UnknownPlace as unknown:
        raise Refused(str(unknown)) from unknown


def take_holidays(*, country: str, subdivision: str, years: Iterable[int], now: datetime) -> int:
    """Takes the years that aren't there yet into the entered organization; returns how many.

    Years that were taken before stay as they are. Raises `Refused` for an unknown place.
    """
    refuse_unknown_place(country, subdivision)
    there = HolidaySnapshot.objects.filter(country=country, subdivision=subdivision)
    wanted = sorted(set(years) - set(there.values_list("year", flat=True)))
    taken = [_snapshot(country, subdivision, year, now) for year in wanted]
    HolidaySnapshot.objects.bulk_create(taken, ignore_conflicts=True)
    return len(taken)


def take_again(*, snapshot: HolidaySnapshot, now: datetime) -> list[str]:
    """Replaces a year by what the library knows now; returns the dates that came or went."""
    fresh = _snapshot(str(snapshot.country), snapshot.subdivision, snapshot.year, now)
    changed = sorted(day.isoformat() for day in fresh.dates ^ snapshot.dates)
    if changed:
        snapshot.days, snapshot.taken_at, snapshot.source = fresh.days, now, fresh.source
        snapshot.save(update_fields=["days", "taken_at", "source"])
    return changed


def take_missing_holidays(*, as_of: date, now: datetime) -> int:
    """Takes every year that a notice in business days may count through; returns how many.

    One query where no contract needs any. Places the library doesn't know are passed over: the form
    refuses them, an import may still bring them in.
    """
    needed = _needed(as_of)
    if not needed:
        return 0
    there = set(HolidaySnapshot.objects.values_list("country", "subdivision", "year"))
    taken = [
        _snapshot(country, subdivision, year, now)
        for (country, subdivision), years in needed.items()
        if is_known(country, subdivision)
        for year in sorted(years)
        if (country, subdivision, year) not in there
    ]
    HolidaySnapshot.objects.bulk_create(taken, ignore_conflicts=True)
    return len(taken)


def _needed(as_of: date) -> dict[Place, set[int]]:
    """The years each place is needed for: two before a contract's end, today's and the next two."""
    rows = (
        Contract.objects.exclude(holiday_country="")
        .exclude(last_day__lt=as_of)
        .order_by()
        .values_list("holiday_country", "holiday_subdivision", "last_day")
        .distinct()
    )
    needed: dict[Place, set[int]] = {}
    for country, subdivision, last_day in rows:
        ends = last_day.year if last_day else as_of.year
        years = {as_of.year, as_of.year + 1, as_of.year + 2, ends - 2, ends - 1, ends}
        needed.setdefault((str(country), subdivision), set()).update(years)
    return needed


def _snapshot(country: str, subdivision: str, year: int, now: datetime) -> HolidaySnapshot:
    found = public_holidays(country, subdivision, year)
    return HolidaySnapshot(
        country=country,
        subdivision=subdivision,
        year=year,
        days=found.days,
        taken_at=now,
        source=found.source,
    )
