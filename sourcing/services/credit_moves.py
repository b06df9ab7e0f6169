"""Moves of a service credit: told to the vendor, claimed, answered, settled, put on invoices.

Each move is one transaction that locks the credit. Money is put on an invoice only by somebody who
says how many moves the credit had when they read it: of two who apply a part at once the second is
told, and so is one whose request was sent twice. What may follow what stands in
`sourcing.credits.ledger_rules`. Another organization's credit answers as a missing one:
`ServiceCredit.DoesNotExist`.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.credits import words
from sourcing.credits.ledger import Credit, MoveRefused, moved
from sourcing.credits.ledger_rules import MOVE_WORDS, RULES, CreditState, Move, Need
from sourcing.models import CreditMove, ServiceCredit
from vendors.services.refusals import NotPermitted, Refused, refuse_unless_allowed

REASON_LENGTH = 500
INVOICE_LENGTH = 120

__all__ = ["NotPermitted", "Refused", "as_ledger", "move_by_clock", "move_credit"]


@dataclass(frozen=True)
class _Given:
    """What was typed with a move, and what its author had read before."""

    reason: str = ""
    amount: Decimal | None = None
    invoice: str = ""
    seen_moves: int | None = None
    is_another_part: bool = False

    def refuse_unless_it_fits(self, move: Move) -> None:
        """Nothing typed is cut off, or dropped in silence."""
        _refuse_longer("reason", self.reason, REASON_LENGTH)
        _refuse_longer("invoice's reference", self.invoice, INVOICE_LENGTH)
        needs = RULES[move].needs
        if self.amount is not None and Need.AMOUNT not in needs:
            raise Refused(f"To {MOVE_WORDS[move]} a credit takes no amount: found {self.amount}.")
        if self.invoice and Need.INVOICE not in needs:
            raise Refused(f"To {MOVE_WORDS[move]} a credit takes no invoice: found {self.invoice}.")


def move_credit(
    *,
    credit_id: UUID,
    move: Move,
    actor: Membership,
    now: datetime,
    reason: str = "",
    amount: Decimal | None = None,
    invoice_reference: str = "",
    seen_moves: int | None = None,
    is_another_part: bool = False,
) -> ServiceCredit:
    """Makes one move and records who made it, when and why.

    `amount` is in the credit's currency: for accept_part what the vendor accepts, for dispute the
    vendor's own figure, for agree the settlement, for apply the part on this invoice. `seen_moves`
    is how many moves the credit had when the actor read it; apply needs it. `is_another_part` says
    that the invoice really shows the same amount once more. Raises `ServiceCredit.DoesNotExist`,
    `Refused` where the credit isn't there yet, has moved on since it was read, or something that
    the move needs is missing or doesn't fit, and `NotPermitted`.
    """
    with tenant(actor.organization_id):
        what = f"{MOVE_WORDS[move]} service credits"
        refuse_unless_allowed(actor, RULES[move].permission, what)
        credit = ServiceCredit.objects.select_for_update(of=("self",)).get(pk=credit_id)
        given = _Given(
            reason.strip(), amount, invoice_reference.strip(), seen_moves, is_another_part
        )
        _refuse_unless_as_read(credit, move, given)
        _move(credit, move, given, actor=actor, now=now)
        return credit


def move_by_clock(credit: ServiceCredit, move: Move, *, now: datetime, reason: str) -> None:
    """A move that time brings: expired, earned back. The caller has locked the credit."""
    _move(credit, move, _Given(reason), actor=None, now=now)


def as_ledger(credit: ServiceCredit) -> Credit:
    """How the credit stands, for the rules of the ledger."""
    return Credit(
        computed=credit.amount,
        currency=credit.currency,
        needs_claim=credit.needs_claim,
        state=CreditState(credit.state),
        answered=credit.vendor_amount,
        agreed=credit.agreed_amount,
        applied=credit.applied_amount,
    )


def _move(
    credit: ServiceCredit, move: Move, given: _Given, *, actor: Membership | None, now: datetime
) -> None:
    given.refuse_unless_it_fits(move)
    before = as_ledger(credit)
    try:
        after = moved(before, move, amount=given.amount, reason=given.reason, invoice=given.invoice)
    except MoveRefused as refused:
        raise Refused(str(refused)) from refused
    credit.state = after.state
    credit.vendor_amount, credit.agreed_amount = after.answered, after.agreed
    # What is charged back again is on no invoice any more.
    credit.applied_amount = after.applied - after.debit
    credit.save(update_fields=["state", "vendor_amount", "agreed_amount", "applied_amount"])
    CreditMove.objects.create(
        credit=credit,
        from_state=before.state,
        to_state=after.state,
        by=actor,
        at=now,
        reason=given.reason,
        amount=-after.debit if after.debit else given.amount,
        invoice_reference=given.invoice,
    )


def _refuse_unless_as_read(credit: ServiceCredit, move: Move, given: _Given) -> None:
    """An apply can follow itself, so only what its author has read tells a new one from a repeat.

    The caller has locked the credit: nobody adds a move in between.
    """
    made = CreditMove.objects.filter(credit=credit)
    if given.seen_moves is not None and given.seen_moves != (number := made.count()):
        raise Refused(
            f"The credit has {_moves(number)} by now, and you have read {_moves(given.seen_moves)}:"
            " read it again."
        )
    if move is not Move.APPLY:
        return
    if given.seen_moves is None:
        raise Refused("To apply a credit, say how many moves it had when you read it: found none.")
    same = made.filter(
        from_state=CreditState.DUE,
        amount=given.amount,
        invoice_reference__iexact=given.invoice,
    ).values_list("invoice_reference", "amount")
    if not given.is_another_part and (shown := same.first()):
        raise Refused(
            f"Invoice {shown[0]} shows {words.money(shown[1] or Decimal(0), credit.currency)} of "
            "this credit already. If it shows the same amount once more, say that it is another "
            "part."
        )


def _moves(number: int) -> str:
    return f"{number} move" if number == 1 else f"{number} moves"


def _refuse_longer(what: str, text: str, most: int) -> None:
    if len(text) > most:
        raise Refused(f"The {what} has {len(text)} characters, expected at most {most}.")
