"""Another organization's record answers exactly as one that never was."""

from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db.models import Model
from django.test import Client

from accounts.models import Membership, Organization, Role, User
from accounts.services.organizations import add_member
from tests.admin.addresses import MODELS, page_at
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import NEW_YORK, Cast

#: Rates of the European Central Bank belong to nobody.
OWNED = [model for model in MODELS if model._meta.label_lower != "vendors.referencerate"]
PAGES = ("change", "history", "delete")
AUTOCOMPLETE = "/autocomplete/"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label_lower)
def test_another_organizations_record_is_missing(  # noqa: PLR0917
    page: str, model: type[Model], cast: Cast, sign_in: SignIn, harbor: Register, rival: Register
) -> None:
    theirs = rival[model._meta.model_name or ""].pk
    never_was = 987_654_321 if isinstance(theirs, int) else uuid4()
    answers = []
    for key in (theirs, never_was):
        olga = sign_in(cast.olga)
        answer = olga.get(page_at(model, key, page))
        told = [str(message) for message in get_messages(answer.wsgi_request)]
        answers.append((answer.status_code, answer.headers.get("Location"), _without(told, key)))
    assert answers[0] == answers[1]
    assert answers[0][0] in {302, 403}


def _without(told: list[str], key: object) -> list[str]:
    return [message.replace(str(key), "…") for message in told]


@pytest.mark.parametrize(
    ("app", "model", "field"),
    [
        ("vendors", "contract", "vendor"),
        ("vendors", "contract", "parent"),
        ("vendors", "contractitem", "contract"),
        ("vendors", "paymenttodate", "item"),
        ("sourcing", "engagement", "captive_team"),
        ("sourcing", "engagementcontract", "engagement"),
        ("sourcing", "deliveryteam", "team"),
        ("teams", "team", "site"),
        ("risk", "waiver", "engagement"),
    ],
)
def test_autocompletion_offers_own_records_only(  # noqa: PLR0917
    app: str, model: str, field: str, omar: Client, harbor: Register, rival: Register
) -> None:
    asked = {"app_label": app, "model_name": model, "field_name": field, "term": ""}
    offered = [row["text"] for row in omar.get(AUTOCOMPLETE, asked).json()["results"]]
    assert all("Rival" not in text for text in offered)
    if field != "captive_team":
        assert any(text.startswith("Harbor") for text in offered)
    theirs = omar.get(AUTOCOMPLETE, {**asked, "term": "Rival"}).json()
    assert theirs["results"] == []


def test_autocompletion_of_alerts_offers_own_findings_only(
    omar: Client, harbor: Register, rival: Register
) -> None:
    asked = {"app_label": "risk", "model_name": "alert", "field_name": "finding", "term": "paid"}
    offered = [row["text"] for row in omar.get(AUTOCOMPLETE, asked).json()["results"]]
    assert offered == ["Harbor was paid more than agreed"]


def test_the_palette_finds_own_records_only(
    omar: Client, harbor: Register, rival: Register
) -> None:
    page = omar.get("/search/", {"s": "Harbor"}).content.decode()
    for found in (
        "Harbor Data-Core",
        "Harbor-E1 Harbor claims support",
        "Harbor-1620514 Harbor support",
        "Harbor run team",
        "Harbor was paid more than agreed",
    ):
        assert found in page
    assert "Nothing matched" in omar.get("/search/", {"s": "Rival"}).content.decode()


def test_the_palette_forgets_when_the_organization_changes(
    cast: Cast, sign_in: SignIn, harbor: Register, rival: Register
) -> None:
    """Olga owns Rival Freight as well; what she found there must not come up here."""
    also = add_member(
        organization=cast.rival,
        email=cast.olga.user.email,
        full_name="Olga",
        role=Role.OWNER,
        time_zone=NEW_YORK,
    )
    olga = sign_in(cast.olga)
    assert "Harbor Data-Core" in olga.get("/search/", {"s": "Data-Core"}).content.decode()
    olga.post("/switch/", {"membership": str(also.pk)})
    page = olga.get("/search/", {"s": "Data-Core"}).content.decode()
    assert "Rival Data-Core" in page
    assert "Harbor" not in page


def test_only_own_members_can_own_a_contract(
    omar: Client, cast: Cast, harbor: Register, rival: Register
) -> None:
    page = omar.get(page_at(type(harbor["contract"]), harbor["contract"].pk)).content.decode()
    assert str(cast.vera.pk) in page
    assert str(cast.mallory.pk) not in page
    form = {
        "number": "Harbor-2",
        "kind": "standalone",
        "vendor": str(harbor["vendor"].pk),
        "currency": "USD",
        "delivery_days": "0",
        "owner": str(cast.mallory.pk),
        "items-TOTAL_FORMS": "0",
        "items-INITIAL_FORMS": "0",
        "agreed_terms-TOTAL_FORMS": "0",
        "agreed_terms-INITIAL_FORMS": "0",
        "precedence_ranks-TOTAL_FORMS": "0",
        "precedence_ranks-INITIAL_FORMS": "0",
    }
    answer = omar.post("/vendors/contract/add/", form)
    assert answer.status_code == 200
    assert "Select a valid choice" in answer.content.decode()


def test_switching_needs_a_membership_of_ones_own(
    cast: Cast, sign_in: SignIn, harbor: Register, rival: Register
) -> None:
    omar = sign_in(cast.omar)
    for membership in (str(cast.mallory.pk), str(uuid4()), "nonsense", ""):
        assert omar.post("/switch/", {"membership": membership}).status_code == 404
    assert b"Harbor Works" in omar.get("/vendors/vendor/").content
    assert omar.get("/switch/").status_code == 405


def test_an_owner_changes_only_their_own_organization(
    cast: Cast, sign_in: SignIn, rival: Register
) -> None:
    olga = sign_in(cast.olga)
    olga.post(f"/accounts/organization/{cast.rival.pk}/change/", {"name": "Taken over"})
    olga.post(f"/accounts/membership/{cast.mallory.pk}/change/", {"role": "executive"})
    olga.post(f"/accounts/user/{cast.mallory.user_id}/change/", {"full_name": "Nobody"})
    assert Organization.objects.get(pk=cast.rival.pk).name == "Rival Freight"
    assert Membership.objects.get(pk=cast.mallory.pk).role == "owner"
    assert User.objects.get(pk=cast.mallory.user_id).full_name == "Mallory"
