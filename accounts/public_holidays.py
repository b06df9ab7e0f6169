"""Public holidays as the library `holidays` knows them; it alone is asked here.

A newer version of the library may know other days, so whoever computes with them keeps what was
taken, with its source.
"""

from dataclasses import dataclass
from importlib.metadata import version

import holidays


class UnknownPlace(ValueError):
    """The library has no holidays of the country, or of this part of it."""


@dataclass(frozen=True)
class PublicHolidays:
    """The holidays of a year: `{"date": ISO date, "name": …}` in order, and where they are from."""

    days: list[dict[str, str]]
    source: str


def check_place(country: str, subdivision: str) -> None:
    """Raises `UnknownPlace` for a country, or a state or region, whose holidays aren't known."""
    known = holidays.list_supported_countries()
    if country not in known:
        raise UnknownPlace(
            f"The public holidays of {country} aren't known; leave the country empty."
        )
    if subdivision and subdivision not in known[country]:
        choices = ", ".join(known[country]) or "none: its holidays are the same everywhere"
        raise UnknownPlace(
            f"{subdivision} isn't a part of {country} with holidays. Known: {choices}."
        )


def is_known(country: str, subdivision: str) -> bool:
    """Whether the library has the holidays of a country or a part of it."""
    try:
        check_place(country, subdivision)
    except UnknownPlace:
        return False
    return True


def public_holidays(country: str, subdivision: str, year: int) -> PublicHolidays:
    """The holidays of one year in a place that is known (ISO 3166 country and subdivision)."""
    found = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    return PublicHolidays(
        days=[{"date": day.isoformat(), "name": name} for day, name in sorted(found.items())],
        source=f"holidays {version('holidays')}",
    )
