"""The moves of a credit's life as data: from which state to which, who may, what each needs.

computed → notified → (claimed, only where the contract wants a claim) → accepted, part accepted
or disputed → agreed → due → applied. A credit may also expire, be waived, be rejected or be
earned back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class CreditState(StrEnum):
    COMPUTED = "computed"
    NOTIFIED = "notified"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    PART_ACCEPTED = "part_accepted"
    DISPUTED = "disputed"
    AGREED = "agreed"
    DUE = "due"
    APPLIED = "applied"
    EXPIRED = "expired"
    WAIVED = "waived"
    REJECTED = "rejected"
    EARNED_BACK = "earned_back"


class Move(StrEnum):
    NOTIFY = "notify"
    CLAIM = "claim"
    ACCEPT = "accept"
    ACCEPT_PART = "accept_part"
    DISPUTE = "dispute"
    AGREE = "agree"
    MAKE_DUE = "make_due"
    APPLY = "apply"
    EXPIRE = "expire"
    WAIVE = "waive"
    REJECT = "reject"
    EARN_BACK = "earn_back"


class Need(StrEnum):
    """What has to be given with a move."""

    AMOUNT = "amount"
    REASON = "reason"
    INVOICE = "invoice"


class ClaimCase(StrEnum):
    """For which contracts a move exists."""

    ALWAYS = "always"
    WITH_CLAIM = "with_claim"
    WITHOUT_CLAIM = "without_claim"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of moves.

    `since` are the states it starts from, and for which contracts each of them counts.
    `permission` is a word for the caller to check; `spoken` reads after "can't be".
    """

    since: Mapping[CreditState, ClaimCase]
    to: CreditState
    permission: str
    spoken: str
    needs: frozenset[Need] = frozenset()


#: Tells the vendor, claims, and records what the vendor answers.
PURSUE = "sourcing.pursue_servicecredit"
#: Settles for an amount, or gives the credit up.
SETTLE = "sourcing.settle_servicecredit"
#: Puts the credit on invoices.
APPLY = "sourcing.apply_servicecredit"

S = CreditState
ANSWERABLE = {S.NOTIFIED: ClaimCase.WITHOUT_CLAIM, S.CLAIMED: ClaimCase.WITH_CLAIM}


def _always(*states: CreditState) -> dict[CreditState, ClaimCase]:
    return dict.fromkeys(states, ClaimCase.ALWAYS)


BEFORE_INVOICE = _always(
    S.COMPUTED, S.NOTIFIED, S.CLAIMED, S.ACCEPTED, S.PART_ACCEPTED, S.DISPUTED, S.AGREED, S.DUE
)
AMOUNT, REASON, INVOICE = Need.AMOUNT, Need.REASON, Need.INVOICE

#: A credit that needs no claim is due without the vendor's consent, as at-risk clauses have it.
RULES: Mapping[Move, Rule] = MappingProxyType(
    {
        Move.NOTIFY: Rule(_always(S.COMPUTED), S.NOTIFIED, PURSUE, "notified"),
        Move.CLAIM: Rule({S.NOTIFIED: ClaimCase.WITH_CLAIM}, S.CLAIMED, PURSUE, "claimed"),
        Move.ACCEPT: Rule(ANSWERABLE | _always(S.DISPUTED), S.ACCEPTED, PURSUE, "accepted"),
        Move.ACCEPT_PART: Rule(
            ANSWERABLE | _always(S.DISPUTED),
            S.PART_ACCEPTED,
            PURSUE,
            "accepted in part",
            frozenset({AMOUNT, REASON}),
        ),
        Move.DISPUTE: Rule(
            ANSWERABLE | _always(S.PART_ACCEPTED),
            S.DISPUTED,
            PURSUE,
            "disputed",
            frozenset({AMOUNT, REASON}),
        ),
        Move.AGREE: Rule(
            _always(S.ACCEPTED, S.PART_ACCEPTED, S.DISPUTED),
            S.AGREED,
            SETTLE,
            "agreed",
            frozenset({AMOUNT}),
        ),
        Move.MAKE_DUE: Rule(
            _always(S.AGREED) | {S.NOTIFIED: ClaimCase.WITHOUT_CLAIM},
            S.DUE,
            APPLY,
            "made due",
            frozenset({INVOICE}),
        ),
        Move.APPLY: Rule(_always(S.DUE), S.APPLIED, APPLY, "applied", frozenset({AMOUNT, INVOICE})),
        Move.EXPIRE: Rule(
            {S.COMPUTED: ClaimCase.WITH_CLAIM, S.NOTIFIED: ClaimCase.WITH_CLAIM},
            S.EXPIRED,
            PURSUE,
            "expired",
            frozenset({REASON}),
        ),
        Move.WAIVE: Rule(BEFORE_INVOICE, S.WAIVED, SETTLE, "waived", frozenset({REASON})),
        Move.REJECT: Rule(
            ANSWERABLE | _always(S.DISPUTED, S.PART_ACCEPTED),
            S.REJECTED,
            PURSUE,
            "rejected",
            frozenset({REASON}),
        ),
        Move.EARN_BACK: Rule(
            BEFORE_INVOICE | _always(S.APPLIED),
            S.EARNED_BACK,
            SETTLE,
            "earned back",
            frozenset({REASON}),
        ),
    }
)

STATE_WORDS: Mapping[CreditState, str] = MappingProxyType(
    {state: state.value.replace("_", " ") for state in CreditState}
)
MOVE_WORDS: Mapping[Move, str] = MappingProxyType(
    {move: move.value.replace("_", " ") for move in Move}
)
NEED_WORDS: Mapping[Need, str] = MappingProxyType(
    {AMOUNT: "an amount", REASON: "a reason", INVOICE: "the invoice's reference"}
)
