"""Harbor's identity provider vouches for people in Harbor, and for nothing else of theirs."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import Membership, Role
from accounts.services.invitations import invite, link_to
from accounts.services.organizations import add_member
from accounts.tenancy import tenant
from tests.cast import NEW_YORK, Cast
from tests.signin.conftest import Browser, browser, enter
from tests.sso.test_single_sign_on import Come, come, provider

__all__ = ["browser", "come", "provider"]
OWN_SIGN_IN = "sign in with your own password or passkey"


@pytest.fixture
def also(cast: Cast) -> Membership:
    """Vera owns Rival too."""
    return add_member(
        organization=cast.rival,
        email=cast.vera.user.email,
        full_name="Vera",
        role=Role.OWNER,
        time_zone=NEW_YORK,
    )


def test_it_does_not_open_another_organization(cast: Cast, come: Come, also: Membership) -> None:
    client, page = come(cast.vera)
    assert "Rival" not in page.content.decode()
    refused = client.post("/switch/", {"membership": str(also.pk)})
    assert refused.status_code == 403
    assert OWN_SIGN_IN in refused.content.decode()
    session = client.session
    session["organization_id"] = cast.rival.pk
    session.save()
    assert "Harbor Works" in client.get("/").content.decode()
    assert client.post("/switch/", {"membership": str(cast.vera.pk)}).status_code == 302


def test_it_serves_nothing_once_the_membership_has_ended(
    cast: Cast, come: Come, also: Membership
) -> None:
    client, _ = come(cast.vera)
    with tenant(cast.harbor):
        Membership.objects.filter(pk=cast.vera.pk).update(is_active=False)
    page = client.get("/", follow=True).content.decode()
    assert "Harbor Works" not in page
    assert "Rival" not in page
    assert client.get("/account/password/").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/account/password/",
        "/account/password/set/",
        "/account/confirm/",
        "/account/sessions/",
        "/account/second-factor/",
        "/account/second-factor/app/",
        "/account/second-factor/keys/add/",
    ],
)
def test_it_opens_no_page_of_the_account_itself(address: str, cast: Cast, come: Come) -> None:
    client, _ = come(cast.vera)
    for answer in (client.get(address), client.post(address, {"others": "1"})):
        assert answer.status_code == 403
        assert OWN_SIGN_IN in answer.content.decode()


PROFILE = {"full_name": "Vera Vance", "time_zone": "Europe/Warsaw", "work_starts": "08:00"}
PROFILE["work_ends"] = "16:00"


def test_it_changes_no_name_that_holds_in_another_organization(
    cast: Cast, come: Come, also: Membership
) -> None:
    client, _ = come(cast.vera)
    profile = f"/accounts/user/{cast.vera.user_id}/change/"
    page = client.get(profile).content.decode()
    assert "you came in through Harbor Works&#x27;s identity provider" in page
    assert 'name="full_name"' not in page
    assert client.post(profile, PROFILE).status_code == 403
    cast.vera.user.refresh_from_db()
    assert cast.vera.user.full_name == "Vera"

    enter(client := Client(), cast.vera)
    assert "identity provider" not in client.get(profile).content.decode()
    assert client.post(profile, PROFILE).status_code == 302
    cast.vera.user.refresh_from_db()
    assert (cast.vera.user.full_name, str(cast.vera.user.time_zone)) == (
        "Vera Vance",
        "Europe/Warsaw",
    )


def test_it_changes_name_and_hours_where_they_hold_here_only(cast: Cast, come: Come) -> None:
    client, _ = come(cast.vera)
    profile = f"/accounts/user/{cast.vera.user_id}/change/"
    assert client.post(profile, PROFILE).status_code == 302
    cast.vera.user.refresh_from_db()
    assert cast.vera.user.full_name == "Vera Vance"


def test_it_accepts_no_invitation_of_another_organization(cast: Cast, come: Come) -> None:
    client, _ = come(cast.vera)
    with tenant(cast.rival):
        written = invite(
            organization=cast.rival,
            actor=cast.mallory,
            email=cast.vera.user.email,
            role=Role.OWNER,
            valid_days=7,
            now=datetime.now(UTC) - timedelta(minutes=1),
        )
        address = link_to(written).partition("/invitation/")[2]
    for answer in (client.get(f"/invitation/{address}"), client.post(f"/invitation/{address}")):
        assert answer.status_code == 403
        assert OWN_SIGN_IN in answer.content.decode()
    assert not Membership.objects.filter(user=cast.vera.user, organization=cast.rival).exists()


def test_the_way_to_a_sign_in_of_ones_own_works(cast: Cast, come: Come, also: Membership) -> None:
    client, _ = come(cast.vera)
    page = client.get("/account/sessions/").content.decode()
    [then] = re.findall(r'name="next" value="([^"]+)"', page)
    left = client.post("/logout/", {"next": then})
    assert left.headers["Location"] == "/login/?next=/account/sessions/"
    enter(client, cast.vera)
    assert client.get("/account/sessions/").status_code == 200
    assert client.post("/switch/", {"membership": str(also.pk)}).status_code == 302


def test_an_ordinary_session_is_not_held_back(
    cast: Cast, browser: Browser, also: Membership
) -> None:
    client: Client = browser()
    enter(client, cast.vera)
    assert client.post("/switch/", {"membership": str(also.pk)}).status_code == 302
    assert "Rival" in client.get("/").content.decode()
