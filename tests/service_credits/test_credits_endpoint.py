"""Programs read credits and make their moves."""

import pytest

from accounts.tenancy import tenant
from sourcing.models import CreditMove
from tests.api.conftest import Program, Programs, errors_of, program
from tests.cast import Cast
from tests.service_credits.scene import CLAIM, FLAT, make_scene

__all__ = ["program"]


@pytest.fixture
def olga(cast: Cast, program: Programs) -> Program:
    return program(cast.olga)


@pytest.fixture
def address(cast: Cast) -> str:
    """A credit of 10,000.00 USD for May, to be claimed by 15 July."""
    scene = make_scene(cast.harbor, {**FLAT, "options": CLAIM})
    scene.level("a")
    scene.result("a", 5)
    scene.run()
    return f"service-credits/{scene.credit('a', 5).pk}/"


def test_a_credit_goes_its_way_step_by_step(cast: Cast, program: Programs, address: str) -> None:
    vera, fay = program(cast.vera), program(cast.fay)
    found = vera.get(address).json()
    assert (found["amount"], found["state"], found["claim_by"]) == (
        "10000.00",
        "computed",
        "2026-07-15",
    )
    assert found["possible_moves"] == ["notify", "expire", "waive", "earn-back"]
    assert vera.post(f"{address}notify/", {}).json()["state"] == "notified"
    assert vera.post(f"{address}claim/", {"reason": "By mail."}).json()["state"] == "claimed"
    disputed = vera.post(f"{address}dispute/", {"amount": "2500.00", "reason": "They differ."})
    assert disputed.json()["vendor_amount"] == "2500.00"
    agreed = vera.post(f"{address}agree/", {"amount": "7000.00"})
    assert agreed.json()["agreed_amount"] == "7000.00"
    assert vera.post(f"{address}make-due/", {"invoice_reference": "I"}).status_code == 403
    assert fay.post(f"{address}make-due/", {"invoice_reference": "INV-7"}).status_code == 200
    part: dict[str, object] = {"amount": "4000.00", "invoice_reference": "INV-7"}
    unread = fay.post(f"{address}apply/", part)
    assert (unread.status_code, errors_of(unread)) == (400, [("required", "seen_moves")])
    part["seen_moves"] = len(fay.get(address).json()["moves"])
    applied = fay.post(f"{address}apply/", part).json()
    assert (applied["state"], applied["applied_amount"]) == ("due", "4000.00")
    assert applied["moves"][-1] | {"at": ""} == {
        "from_state": "due",
        "to_state": "due",
        "by": str(cast.fay.pk),
        "at": "",
        "reason": "",
        "amount": "4000.00",
        "invoice_reference": "INV-7",
    }
    sent_twice = fay.post(f"{address}apply/", part)
    assert (sent_twice.status_code, errors_of(sent_twice)) == (409, [("move_refused", None)])
    part["seen_moves"] = 6
    repeated = fay.post(f"{address}apply/", part).json()["errors"][0]["detail"]
    assert repeated.startswith("Invoice INV-7 shows 4,000.00 USD of this credit already.")
    too_much = fay.post(f"{address}apply/", {**part, "is_another_part": True})
    assert "up to the 3,000.00 USD still to be" in too_much.json()["errors"][0]["detail"]


def test_a_repeated_request_applies_once(cast: Cast, program: Programs, address: str) -> None:
    olga = program(cast.olga)
    for move, body in (
        ("notify", {}),
        ("claim", {}),
        ("accept", {}),
        ("agree", {"amount": "10000.00"}),
        ("make-due", {"invoice_reference": "INV-7"}),
    ):
        assert olga.post(f"{address}{move}/", body).status_code == 200
    part = {"amount": "4000.00", "invoice_reference": "INV-7", "seen_moves": 5}
    for _ in range(2):
        answer = olga.post(f"{address}apply/", part, idempotency_key="INV-7-part-1")
        assert answer.json()["applied_amount"] == "4000.00"
    with tenant(cast.harbor):
        assert CreditMove.objects.filter(amount=4000).count() == 1


@pytest.mark.parametrize(
    ("move", "attr", "body"),
    [
        ("waive", "reason", {}),
        ("agree", "amount", {"amount": "-1.00"}),
        ("agree", "amount", {"amount": 5}),
        ("notify", "amount", {"amount": "5.00"}),
    ],
)
def test_a_body_is_checked_first(
    olga: Program, address: str, move: str, attr: str, body: dict[str, object]
) -> None:
    answer = olga.post(f"{address}{move}/", body)
    assert answer.status_code == 400
    assert [name for _, name in errors_of(answer)] == [attr]


def test_nobody_outside_moves_it(cast: Cast, program: Programs, address: str) -> None:
    mallory: Program = program(cast.mallory)
    assert mallory.post(f"{address}notify/", {}).status_code == 404
    assert program(cast.ivan).post(f"{address}notify/", {}).status_code == 403
    assert program(cast.eve).post(f"{address}waive/", {"reason": "No."}).status_code == 403


def test_the_list_is_narrowed(cast: Cast, program: Programs, address: str) -> None:
    vera = program(cast.vera)
    for query, count in (("state=computed", 1), ("state=due", 0), ("claim_by_to=2026-07-14", 0)):
        assert len(vera.get(f"service-credits/?{query}").json()["results"]) == count
