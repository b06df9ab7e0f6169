"""Vera pursues credits on their pages, Fay applies them, and the list leads with what runs out."""

import html
import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import tenant
from sourcing.credits.ledger_rules import Move
from sourcing.models import ServiceCredit
from sourcing.services.credit_moves import move_credit
from tests.admin.conftest import SignIn, sign_in
from tests.cast import Cast
from tests.exporting.reading import csv_of
from tests.service_credits.scene import CLAIM, FLAT, NOW, Scene, make_scene

__all__ = ["sign_in"]

LIST = "/sourcing/servicecredit/"


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """Credits of 10,000.00 USD for April and May; only May's can still be claimed on 30 June."""
    scene = make_scene(cast.harbor, {**FLAT, "options": CLAIM})
    scene.level("a")
    scene.result("a", 4)
    scene.result("a", 5)
    on_day(cast, date(2026, 6, 10))
    scene.run()
    on_day(cast, date(2026, 6, 30))
    return scene


def on_day(cast: Cast, today: date) -> None:
    with tenant(cast.harbor):
        cast.harbor.pinned_today = today
        cast.harbor.save(update_fields=["pinned_today"])


@pytest.fixture
def vera(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.vera)


@pytest.fixture
def fay(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.fay)


def page_of(scene: Scene, month: int = 5) -> str:
    return f"{LIST}{scene.credit('a', month).pk}/change/"


def move_of(scene: Scene, move: str, month: int = 5) -> str:
    return f"{LIST}{scene.credit('a', month).pk}/move/{move}/"


def go(client: Client, scene: Scene, move: str, **typed: object) -> str:
    """Opens the page of a move, types, sends it, and gives the words of the page that follows."""
    address = move_of(scene, move)
    seen = client.get(address).context["form"]["seen_moves"].value()
    return words(client.post(address, {"seen_moves": seen, **typed}, follow=True).content)


def words(content: bytes) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", content.decode())))


def buttons(client: Client, scene: Scene, month: int = 5) -> list[str]:
    *moves, letter = client.get(page_of(scene, month)).context["actions_detail"]
    assert letter["title"] == "Claim letter"
    return [
        title
        for button in moves
        for title in [button["title"], *(end["title"] for end in button.get("items", ()))]
    ]


def test_a_credits_page_tells_where_it_stands_and_offers_what_the_person_may_do(
    scene: Scene, vera: Client, fay: Client, cast: Cast, sign_in: SignIn
) -> None:
    page = words(vera.get(page_of(scene)).content)
    assert (
        "10,000.00 USD was computed. The last day to claim it is 15 July 2026: 15 days left."
    ) in page
    assert "Attained 99.2 %" in page
    assert "Expected and minimum 99.9 % and 99.5 %" in page
    assert "Period May 2026" in page
    assert "Nothing yet: it was computed and waits." in page
    assert buttons(vera, scene) == [
        "Vendor was told",
        "End it",
        "Expired",
        "Give it up",
        "Earned back",
    ]
    assert buttons(fay, scene) == []
    assert buttons(sign_in(cast.eve), scene) == []


def test_vera_goes_all_the_way_and_fay_applies(scene: Scene, vera: Client, fay: Client) -> None:
    assert "The vendor was told." in go(vera, scene, "notify")
    assert "The credit is claimed." in go(vera, scene, "claim", reason="By mail")
    assert buttons(vera, scene) == [
        "Vendor accepts",
        "Vendor accepts a part",
        "Vendor disputes",
        "End it",
        "Give it up",
        "Vendor rejects",
        "Earned back",
    ]
    incomplete = vera.post(move_of(scene, "dispute"), {"seen_moves": 2, "amount": "2500"})
    assert incomplete.status_code == 200
    assert incomplete.context["form"].errors == {"reason": ["This field is required."]}
    assert 'value="2500"' in incomplete.content.decode()
    assert "The credit is disputed." in go(
        vera, scene, "dispute", amount="2500", reason="They count planned work out"
    )
    agree = vera.get(move_of(scene, "agree")).context["form"]
    assert agree["amount"].value() == Decimal(2500)
    too_much = go(vera, scene, "agree", amount="10000.01")
    assert "expected one above 0 up to the 10,000.00 USD computed" in too_much
    assert "The amount is agreed." in go(vera, scene, "agree", amount="7000")
    assert buttons(fay, scene) == ["Due on an invoice"]
    go(fay, scene, "make_due", invoice_reference="INV-7")
    form = fay.get(move_of(scene, "apply")).context["form"]
    assert (form["amount"].value(), form["invoice_reference"].value()) == (Decimal(7000), "INV-7")
    page = go(fay, scene, "apply", amount="4000", invoice_reference="INV-7")
    assert "The invoice is recorded." in page
    assert "10,000.00 USD was computed; the vendor's figure is 2,500.00 USD; 7,000.00 USD" in page
    assert "Still to come 3,000.00 USD" in page
    ledger = page[page.index("What happened to it") :]
    assert "Vera Disputed 2,500.00 USD – They count planned work out" in ledger
    assert "Fay Due on an invoice 4,000.00 USD INV-7 –" in ledger


