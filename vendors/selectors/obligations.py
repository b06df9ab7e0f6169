"""Obligations with how they stand on a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from vendors.models import Obligation, ObligationDone
from vendors.obligations import Standing, standing


@dataclass(frozen=True)
class StandingObligation:
    obligation: Obligation
    standing: Standing


def standing_obligations(as_of: date, contract_id: UUID | None = None) -> list[StandingObligation]:
    """Obligations with overdue ones first, the longest overdue leading; then by next due day.

    Those with nothing left to do come last. Two queries.
    """
    obligations = Obligation.objects.select_related("contract", "owner__user")
    if contract_id is not None:
        obligations = obligations.filter(contract=contract_id)
    done = done_days()
    found = [
        StandingObligation(each, standing(each.schedule, done.get(each.pk, frozenset()), as_of))
        for each in obligations
    ]
    return sorted(found, key=_worst_first)


def done_days() -> dict[UUID, frozenset[date]]:
    """The due days that were met, by obligation; one query."""
    found: dict[UUID, set[date]] = defaultdict(set)
    for obligation, due_on in ObligationDone.objects.order_by().values_list(
        "obligation_id", "due_on"
    ):
        found[obligation].add(due_on)
    return {obligation: frozenset(days) for obligation, days in found.items()}


def _worst_first(each: StandingObligation) -> tuple[bool, date, str]:
    return (
        not each.standing.overdue,
        each.standing.leads_with or date.max,
        each.obligation.title,
    )
