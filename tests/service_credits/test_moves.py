"""Vera pursues a credit, Fay puts it on invoices, and nobody puts the same money there twice."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import ProgrammingError, connection

from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.credits.ledger_rules import Move
from sourcing.models import CreditMove, ServiceCredit
from sourcing.services.credit_moves import NotPermitted, Refused, move_credit
from tests.cast import Cast
from tests.service_credits.scene import CLAIM, FLAT, NOW, Scene, make_scene

D = Decimal


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """A credit of 10,000.00 USD for May, to be claimed by 15 July."""
    scene = make_scene(cast.harbor, {**FLAT, "options": CLAIM})
    scene.level("a")
    scene.result("a", 5)
    scene.run()
    return scene


def go(scene: Scene, move: Move, actor: Membership, amount: int | None = None, **more: str) -> None:
    move_credit(
        credit_id=scene.credit("a", 5).pk,
        move=move,
        actor=actor,
        now=NOW,
        amount=None if amount is None else D(amount),
        **more,
    )


def until_due(scene: Scene, cast: Cast) -> None:
    go(scene, Move.NOTIFY, cast.vera)
    go(scene, Move.CLAIM, cast.vera)
    go(scene, Move.DISPUTE, cast.vera, 2_500, reason="They count planned work out.")
    go(scene, Move.AGREE, cast.vera, 7_000, reason="Met in the middle.")
    go(scene, Move.MAKE_DUE, cast.fay, invoice_reference="INV-7")


def test_a_disputed_credit_is_settled_and_applied_in_parts(scene: Scene, cast: Cast) -> None:
    until_due(scene, cast)
    credit = scene.credit("a", 5)
    assert (credit.amount, credit.vendor_amount, credit.agreed_amount) == (
        D(10_000),
        D(2_500),
        D(7_000),
    )
    go(scene, Move.APPLY, cast.fay, 4_000, invoice_reference="INV-7")
    assert (scene.credit("a", 5).state, scene.credit("a", 5).applied_amount) == ("due", D(4_000))
    with pytest.raises(Refused, match=r"up to the 3,000\.00 USD still to be applied"):
        go(scene, Move.APPLY, cast.fay, 4_000, invoice_reference="INV-8")
    go(scene, Move.APPLY, cast.fay, 3_000, invoice_reference="INV-8")
    assert (scene.credit("a", 5).state, scene.credit("a", 5).applied_amount) == (
        "applied",
        D(7_000),
    )
    assert scene.moves(credit) == [
        ("notified", "", "Vera", ""),
        ("claimed", "", "Vera", ""),
        ("disputed", "2500.00", "Vera", "They count planned work out."),
        ("agreed", "7000.00", "Vera", "Met in the middle."),
        ("due", "", "Fay", ""),
        ("due", "4000.00", "Fay", ""),
        ("applied", "3000.00", "Fay", ""),
    ]


def test_each_role_makes_its_moves(scene: Scene, cast: Cast) -> None:
    with pytest.raises(NotPermitted, match="Finance doesn't notify service credits"):
        go(scene, Move.NOTIFY, cast.fay)
    with pytest.raises(NotPermitted, match="Executive doesn't waive service credits"):
        go(scene, Move.WAIVE, cast.eve, reason="Why not.")
    until_due(scene, cast)
    with pytest.raises(NotPermitted, match="Vendor manager doesn't apply service credits"):
        go(scene, Move.APPLY, cast.vera, 1, invoice_reference="INV-7")
    with pytest.raises(ServiceCredit.DoesNotExist):
        go(scene, Move.APPLY, cast.mallory, 1, invoice_reference="INV-7")
    go(scene, Move.APPLY, cast.omar, 7_000, invoice_reference="INV-7")


def test_what_a_move_needs_is_asked_for_and_nothing_else_taken(scene: Scene, cast: Cast) -> None:
    with pytest.raises(Refused, match="Possible from here: notify, expire, waive, earn back"):
        go(scene, Move.CLAIM, cast.vera)
    with pytest.raises(Refused, match="give a reason: found none"):
        go(scene, Move.WAIVE, cast.vera)
    with pytest.raises(Refused, match="takes no amount: found 5"):
        go(scene, Move.NOTIFY, cast.vera, 5)
    with pytest.raises(Refused, match="has 501 characters, expected at most 500"):
        go(scene, Move.WAIVE, cast.vera, reason="x" * 501)
    assert scene.credit("a", 5).state == "computed"


def test_of_two_who_apply_the_same_money_one_is_told(scene: Scene, cast: Cast) -> None:
    until_due(scene, cast)
    start = Barrier(2)

    def apply(actor: Membership) -> str:
        start.wait()
        try:
            go(scene, Move.APPLY, actor, 7_000, invoice_reference="INV-7")
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()
        return "applied"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(apply, [cast.fay, cast.omar]))
    assert answers == [
        "A credit that is applied can't be applied. Possible from here: earn back.",
        "applied",
    ]
    assert scene.credit("a", 5).applied_amount == 7_000
    with tenant(cast.harbor):
        assert CreditMove.objects.filter(invoice_reference="INV-7", amount=7_000).count() == 1


@pytest.mark.parametrize("statement", ["UPDATE sourcing_creditmove SET reason = 'x'", "DELETE"])
def test_a_move_is_never_changed(scene: Scene, cast: Cast, statement: str) -> None:
    go(scene, Move.NOTIFY, cast.vera)
    if statement == "DELETE":
        statement = "DELETE FROM sourcing_creditmove"
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        tenant(cast.harbor),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