def test_a_form_sent_twice_applies_once(scene: Scene, vera: Client, fay: Client) -> None:
    go(vera, scene, "notify")
    go(vera, scene, "claim")
    go(vera, scene, "accept")
    go(vera, scene, "agree", amount="10000")
    go(fay, scene, "make_due", invoice_reference="INV-7")
    typed = {"seen_moves": 5, "amount": "4000", "invoice_reference": "INV-7", "reason": "First"}
    assert fay.post(move_of(scene, "apply"), typed).status_code == 302
    again = fay.post(move_of(scene, "apply"), typed)
    page = again.content.decode()
    assert "The credit has 6 moves by now, and you have read 5 moves: read it again." in page
    assert 'value="4000"' in page
    assert "First</textarea>" in page
    assert "Fay Due on an invoice 4,000.00 USD INV-7 First" in words(again.content)
    # The page shows the first part now, so sending it once more asks whether it is another one.
    assert again.context["form"]["seen_moves"].value() == "6"
    asked = words(fay.post(move_of(scene, "apply"), {**typed, "seen_moves": 6}).content)
    assert "Invoice INV-7 shows 4,000.00 USD of this credit already." in asked
    assert scene.credit("a", 5).applied_amount == 4000
    go(fay, scene, "apply", **{**typed, "seen_moves": 6, "is_another_part": "on"})
    assert scene.credit("a", 5).applied_amount == 8000


def test_what_cannot_follow_is_told_instead_of_asked(scene: Scene, vera: Client) -> None:
    early = vera.get(move_of(scene, "claim"))
    assert "The credit is computed, and this can't follow." in early.content.decode()
    refused = vera.post(move_of(scene, "claim"), {"seen_moves": 0})
    assert "be claimed. Possible from here: notify, expire" in refused.content.decode()
    assert vera.get(move_of(scene, "sing")).status_code == 404
    assert scene.credit("a", 5).state == "computed"


def test_only_who_may_and_only_ones_own(
    scene: Scene, cast: Cast, vera: Client, fay: Client, sign_in: SignIn
) -> None:
    for move, person in (("notify", fay), ("apply", vera), ("notify", sign_in(cast.eve))):
        assert person.get(move_of(scene, move)).status_code == 403
        assert person.post(move_of(scene, move), {"seen_moves": 0}).status_code == 403
    assert sign_in(cast.hana).get(page_of(scene)).status_code == 403
    mallory = sign_in(cast.mallory)
    assert mallory.post(move_of(scene, "notify"), {"seen_moves": 0}).status_code == 302
    assert scene.credit("a", 5).state == "computed"


def test_the_list_leads_with_what_runs_out_and_counts_only_what_can_be_claimed(
    scene: Scene, vera: Client
) -> None:
    page = vera.get(LIST)
    assert (
        "10,000.00 USD of credit can be claimed now; the first deadline is 15 Jul 2026. "
        "10,000.00 USD was not claimed in time."
    ) in words(page.content)
    assert [row.result.first_day.month for row in page.context["cl"].result_list] == [5, 4]
    assert "15 Jul 2026 , 15 days left" in words(page.content)
    assert "15 Jun 2026" not in words(page.content)
    assert "14 Jun 2026 , passed" in words(page.content)
    for query, months in (
        ("claim=open", [5]),
        ("claim=soon", [5]),
        ("claim=late", [4]),
        ("claim=none", []),
        ("state__exact=computed", [5, 4]),
        ("state__exact=due", []),
        ("q=DESK-1", [5, 4]),
        (f"scheme__contract__vendor__id__exact={scene.contract.vendor_id}", [5, 4]),
    ):
        rows = vera.get(f"{LIST}?{query}").context["cl"].result_list
        assert [row.result.first_day.month for row in rows] == months, query


def test_the_list_is_taken_home_as_it_is_shown(scene: Scene, vera: Client) -> None:
    heading, first, second = csv_of(vera, "sourcing.servicecredit")
    assert heading == [
        "Period",
        "Credit",
        "Credit: currency",
        "Claim by",
        "State",
        "Service level",
        "Vendor",
        "On invoices",
    ]
    assert first == [
        "May 2026",
        "10000.00",
        "USD",
        "2026-07-15",
        "Computed",
        "Desk a",
        "DESK-1 Services",
        "Nothing",
    ]
    assert second[0] == "April 2026"


def test_an_organization_without_credits_is_told_how_they_come(cast: Cast, sign_in: SignIn) -> None:
    page = words(sign_in(cast.mallory).get(LIST).content)
    assert "Credits appear when a default becomes final" in page


def test_list_and_page_ask_as_often_however_many_credits_and_moves(
    scene: Scene, cast: Cast, vera: Client
) -> None:
    few = {address: queries(vera, address) for address in (LIST, page_of(scene))}
    for key in "bcdefgh":
        scene.level(key)
        for month in (1, 2, 3):
            scene.result(key, month)
    scene.run()
    credit = scene.credit("a", 5)
    for move in (Move.NOTIFY, Move.CLAIM, Move.ACCEPT):
        move_credit(credit_id=credit.pk, move=move, actor=cast.omar, now=NOW)
    with tenant(cast.harbor):
        assert ServiceCredit.objects.count() == 23
    many = {address: queries(vera, address) for address in (LIST, page_of(scene))}
    assert many == few
    assert max(few.values()) <= 25


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_last_day_is_in_time(scene: Scene, cast: Cast, vera: Client) -> None:
    on_day(cast, date(2026, 7, 15))
    page = words(vera.get(LIST).content)
    assert "15 Jul 2026 , today is the last day" in page
    assert "10,000.00 USD of credit can be claimed now" in page
