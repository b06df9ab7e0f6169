"""Vera follows a credit until it is on an invoice."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.credits.ledger import Credit, MoveRefused, moved, possible_moves
from sourcing.credits.ledger_rules import (
    APPLY,
    PURSUE,
    RULES,
    SETTLE,
    CreditState,
    Move,
    Need,
)

D = Decimal
CLAIMED = Credit(D("1200.00"), "USD", needs_claim=True)
AT_RISK = Credit(D("1200.00"), "USD", needs_claim=False)
ENDS = {
    CreditState.EXPIRED,
    CreditState.WAIVED,
    CreditState.REJECTED,
    CreditState.EARNED_BACK,
}
#: Every move there is: from, whether it needs a claim (y, n, * for both), move, to.
TABLE = """
computed       *  notify       notified
notified       y  claim        claimed
computed       y  expire       expired
notified       y  expire       expired
notified       n  accept       accepted
claimed        y  accept       accepted
disputed       *  accept       accepted
notified       n  accept_part  part_accepted
claimed        y  accept_part  part_accepted
disputed       *  accept_part  part_accepted
notified       n  dispute      disputed
claimed        y  dispute      disputed
part_accepted  *  dispute      disputed
notified       n  reject       rejected
claimed        y  reject       rejected
part_accepted  *  reject       rejected
disputed       *  reject       rejected
accepted       *  agree        agreed
part_accepted  *  agree        agreed
disputed       *  agree        agreed
notified       n  make_due     due
agreed         *  make_due     due
due            *  apply        applied
computed       *  waive        waived
notified       *  waive        waived
claimed        *  waive        waived
accepted       *  waive        waived
part_accepted  *  waive        waived
disputed       *  waive        waived
agreed         *  waive        waived
due            *  waive        waived
computed       *  earn_back    earned_back
notified       *  earn_back    earned_back
claimed        *  earn_back    earned_back
accepted       *  earn_back    earned_back
part_accepted  *  earn_back    earned_back
disputed       *  earn_back    earned_back
agreed         *  earn_back    earned_back
due            *  earn_back    earned_back
applied        *  earn_back    earned_back
"""


def test_exactly_these_moves_exist() -> None:
    expected = {
        (since, claim == "y", move, to)
        for since, which, move, to in (row.split() for row in TABLE.split("\n") if row)
        for claim in ("yn" if which == "*" else which)
    }
    found = {
        (state.value, needs_claim, move.value, RULES[move].to.value)
        for state in CreditState
        for needs_claim in (True, False)
        for move in possible_moves(Credit(D(1), "USD", needs_claim, state=state))
    }
    assert found == expected


def test_a_claimed_credit_is_disputed_settled_and_applied_in_parts() -> None:
    credit = moved(moved(CLAIMED, Move.NOTIFY), Move.CLAIM)
    credit = moved(credit, Move.DISPUTE, amount=D(400), reason="Their monitor saw 12 minutes less")
    assert (credit.answered, credit.open_amount) == (D(400), D(1200))
    credit = moved(credit, Move.AGREE, amount=D(900))
    credit = moved(credit, Move.MAKE_DUE, invoice="INV-118")
    assert (credit.state, credit.invoice, credit.open_amount) == (
        CreditState.DUE,
        "INV-118",
        D(900),
    )
    credit = moved(credit, Move.APPLY, amount=D(500), invoice="INV-118")
    assert (credit.state, credit.applied, credit.open_amount) == (CreditState.DUE, D(500), D(400))
    credit = moved(credit, Move.APPLY, amount=D(400), invoice="INV-119")
    assert (credit.state, credit.applied, credit.open_amount) == (CreditState.APPLIED, D(900), D(0))
    credit = moved(credit, Move.EARN_BACK, reason="Three good months")
    assert (credit.state, credit.debit, credit.open_amount) == (
        CreditState.EARNED_BACK,
        D(900),
        D(0),
    )


def test_an_at_risk_credit_is_due_without_the_vendors_consent() -> None:
    credit = moved(moved(AT_RISK, Move.NOTIFY), Move.MAKE_DUE, invoice="May 2026")
    assert (credit.state, credit.agreed) == (CreditState.DUE, D(1200))
    credit = moved(credit, Move.APPLY, amount=D(1200), invoice="INV-7")
    assert credit.state is CreditState.APPLIED


def test_a_credit_that_comes_back_before_any_invoice_needs_no_debit() -> None:
    credit = moved(AT_RISK, Move.EARN_BACK, reason="Two good months")
    assert (credit.state, credit.debit) == (CreditState.EARNED_BACK, D(0))


@pytest.mark.parametrize(
    ("credit", "move", "given", "words"),
    [
        (
            CLAIMED,
            Move.APPLY,
            {"amount": D(1), "invoice": "I"},
            "A credit that is computed can't be applied. "
            "Possible from here: notify, expire, waive, earn back.",
        ),
        (
            moved(CLAIMED, Move.NOTIFY),
            Move.ACCEPT,
            {},
            "A credit that is notified can't be accepted. "
            "Possible from here: claim, expire, waive, earn back.",
        ),
        (
            moved(AT_RISK, Move.WAIVE, reason="Goodwill"),
            Move.NOTIFY,
            {},
            "A credit that is waived can't be notified: nothing more can be done with it.",
        ),
        (AT_RISK, Move.WAIVE, {"reason": "  "}, "To waive a credit, give a reason: found none."),
        (
            moved(AT_RISK, Move.NOTIFY),
            Move.DISPUTE,
            {},
            "To dispute a credit, give an amount and a reason: found none.",
        ),
        (
            moved(AT_RISK, Move.NOTIFY),
            Move.MAKE_DUE,
            {},
            "To make due a credit, give the invoice's reference: found none.",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_plain_words(
    credit: Credit, move: Move, given: dict[str, object], words: str
) -> None:
    with pytest.raises(MoveRefused) as refused:
        moved(credit, move, **given)  # type: ignore[arg-type]
    assert str(refused.value) == words


@pytest.mark.parametrize("amount", ["0", "-1", "1200.01", "NaN", "Infinity", "10.001"])
def test_amounts_have_to_fit(amount: str) -> None:
    accepted = moved(moved(AT_RISK, Move.NOTIFY), Move.ACCEPT)
    with pytest.raises(MoveRefused, match="doesn't fit"):
        moved(accepted, Move.AGREE, amount=D(amount))


def test_parts_are_smaller_than_the_whole_and_a_vendor_may_see_nothing_at_all() -> None:
    notified = moved(AT_RISK, Move.NOTIFY)
    with pytest.raises(MoveRefused, match=r"above 0 below the 1,200.00 USD computed"):
        moved(notified, Move.ACCEPT_PART, amount=D(1200), reason="Rounding")
    assert moved(notified, Move.DISPUTE, amount=D(0), reason="No outage").answered == 0
    due = moved(notified, Move.MAKE_DUE, invoice="I")
    part = moved(due, Move.APPLY, amount=D(1000), invoice="I")
    with pytest.raises(MoveRefused, match=r"up to the 200.00 USD still to be applied"):
        moved(part, Move.APPLY, amount=D(201), invoice="I")


@given(
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(Move), st.integers(-1, 1300)), max_size=12),
)
def test_no_walk_applies_more_than_agreed_or_leaves_an_end(
    needs_claim: bool, walk: list[tuple[Move, int]]
) -> None:
    credit = Credit(D(1200), "USD", needs_claim)
    for move, amount in walk:
        before = credit
        try:
            credit = moved(credit, move, amount=D(amount), reason="Because", invoice="INV-1")
        except MoveRefused:
            assert credit is before
        assert before.state not in ENDS or credit is before
        settled = credit.computed if credit.agreed is None else credit.agreed
        assert 0 <= credit.applied <= settled <= credit.computed
        assert 0 <= credit.open_amount <= settled
        assert credit.debit in {0, credit.applied}


def test_each_move_names_who_may_make_it() -> None:
    assert {rule.permission for rule in RULES.values()} == {PURSUE, SETTLE, APPLY}
    assert RULES[Move.WAIVE].permission == SETTLE
    assert RULES[Move.APPLY].needs == {Need.AMOUNT, Need.INVOICE}
