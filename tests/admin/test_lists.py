"""Every model's list shows the organization's own rows and none of another's."""

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from risk.models import RuleSetting
from tests.admin.addresses import IDS, MODELS, list_of, page_of
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import Cast
from vendors.models import Contract, Vendor

# Their records carry no free text of their own; what they show is checked elsewhere.
WITHOUT_WORD = {
    "accounts.organization",
    "accounts.user",
    "accounts.membership",
    "risk.rulesetting",
    "vendors.referencerate",
}


@pytest.mark.parametrize("model", MODELS, ids=IDS)
def test_omar_sees_his_own_rows_only(
    model: type[Model], omar: Client, harbor: Register, rival: Register
) -> None:
    answer = omar.get(list_of(model), follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Rival" not in page
    if model._meta.label_lower not in WITHOUT_WORD:
        assert harbor.word in page


@pytest.mark.parametrize("model", MODELS, ids=IDS)
def test_every_record_has_a_page_and_a_history(
    model: type[Model], omar: Client, harbor: Register, rival: Register
) -> None:
    record = harbor[model._meta.model_name or ""]
    for page in ("change", "history"):
        answer = omar.get(page_of(record, page))
        assert answer.status_code == 200
        assert b"Rival" not in answer.content


def test_members_and_people_are_the_organizations_own(
    cast: Cast, sign_in: SignIn, harbor: Register, rival: Register
) -> None:
    olga = sign_in(cast.olga)
    for address in ("/accounts/membership/", "/accounts/user/"):
        page = olga.get(address).content.decode()
        for name in ("Olga", "Omar", "Vera", "Eve", "Ivan"):
            assert name in page
        assert "Mallory" not in page


def test_a_search_stays_inside_the_organization(
    omar: Client, harbor: Register, rival: Register
) -> None:
    own = omar.get(list_of(Vendor), {"q": "Data-Core"}).content.decode()
    assert "Harbor Data-Core" in own
    assert "Harbor Batch Works" not in own
    assert "Rival" not in own
    assert "Nothing matches" in omar.get(list_of(Vendor), {"q": "Rival"}).content.decode()


def test_the_three_kinds_of_nothing_look_different(omar: Client, cast: Cast) -> None:
    assert "No vendors yet" in omar.get(list_of(Vendor)).content.decode()
    searched = omar.get(list_of(Vendor), {"q": "nobody"}).content.decode()
    assert "Nothing matches" in searched


def test_contracts_are_filtered_by_the_organizations_today(omar: Client, harbor: Register) -> None:
    """Harbor's today is pinned to 30 June 2026; its contract runs to 27 September, 89 days on."""

    def found(**filters: str) -> bool:
        return "Harbor-1620514" in omar.get(list_of(Contract), filters).content.decode()

    assert found(runs="today")
    assert not found(runs="ended")
    assert found(ends="90")
    assert not found(ends="30")
    assert found(paid="over")
    assert not found(paid="within")


def test_money_stands_with_thousands_and_its_code(omar: Client, harbor: Register) -> None:
    page = omar.get(list_of(Contract)).content.decode()
    assert "24,440.00 USD" in page
    assert "63,648.00 USD" in page
    assert "Over agreed" in page
    assert "Ends in 89 days" in page


def test_engagements_show_their_derived_quadrant(omar: Client, harbor: Register) -> None:
    page = omar.get("/sourcing/engagement/").content.decode()
    assert "Offshore outsourcing" in page
    assert (
        "Harbor-E1"
        in omar.get("/sourcing/engagement/", {"quadrant": "offshore_outsourcing"}).content.decode()
    )
    assert (
        "Nothing matches"
        in omar.get("/sourcing/engagement/", {"quadrant": "onshore_insourcing"}).content.decode()
    )


def test_rules_without_settings_are_listed_with_their_defaults(omar: Client, cast: Cast) -> None:
    page = omar.get(list_of(RuleSetting)).content.decode()
    assert "Depends too much on one vendor" in page
    assert "Threshold percent: 30 %" in page


def test_only_the_models_of_longshore_are_registered() -> None:
    rooms = {model._meta.app_label for model in admin.site._registry}
    assert rooms == {"accounts", "vendors", "teams", "sourcing", "risk"}
