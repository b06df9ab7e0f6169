"""A credit on its way to an invoice: what can be done with it now, and what it is afterwards.

The moves themselves stand in `ledger_rules`. Who moved a credit, when and why is kept by the
caller beside each move.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from sourcing.credits import words
from sourcing.credits.ledger_rules import (
    MOVE_WORDS,
    NEED_WORDS,
    RULES,
    STATE_WORDS,
    ClaimCase,
    CreditState,
    Move,
    Need,
    Rule,
)
from vendors.fx import minor_digits, rounded


@dataclass(frozen=True, slots=True)
class Credit:
    """How a credit stands. Amounts are in `currency`.

    `computed` is what the calculation said and is above 0. `answered` is the vendor's figure:
    what it accepts, or holds against ours in a dispute. `agreed` is what both settled on, or the
    computed amount once it is due without a claim. `applied` is the part that invoices carry.
    `debit` is what has to be charged back because an applied credit was earned back.
    """

    computed: Decimal
    currency: str
    needs_claim: bool
    state: CreditState = CreditState.COMPUTED
    answered: Decimal | None = None
    agreed: Decimal | None = None
    applied: Decimal = Decimal(0)
    debit: Decimal = Decimal(0)
    invoice: str = ""

    @property
    def open_amount(self) -> Decimal:
        """What is still to come: nothing once it ended, else what invoices don't carry yet."""
        if not possible_moves(self) or self.state is CreditState.APPLIED:
            return Decimal(0)
        return (self.computed if self.agreed is None else self.agreed) - self.applied


class MoveRefused(ValueError):
    """A move that can't be made; says in plain words why and what is possible."""


def possible_moves(credit: Credit) -> tuple[Move, ...]:
    """What can be done with the credit from here, in the order of its life."""
    return moves_from(credit.state, needs_claim=credit.needs_claim)


def moves_from(state: CreditState, *, needs_claim: bool) -> tuple[Move, ...]:
    """What can be done with any credit in this state, in the order of its life."""
    return tuple(move for move in Move if _is_open(state, needs_claim, RULES[move]))


def moved(
    credit: Credit,
    move: Move,
    *,
    amount: Decimal | None = None,
    reason: str = "",
    invoice: str = "",
) -> Credit:
    """The credit after a move; raises MoveRefused where it can't be made or lacks something.

    `amount` is for accept_part what the vendor accepts, for dispute the vendor's own figure (0
    where it sees none), for agree the settlement, for apply the part on this invoice.
    """
    rule = RULES[move]
    if not _is_open(credit.state, credit.needs_claim, rule):
        raise MoveRefused(_not_from_here(credit, rule))
    given = {
        Need.AMOUNT: amount is not None,
        Need.REASON: bool(reason.strip()),
        Need.INVOICE: bool(invoice.strip()),
    }
    missing = [NEED_WORDS[need] for need in Need if need in rule.needs and not given[need]]
    if missing:
        raise MoveRefused(
            f"To {MOVE_WORDS[move]} a credit, give {words.listed(missing)}: found none."
        )
    if Need.AMOUNT in rule.needs:
        _check_amount(credit, move, amount or Decimal(0))
    return _with_figures(replace(credit, state=rule.to), credit, move, amount, invoice)


def _is_open(state: CreditState, needs_claim: bool, rule: Rule) -> bool:
    case = rule.since.get(state)
    if case is None or case is ClaimCase.ALWAYS:
        return case is not None
    return needs_claim is (case is ClaimCase.WITH_CLAIM)


def _not_from_here(credit: Credit, rule: Rule) -> str:
    moves = [MOVE_WORDS[move] for move in possible_moves(credit)]
    start = f"A credit that is {STATE_WORDS[credit.state]} can't be {rule.spoken}"
    if not moves:
        return f"{start}: nothing more can be done with it."
    return f"{start}. Possible from here: {', '.join(moves)}."


def _check_amount(credit: Credit, move: Move, amount: Decimal) -> None:
    """A part is above 0 and below the whole; nothing goes beyond what is owed."""
    least_is_zero = move is Move.DISPUTE
    most, of = credit.computed, "computed"
    if move is Move.APPLY:
        most, of = credit.open_amount, "still to be applied"
    is_enough = amount.is_finite() and (amount > 0 or (least_is_zero and amount == 0))
    is_part = move in {Move.ACCEPT_PART, Move.DISPUTE}
    if is_enough and rounded(Fraction(amount), credit.currency) != amount:
        raise MoveRefused(
            f"To {MOVE_WORDS[move]} a credit, the amount {amount} doesn't fit: expected at most "
            f"{minor_digits(credit.currency)} decimals in {credit.currency}."
        )
    if is_enough and (amount < most or (amount == most and not is_part)):
        return
    start = "from 0" if least_is_zero else "above 0"
    end = "below" if is_part else "up to"
    raise MoveRefused(
        f"To {MOVE_WORDS[move]} a credit, the amount {amount} doesn't fit: expected one {start} "
        f"{end} the {words.money(most, credit.currency)} {of}."
    )


def _with_figures(
    after: Credit, before: Credit, move: Move, amount: Decimal | None, invoice: str
) -> Credit:
    match move:
        case Move.ACCEPT:
            return replace(after, answered=before.computed)
        case Move.ACCEPT_PART | Move.DISPUTE:
            return replace(after, answered=amount)
        case Move.AGREE:
            return replace(after, agreed=amount)
        case Move.MAKE_DUE | Move.APPLY:
            part = amount if move is Move.APPLY else None
            return _on_invoice(after, part or Decimal(0), invoice)
        case Move.EARN_BACK:
            return replace(after, debit=before.applied)
        case _:
            return after


def _on_invoice(after: Credit, part: Decimal, invoice: str) -> Credit:
    """Due until invoices carry everything that was agreed; then applied."""
    agreed = after.computed if after.agreed is None else after.agreed
    applied = after.applied + part
    state = CreditState.APPLIED if applied == agreed else CreditState.DUE
    return replace(after, state=state, agreed=agreed, applied=applied, invoice=invoice.strip())
