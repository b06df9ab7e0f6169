"""Which credits can still be claimed, which are lost, and the order in which to look at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, IntegerField, Min, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable, OrderBy
from django.db.models.functions import Coalesce

from sourcing.models import CreditState, ServiceCredit

#: Nobody has claimed it yet, nor has it ended.
UNCLAIMED = (CreditState.COMPUTED, CreditState.NOTIFIED)
#: Nothing more comes of it.
ENDED = (
    CreditState.APPLIED,
    CreditState.EXPIRED,
    CreditState.WAIVED,
    CreditState.REJECTED,
    CreditState.EARNED_BACK,
)
NOTHING = Decimal(0)


def claimable(today: date) -> Q:
    """Has to be claimed, wasn't yet, and still can be; on the last day it is in time."""
    in_time = Q(claim_by__isnull=True) | Q(claim_by__gte=today)
    return Q(needs_claim=True, state__in=UNCLAIMED) & in_time


def too_late(today: date) -> Q:
    """Has to be claimed, wasn't, and its last day has passed."""
    return Q(needs_claim=True, state__in=UNCLAIMED, claim_by__lt=today)


def worst_first(today: date) -> tuple[OrderBy | str, ...]:
    """What runs out first, then what is disputed, then what is under way, then what has ended.

    What is too late to claim stands just before the ends; within a rank the dearest leads.
    """
    rank = Case(
        When(claimable(today), then=0),
        When(state=CreditState.DISPUTED, then=1),
        When(too_late(today), then=3),
        When(state__in=ENDED, then=4),
        default=2,
        output_field=IntegerField(),
    )
    return rank.asc(), F("claim_by").asc(nulls_last=True), "currency", "-amount", "-pk"


@dataclass(frozen=True)
class Owed:
    """The credits of one currency that somebody has to see to, as amounts in it.

    `to_claim` can be claimed until `first_deadline` at the earliest, None where there is none.
    `too_late` passed its deadline unclaimed. `to_invoice` is due and on no invoice yet.
    """

    currency: str
    to_claim: Decimal
    first_deadline: date | None
    too_late: Decimal
    disputed: Decimal
    to_invoice: Decimal


def credits_owed(credits: QuerySet[ServiceCredit], today: date) -> Sequence[Owed]:
    """By currency, in its order; one query."""
    due = Q(state=CreditState.DUE)
    open_part = Coalesce(F("agreed_amount"), F("amount")) - F("applied_amount")
    rows = (
        credits.order_by("currency")
        .values("currency")
        .annotate(
            to_claim=_sum("amount", claimable(today)),
            first_deadline=Min("claim_by", filter=claimable(today)),
            too_late=_sum("amount", too_late(today)),
            disputed=_sum("amount", Q(state=CreditState.DISPUTED)),
            to_invoice=_sum(open_part, due),
        )
    )
    return [Owed(**row) for row in rows]


def _sum(what: str | Combinable, condition: Q) -> Coalesce:
    return Coalesce(Sum(what, filter=condition), Value(NOTHING))
