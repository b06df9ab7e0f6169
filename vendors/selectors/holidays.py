"""Public holidays as they were taken, by country and subdivision."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from vendors.models import HolidaySnapshot


def holiday_dates() -> Mapping[tuple[str, str], frozenset[date]]:
    """All holidays of the entered organization by (country, subdivision); one query."""
    found: dict[tuple[str, str], frozenset[date]] = defaultdict(frozenset)
    for snapshot in HolidaySnapshot.objects.order_by():
        place = (str(snapshot.country), snapshot.subdivision)
        found[place] |= snapshot.dates
    return found
