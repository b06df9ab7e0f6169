"""Vera pursues a credit, Fay puts it on invoices, and nobody puts the same money there twice."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

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


def go(scene: Scene, move: Move, actor: Membership, amount: int | None = None, **more: Any) -> None:
    """Makes a move, as one who has just read the credit unless `seen_moves` says otherwise."""
    if move is Move.APPLY and "seen_moves" not in more:
        more["seen_moves"] = read_by(scene, actor)
    move_credit(
        credit_id=scene.credit("a", 5).pk,
        move=move,
        actor=actor,
        now=NOW,
        amount=None if amount is None else D(amount),
        **more,
    )


def read_by(scene: Scene, actor: Membership) -> int:
    with tenant(actor.organization_id):
        return CreditMove.objects.filter(credit__result__service_level=scene.levels["a"]).count()


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


def at_once(scene: Scene, actors: list[Membership], amount: int) -> list[str]:
    """What each is told who reads the credit and then applies a part at the same moment."""
    start = Barrier(len(actors))
    seen = read_by(scene, actors[0])

    def apply(actor: Membership) -> str:
        start.wait()
        try:
            go(scene, Move.APPLY, actor, amount, invoice_reference="INV-7", seen_moves=seen)
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()
        return "applied"

    with ThreadPoolExecutor(len(actors)) as pool:
        return sorted(pool.map(apply, actors))


@pytest.mark.parametrize("amount", [7_000, 2_000], ids=["the whole", "a part"])
def test_of_two_who_apply_the_same_money_at_once_one_is_told(
    scene: Scene, cast: Cast, amount: int
) -> None:
    until_due(scene, cast)
    assert at_once(scene, [cast.fay, cast.omar], amount) == [
        "The credit has 6 moves by now, and you have read 5 moves: read it again.",
        "applied",
    ]
    assert scene.credit("a", 5).applied_amount == amount
    with tenant(cast.harbor):
        assert CreditMove.objects.filter(invoice_reference="INV-7", amount=amount).count() == 1


def test_a_part_is_not_applied_twice_by_mistake(scene: Scene, cast: Cast) -> None:
    until_due(scene, cast)
    with pytest.raises(Refused, match="say how many moves it had when you read it: found none"):
        go(scene, Move.APPLY, cast.fay, 2_000, invoice_reference="INV-7", seen_moves=None)
    go(scene, Move.APPLY, cast.fay, 2_000, invoice_reference="INV-7")
    again = r"Invoice INV-7 shows 2,000\.00 USD of this credit already\. If it shows the same"
    with pytest.raises(Refused, match=again):
        go(scene, Move.APPLY, cast.fay, 2_000, invoice_reference=" inv-7 ")
    assert scene.credit("a", 5).applied_amount == 2_000
    # Another invoice, another amount, and the same once more where that is said.
    go(scene, Move.APPLY, cast.fay, 2_000, invoice_reference="INV-8")
    go(scene, Move.APPLY, cast.fay, 1_000, invoice_reference="INV-7")
    go(scene, Move.APPLY, cast.fay, 2_000, invoice_reference="INV-7", is_another_part=True)
    credit = scene.credit("a", 5)
    assert (credit.state, credit.applied_amount) == ("applied", D(7_000))


def test_any_move_may_say_what_its_author_has_read(scene: Scene, cast: Cast) -> None:
    go(scene, Move.NOTIFY, cast.vera, seen_moves=0)
    with pytest.raises(Refused, match="has 1 move by now, and you have read 0 moves: read it"):
        go(scene, Move.CLAIM, cast.vera, seen_moves=0)
    go(scene, Move.CLAIM, cast.vera, seen_moves=1)
    assert scene.credit("a", 5).state == "claimed"


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
