"""The page Renewals: by month, the worst first, with money, owner and decision."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import tenant
from tests.admin.conftest import SignIn
from tests.cast import Cast
from tests.portfolio.reading import read
from tests.renewals.conftest import Renewing
from tests.risk.records import make_contract
from vendors.models import Vendor
from vendors.models.renewal import Choice
from vendors.services.renewals import decide_renewal

PAGE = "/renewals/"


def test_it_answers_what_must_be_decided(cast: Cast, renewing: Renewing, sign_in: SignIn) -> None:
    text = read(sign_in(cast.vera).get(PAGE)).text
    assert (
        "2 contracts have a decision, a notice deadline or an end by 30 Dec 2026; 2 are undecided, "
        "1 of them late."
    ) in text
    # 291,000 and 320,000 over 291 and 320 days, each for a year.
    assert "Undecided renewals would cost 730,000 USD." in text
    order = [
        text.index(words)
        for words in (
            "Late: the day to decide has passed",
            "LATE-1",
            "Send the notice",
            "July 2026",
            "COMING-1",
            "Decide whether to renew",
            "Without an agreed end",
            "EVER-1",
        )
    ]
    assert order == sorted(order)
    assert "LATER-1" not in text
    assert "30 Aug 2026" in text


def test_a_wider_window_shows_more(cast: Cast, renewing: Renewing, sign_in: SignIn) -> None:
    vera = sign_in(cast.vera)
    assert "LATER-1" not in read(vera.get(f"{PAGE}?months=24")).text
    with tenant(cast.harbor):
        renewing.later.items.update(last_day=date(2027, 12, 31))
    assert "LATER-1" in read(vera.get(f"{PAGE}?months=24")).text
    assert "LATER-1" not in read(vera.get(f"{PAGE}?months=12")).text


def test_a_decision_is_shown_and_filtered(cast: Cast, renewing: Renewing, sign_in: SignIn) -> None:
    decide_renewal(
        contract_id=renewing.coming.pk,
        term_end=date(2026, 11, 16),
        choice=Choice.RENEW,
        reason="Good work.",
        actor=cast.vera,
        now=cast.harbor.created_at,
    )
    vera = sign_in(cast.vera)
    text = read(vera.get(PAGE)).text
    assert "1 is undecided" in text
    assert "Renew" in text
    assert "November 2026" in text
    undecided = read(vera.get(f"{PAGE}?show=undecided")).text
    assert "COMING-1" not in undecided
    assert "LATE-1" in undecided
    mine = read(vera.get(f"{PAGE}?owner=me")).text
    assert "LATE-1" in mine
    assert "COMING-1" not in mine
    assert "Nothing matches." in read(sign_in(cast.omar).get(f"{PAGE}?owner=me")).text


def test_an_empty_page_and_a_page_without_work_differ(cast: Cast, sign_in: SignIn) -> None:
    omar = sign_in(cast.omar)
    assert "No contract is recorded yet." in read(omar.get(PAGE)).text
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        make_contract("C-1", vendor, last_day=date(2030, 1, 1))
    assert "All is well: nothing has to be decided by 30 Dec 2026." in read(omar.get(PAGE)).text


def test_an_address_that_means_nothing_is_named(
    cast: Cast, renewing: Renewing, sign_in: SignIn
) -> None:
    answer = sign_in(cast.omar).get(f"{PAGE}?months=7&shwo=all")
    assert answer.status_code == 400
    text = read(answer).text
    assert "months is “7”, but must be one of 3, 6, 12, 24." in text
    assert "“shwo” isn't known here." in text


@pytest.mark.parametrize(("name", "status"), [("olga", 200), ("eve", 200), ("ivan", 403)])
def test_who_may_read_it(
    name: str, status: int, cast: Cast, renewing: Renewing, sign_in: SignIn
) -> None:
    assert sign_in(getattr(cast, name)).get(PAGE).status_code == status


def test_mallory_sees_nothing_of_it(cast: Cast, renewing: Renewing, sign_in: SignIn) -> None:
    assert "LATE-1" not in read(sign_in(cast.mallory).get(PAGE)).text


def test_it_asks_as_often_for_many_contracts_as_for_few(
    cast: Cast, renewing: Renewing, sign_in: SignIn
) -> None:
    omar = sign_in(cast.omar)
    few = _queries(omar)
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Many")
        for number in range(60):
            day = date(2026, 7 + number % 6, 10)
            make_contract(f"M-{number}", vendor, last_day=day)
    assert _queries(omar) == few


def _queries(client: object) -> int:
    client.get(PAGE)  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as captured:
        assert client.get(PAGE).status_code == 200  # type: ignore[attr-defined]
    return len(captured)
