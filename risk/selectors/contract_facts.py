"""What people decided about contracts, and what contracts oblige people to do."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from risk.portfolio import DecisionFacts, ObligationFacts
from vendors.models import Obligation, RenewalDecision
from vendors.models.obligation import OwedBy
from vendors.obligations import Recurrence, Schedule
from vendors.selectors.obligations import done_days


def decision_facts() -> dict[tuple[UUID, date | None], DecisionFacts]:
    """The decisions that stand, by contract and the last day of the term; one query."""
    rows = (
        RenewalDecision.objects.standing()
        .order_by()
        .values_list(
            "contract_id",
            "term_end",
            "id",
            "choice",
            "decided_by__user__full_name",
            "decided_at",
            "notice_sent_on",
        )
    )
    return {
        (contract, term_end): DecisionFacts(id_, choice, decided_by, decided_at.date(), sent)
        for contract, term_end, id_, choice, decided_by, decided_at, sent in rows
    }


def obligation_facts() -> dict[UUID, tuple[ObligationFacts, ...]]:
    """Obligations with the days that were met, by contract; two queries."""
    done = done_days()
    found: dict[UUID, list[ObligationFacts]] = defaultdict(list)
    rows = Obligation.objects.order_by("first_due", "title").values_list(
        "contract_id",
        "id",
        "title",
        "owed_by",
        "first_due",
        "recurrence",
        "until",
        "owner__user__full_name",
    )
    for contract, id_, title, owed_by, first_due, recurrence, until, owner in rows:
        found[contract].append(
            ObligationFacts(
                id=id_,
                title=title,
                is_ours=owed_by == OwedBy.US,
                schedule=Schedule(first_due, Recurrence(recurrence), until),
                done=done.get(id_, frozenset()),
                owner=owner or "",
            )
        )
    return {contract: tuple(obligations) for contract, obligations in found.items()}
