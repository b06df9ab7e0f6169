"""The form of a credit's move: what the move needs, and what its author has read."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from sourcing.credits.ledger_rules import RULES, Move, Need
from sourcing.models import CreditMove, ServiceCredit
from sourcing.services.credit_moves import INVOICE_LENGTH, REASON_LENGTH, as_ledger

AMOUNT_LABELS = {
    Move.ACCEPT_PART: "Amount the vendor accepts",
    Move.DISPUTE: "The vendor's own figure",
    Move.AGREE: "Amount agreed",
    Move.APPLY: "Amount on this invoice",
}


class MoveForm(forms.Form):
    """Only the fields that the move takes; `seen_moves` is how many the author has read of."""

    amount = forms.DecimalField(
        max_digits=18,
        decimal_places=2,
        min_value=0,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
    )
    invoice_reference = forms.CharField(
        label="Invoice", max_length=INVOICE_LENGTH, widget=UnfoldAdminTextInputWidget
    )
    is_another_part = forms.BooleanField(
        label="The invoice shows the same amount once more",
        required=False,
        widget=UnfoldBooleanWidget,
        help_text="Only where the same amount of this credit stands on the same invoice twice.",
    )
    reason = forms.CharField(
        max_length=REASON_LENGTH,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Kept in the ledger, for whoever reads this later.",
    )
    seen_moves = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        move: Move,
        credit: ServiceCredit,
        moves: Sequence[CreditMove],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        needs = RULES[move].needs
        if Need.AMOUNT not in needs:
            del self.fields["amount"]
        else:
            label = AMOUNT_LABELS[move]
            self.fields["amount"].label = f"{label}, in {credit.currency}"
            self.fields["amount"].initial = _usual_amount(move, credit)
        if Need.INVOICE not in needs:
            del self.fields["invoice_reference"]
        else:
            self.fields["invoice_reference"].initial = _usual_invoice(moves)
        if move is not Move.APPLY:
            del self.fields["is_another_part"]
        self.fields["reason"].required = Need.REASON in needs
        self.fields["seen_moves"].initial = len(moves)

    def read_anew(self, moves: Sequence[CreditMove]) -> None:
        """Keeps what was typed, on top of the moves that the page shows now."""
        typed: Any = self.data
        typed = typed.copy()
        typed["seen_moves"] = str(len(moves))
        self.data = typed


def _usual_amount(move: Move, credit: ServiceCredit) -> Decimal | None:
    """What is most often meant: settling at the vendor's figure, applying all that is left."""
    if move is Move.AGREE:
        return credit.amount if credit.vendor_amount is None else credit.vendor_amount
    return as_ledger(credit).open_amount if move is Move.APPLY else None


def _usual_invoice(moves: Sequence[CreditMove]) -> str:
    named = [move.invoice_reference for move in moves if move.invoice_reference]
    return named[-1] if named else ""
