"""The second factor: set up, asked for, required by an organization, and its secrets."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from pytest_django import Settings

from accounts.models import Membership, Organization, Role
from accounts.services.organizations import add_member
from accounts.signin.sealing import SecretUnreadable, seal, unseal
from accounts.tenancy import tenant
from tests.cast import NEW_YORK, PASSWORD, Cast
from tests.signin.conftest import Browser, enter, events

PAGE = "/account/second-factor/"


def code_of(secret: str, later: int = 0) -> str:
    """What an authenticator app shows `later` periods of 30 seconds from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time() // 30) + later)))


def set_up_app(client: Client) -> str:
    """Sets up an authenticator app; returns its secret."""
    page = client.get(f"{PAGE}app/", follow=True)
    if "Confirm that it is you" in page.content.decode():
        client.post("/account/confirm/", {"password": PASSWORD, "next": f"{PAGE}app/"})
        page = client.get(f"{PAGE}app/")
    found = re.search(r'value="([A-Z2-7]{20,})"', page.content.decode())
    assert found
    answer = client.post(f"{PAGE}app/", {"code": code_of(found[1])})
    assert answer.status_code == 302
    return found[1]


def require(organization: Organization) -> None:
    with tenant(organization):
        Organization.objects.filter(pk=organization.pk).update(requires_second_factor=True)


def test_vera_sets_up_an_app_and_is_asked_for_its_code(cast: Cast, browser: Browser) -> None:
    client = browser()
    enter(client, cast.vera)
    assert "You have none yet" in client.get(PAGE).content.decode()
    secret = set_up_app(client)
    assert "Your app shows a new code" in client.get(PAGE).content.decode()

    again = browser()
    assert "Enter the code" in enter(again, cast.vera)
    assert again.get("/").headers["Location"] == "/login/?next=/", (
        "the password alone opens nothing"
    )
    wrong = again.post("/login/second-factor/", {"code": "000000"}).content.decode()
    assert "This code is wrong or has run out." in wrong
    page = again.post("/login/second-factor/", {"code": code_of(secret, 1)}, follow=True)
    assert "Portfolio" in page.content.decode()
    assert events(cast.harbor) == [
        ("signed_in", "Vera"),
        ("wrong_second_factor", "Vera"),
        ("signed_in", "Vera"),
    ]


def test_a_recovery_code_opens_once(cast: Cast, browser: Browser) -> None:
    client = browser()
    enter(client, cast.vera)
    set_up_app(client)
    page = client.get(f"{PAGE}codes/").content.decode()
    codes = re.findall(r"\b\d{8}\b", page)
    assert len(codes) == 10
    second = browser()
    enter(second, cast.vera)
    page = second.post("/login/second-factor/", {"code": codes[0]}, follow=True).content.decode()
    assert "Portfolio" in page
    third = browser()
    enter(third, cast.vera)
    page = third.post("/login/second-factor/", {"code": codes[0]}).content.decode()
    assert "This code is wrong or has run out." in page


def test_secrets_are_encrypted_in_the_database(cast: Cast, browser: Browser) -> None:
    client = browser()
    enter(client, cast.vera)
    secret = set_up_app(client)
    stored = str(list(Authenticator.objects.filter(user=cast.vera.user).values_list("data")))
    assert secret not in stored
    assert stored.count("gAAAA") == 2


def test_a_sealed_secret_outlives_a_new_key_only_with_the_former_one(settings: Settings) -> None:
    settings.SECRET_KEY = "the first key"
    sealed = seal("open sesame")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second key", ["the first key"]
    assert unseal(sealed) == "open sesame"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SecretUnreadable, match="SECRET_KEY has changed"):
        unseal(sealed)


def test_an_organization_that_requires_it_opens_nothing_else_before(
    cast: Cast, browser: Browser
) -> None:
    require(cast.harbor)
    client = browser()
    page = enter(client, cast.eve)
    assert "Harbor Works requires a second factor." in page
    for address in ("/", "/vendors/vendor/", "/search/?s=x", "/account/sessions/"):
        assert client.get(address).headers["Location"] == PAGE
    set_up_app(client)
    assert client.get("/vendors/vendor/").status_code == 200
    kept = client.post(f"{PAGE}app/remove/", {}).content.decode()
    assert "this is your only one" in kept.replace("&#x27;", "'")
    assert client.get("/vendors/vendor/").status_code == 200


def test_the_last_security_key_stays_where_a_second_factor_is_required(
    cast: Cast, browser: Browser
) -> None:
    require(cast.harbor)
    client = browser()
    enter(client, cast.eve)
    set_up_app(client)
    key = Authenticator.objects.create(
        user=cast.eve.user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Blue key", "credential": {}},
    )
    address = f"{PAGE}keys/{key.pk}/remove/"
    Authenticator.objects.filter(user=cast.eve.user, type=Authenticator.Type.TOTP).delete()
    page = client.post(address, follow=True).content.decode()
    assert "requires a second factor and this is your only one" in page
    assert Authenticator.objects.filter(pk=key.pk).exists()

    with tenant(cast.harbor):
        Organization.objects.filter(pk=cast.harbor.pk).update(requires_second_factor=False)
    client.post(address)
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_of_two_security_keys_one_may_go(cast: Cast, browser: Browser) -> None:
    require(cast.harbor)
    client = browser()
    enter(client, cast.eve)
    set_up_app(client)
    key = Authenticator.objects.create(
        user=cast.eve.user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Blue key", "credential": {}},
    )
    client.post(f"{PAGE}keys/{key.pk}/remove/")
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_it_is_required_only_where_it_is(cast: Cast, browser: Browser) -> None:
    also: Membership = add_member(
        organization=cast.rival,
        email=cast.eve.user.email,
        full_name="Eve",
        role=Role.EXECUTIVE,
        time_zone=NEW_YORK,
    )
    require(cast.harbor)
    client = browser()
    enter(client, cast.eve)
    assert client.get("/").headers["Location"] == PAGE
    client.post("/switch/", {"membership": str(also.pk)})
    assert client.get("/vendors/vendor/").status_code == 200
    assert events(cast.rival) == [("switched_in", "Eve")]


def test_the_owner_switches_it_on_and_history_says_so(cast: Cast, browser: Browser) -> None:
    client = browser()
    enter(client, cast.olga)
    set_up_app(client)
    address = f"/accounts/organization/{cast.harbor.pk}/"
    form = {
        "name": "Harbor Works",
        "home_country": "US",
        "home_time_zone": "America/New_York",
        "reporting_currency": "USD",
        "fiscal_year_start": "1",
        "requires_second_factor": "on",
    }
    assert client.post(f"{address}change/", form).status_code == 302
    cast.harbor.refresh_from_db()
    assert cast.harbor.requires_second_factor
    page = client.get(f"{address}history/").content.decode()
    assert "Second factor required" in page


def test_codes_can_not_be_guessed_for_long(cast: Cast, browser: Browser) -> None:
    client = browser()
    enter(client, cast.vera)
    secret = set_up_app(client)
    guesser = browser()
    enter(guesser, cast.vera)
    for number in range(5):
        guesser.post("/login/second-factor/", {"code": f"{number:06}"})
    page = guesser.post("/login/second-factor/", {"code": code_of(secret, 1)}).content.decode()
    assert "too many" in page.lower()
    assert events(cast.harbor)[-1] == ("throttled", "Vera")
