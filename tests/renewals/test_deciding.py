"""Deciding on the page, being told that somebody was quicker, and taking back."""

from datetime import date
from uuid import uuid4

from django.test import Client

from accounts.tenancy import tenant
from tests.admin.conftest import SignIn
from tests.cast import Cast
from tests.renewals.conftest import Renewing
from vendors.models import RenewalDecision

EXIT = {
    "action": "decide",
    "choice": "exit",
    "reason": "Two offers are cheaper.",
    "term_end": "2026-10-18",
}


def address(renewing: Renewing) -> str:
    return f"/renewals/{renewing.late.pk}/"


def decisions(cast: Cast) -> list[tuple[str, bool, date | None]]:
    with tenant(cast.harbor):
        return [
            (each.choice, each.taken_back_at is not None, each.notice_sent_on)
            for each in RenewalDecision.objects.order_by("pk")
        ]


def test_vera_decides_records_the_notice_and_takes_it_back(
    cast: Cast, renewing: Renewing, sign_in: SignIn
) -> None:
    vera = sign_in(cast.vera)
    page = address(renewing)
    assert b"Nobody has decided yet" in vera.get(page).content
    assert vera.post(page, EXIT).status_code == 302
    assert decisions(cast) == [("exit", False, None)]
    shown = vera.get(page).content.decode()
    assert "Take the decision back" in shown
    assert "Two offers are cheaper." in shown
    assert vera.post(page, {"action": "notice", "sent_on": "2026-06-29"}).status_code == 302
    assert decisions(cast) == [("exit", False, date(2026, 6, 29))]
    taken_back = {"action": "take_back", "reason": "Both offers fell through."}
    assert vera.post(page, taken_back).status_code == 302
    assert decisions(cast) == [("exit", True, date(2026, 6, 29))]
    assert b"Both offers fell through." in vera.get(page).content


def test_what_is_refused_keeps_what_was_typed(
    cast: Cast, renewing: Renewing, sign_in: SignIn
) -> None:
    vera = sign_in(cast.vera)
    answer = vera.post(address(renewing), {**EXIT, "choice": ""})
    assert answer.status_code == 400
    assert "Choose renew, renegotiate or exit." in answer.content.decode()
    assert "Two offers are cheaper." in answer.content.decode()
    moved = vera.post(address(renewing), {**EXIT, "term_end": "2026-10-17"})
    assert moved.status_code == 409
    assert "ends on 2026-10-18, not on 2026-10-17" in moved.content.decode()
    assert decisions(cast) == []


def test_the_second_of_two_is_told(cast: Cast, renewing: Renewing, sign_in: SignIn) -> None:
    sign_in(cast.vera).post(address(renewing), EXIT)
    answer = sign_in(cast.omar).post(address(renewing), {**EXIT, "choice": "renew"})
    assert answer.status_code == 409
    assert "Somebody else was quicker" in answer.content.decode()
    assert decisions(cast) == [("exit", False, None)]


def test_eve_reads_and_does_not_decide(cast: Cast, renewing: Renewing, sign_in: SignIn) -> None:
    eve = sign_in(cast.eve)
    page = eve.get(address(renewing))
    assert page.status_code == 200
    assert b'name="choice"' not in page.content
    assert eve.post(address(renewing), EXIT).status_code == 403
    assert decisions(cast) == []


def test_another_organizations_contract_is_missing(
    cast: Cast, renewing: Renewing, sign_in: SignIn
) -> None:
    mallory = sign_in(cast.mallory)
    for answer in (_both(mallory, address(renewing)), _both(mallory, f"/renewals/{uuid4()}/")):
        assert answer == [404, 404]
    assert decisions(cast) == []


def _both(client: Client, page: str) -> list[int]:
    return [client.get(page).status_code, client.post(page, EXIT).status_code]
