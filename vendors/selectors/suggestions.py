"""Vendors that may be one, and parents told by name; what was dismissed is left out."""

from uuid import UUID

from vendors.duplicates import Candidate, Pair, possible_duplicates
from vendors.models import DismissedSuggestion, Vendor
from vendors.models.merge import Suggestion
from vendors.parents import Named, ParentSuggestion, suggested_parents


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
