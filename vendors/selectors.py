"""Reads across vendors: rates, who can be called, what may be recorded twice."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from vendors.duplicates import Candidate, Pair, possible_duplicates
from vendors.escalation import WEEKDAYS, Hours, Rung
from vendors.fx import EURO, MAX_AGE, Quote, RateTable
from vendors.models import (
    DismissedSuggestion,
    OwnRate,
    ReferenceRate,
    Vendor,
    VendorContact,
)
from vendors.models.merge import Suggestion
from vendors.parents import Named, ParentSuggestion, suggested_parents


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


def rungs_of(contacts: Iterable[VendorContact]) -> list[Rung]:
    return [
        Rung(
            id=contact.pk,
            name=contact.name,
            level=contact.level,
            hours=_hours(contact),
            valid_from=contact.valid_from,
            valid_to=contact.valid_to,
        )
        for contact in contacts
    ]


def _hours(contact: VendorContact) -> Hours | None:
    if contact.starts is None or contact.ends is None:
        return None
    return Hours(str(contact.time_zone), WEEKDAYS[contact.days], contact.starts, contact.ends)


def duplicate_pairs() -> tuple[Pair, ...]:
    """Vendors that may be one, those somebody dismissed or merged left out."""
    rows = Vendor.objects.current().order_by()
    candidates = [
        Candidate(*row)
        for row in rows.values_list("id", "legal_name", "tax_id", "lei", "web_domain")
    ]
    dismissed = _dismissed(Suggestion.DUPLICATE)
    return tuple(
        pair
        for pair in possible_duplicates(candidates)
        if (pair.first.id, pair.second.id) not in dismissed
    )


def parent_suggestions() -> tuple[ParentSuggestion, ...]:
    """Parents told by name, those somebody dismissed left out."""
    rows = Vendor.objects.current().order_by()
    named = [Named(*row) for row in rows.values_list("id", "legal_name", "ultimate_parent_id")]
    dismissed = _dismissed(Suggestion.PARENT)
    return tuple(
        each
        for each in suggested_parents(named)
        if (each.child.id, each.parent.id) not in dismissed
    )


def _dismissed(kind: Suggestion) -> set[tuple[UUID, UUID]]:
    pairs = DismissedSuggestion.objects.filter(kind=kind).order_by()
    return set(pairs.values_list("first_id", "second_id"))
