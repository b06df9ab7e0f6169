"""The exchange rates that a computation can ask for."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from vendors.fx import EURO, MAX_AGE, Quote, RateTable
from vendors.models import OwnRate, ReferenceRate


def rate_table(currencies: Iterable[str], first: date, last: date | None = None) -> RateTable:
    """All rates that can be asked for between these currencies from `first` to `last`.

    Must run inside a tenant. One currency needs no rate and no query.
    """
    wanted = set(currencies)
    if len(wanted) < 2:
        return RateTable()
    last = last or first
    own = OwnRate.objects.filter(day__lte=last).filter(
        Q(valid_until__gte=first) | Q(valid_until=None, day__gte=first - MAX_AGE)
    )
    reference = ReferenceRate.objects.filter(
        currency__in=wanted, day__range=(first - MAX_AGE, last)
    )
    return RateTable(
        [
            *(
                Quote(row.base, row.quote, row.day, row.rate, row.source, row.valid_until, True)
                for row in own.order_by()
            ),
            *(
                Quote(EURO, currency, day, rate)
                for currency, day, rate in reference.order_by().values_list(
                    "currency", "day", "rate"
                )
            ),
        ]
    )
