"""People keep a list's filters under a name, share them, and lose them without harm."""

from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.models import SavedView
from accounts.tenancy import tenant
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import Cast
from vendors.models import Vendor

CONTRACTS = "/vendors/contract/"


def keep(browser: Client, name: str = "Ending soon", **more: str) -> str:
    """Saves a view of the contracts that end within 90 days; gives where it leads."""
    answer = browser.post(
        "/views/save/",
        {"page": "vendors.contract", "name": name, "query": "ends=90&p=3", **more},
    )
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def view_of(cast: Cast, name: str = "Ending soon") -> SavedView:
    with tenant(cast.harbor):
        return SavedView.objects.get(name=name)


def test_vera_keeps_a_view_and_finds_it_above_the_list(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    vera = sign_in(cast.vera)
    assert keep(vera) == f"{CONTRACTS}?ends=90"
    view = view_of(cast)
    page = vera.get(CONTRACTS).content.decode()
    assert f'href="/views/{view.pk}/"' in page
    answer = vera.get(f"/views/{view.pk}/")
    assert answer.headers["Location"] == f"{CONTRACTS}?ends=90"
    assert list(get_messages(answer.wsgi_request)) == []
    assert "Ending soon" not in vera.get("/vendors/vendor/").content.decode()


def test_saving_under_the_same_name_replaces(cast: Cast, omar: Client) -> None:
    keep(omar)
    keep(omar, query="ends=30")
    assert view_of(cast).query == "ends=30"


def test_a_view_is_private_until_it_is_shared(cast: Cast, sign_in: SignIn) -> None:
    vera, eve = sign_in(cast.vera), sign_in(cast.eve)
    keep(vera, "Mine")
    keep(vera, "Ours", shared="on")
    page = eve.get(CONTRACTS).content.decode()
    assert "Ours" in page
    assert "shared by Vera" in page
    assert "Mine" not in page
    assert eve.get(f"/views/{view_of(cast, 'Ours').pk}/").status_code == 302
    assert eve.get(f"/views/{view_of(cast, 'Mine').pk}/").status_code == 404


def test_deleting_is_for_who_made_it_and_for_the_owner(cast: Cast, sign_in: SignIn) -> None:
    vera, eve, olga = (sign_in(member) for member in (cast.vera, cast.eve, cast.olga))
    keep(vera, "Ours", shared="on")
    keep(vera, "Mine")
    ours, mine = (f"/views/{view_of(cast, name).pk}/delete/" for name in ("Ours", "Mine"))
    assert eve.post(ours).status_code == 404
    assert olga.post(mine).status_code == 404
    assert vera.get(mine).status_code == 405
    assert vera.post(mine).status_code == 302
    assert olga.post(ours).status_code == 302
    with tenant(cast.harbor):
        assert not SavedView.objects.exists()


def test_a_filter_that_has_gone_is_left_out_and_told(
    cast: Cast, omar: Client, harbor: Register
) -> None:
    with tenant(cast.harbor):
        gone = Vendor.objects.create(legal_name="Gone")
    there = harbor["vendor"].pk
    keep(omar, "Old", query=f"vendor__id__exact={gone.pk}&colour=red&ends=90")
    keep(omar, "New", query=f"vendor__id__exact={there}")
    key = gone.pk
    with tenant(cast.harbor):
        gone.delete()
    answer = omar.get(f"/views/{view_of(cast, 'Old').pk}/")
    assert answer.headers["Location"] == f"{CONTRACTS}?ends=90"
    told = [str(message) for message in get_messages(answer.wsgi_request)][2:]
    assert len(told) == 2
    assert f"vendor__id__exact “{key}”" in told[0]
    assert "colour “red”" in told[1]
    answer = omar.get(f"/views/{view_of(cast, 'New').pk}/")
    assert answer.headers["Location"] == f"{CONTRACTS}?vendor__id__exact={there}"


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_refused_name_keeps_what_was_typed(name: str, omar: Client) -> None:
    answer = omar.post(
        "/views/save/", {"page": "vendors.contract", "name": name, "query": "ends=90"}
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'value="ends=90"' in page
    assert not name.strip() or f'value="{name}"' in page


def test_only_pages_one_may_open_can_be_kept(cast: Cast, sign_in: SignIn) -> None:
    form = {"name": "Letters", "query": "", "page": "accounts.letter"}
    assert sign_in(cast.eve).post("/views/save/", form).status_code == 403
    assert sign_in(cast.eve).post("/views/save/", {**form, "page": "no.where"}).status_code == 404
    assert Client().post("/views/save/", form).status_code == 302


def test_the_portfolio_is_kept_too(cast: Cast, omar: Client, harbor: Register) -> None:
    omar.post(
        "/views/save/",
        {"page": "admin:index", "name": "By value", "query": "basis=value&as_of=never"},
    )
    view = view_of(cast, "By value")
    assert f"/views/{view.pk}/" in omar.get("/").content.decode()
    answer = omar.get(f"/views/{view.pk}/")
    assert answer.headers["Location"] == "/?basis=value"


def test_mallory_neither_opens_nor_deletes_nor_sees(cast: Cast, sign_in: SignIn) -> None:
    keep(sign_in(cast.vera), "Ours", shared="on")
    mallory = sign_in(cast.mallory)
    key, never_was = view_of(cast, "Ours").pk, uuid4()
    for address in ("/views/{}/", "/views/{}/delete/"):
        method = mallory.post if "delete" in address else mallory.get
        answers = [method(address.format(each)) for each in (key, never_was)]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert "Ours" not in mallory.get(CONTRACTS).content.decode()
    assert view_of(cast, "Ours")
