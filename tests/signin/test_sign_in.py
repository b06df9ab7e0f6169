"""Signing in with a password: what is answered, what is counted, what is recorded."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import AccessEvent, Organization, StrangerEvent
from accounts.signin.throttle import in_words, seconds_to_wait
from accounts.tenancy import tenant
from tests.cast import PASSWORD, Cast
from tests.signin.conftest import Browser, enter, events, fresh_address
from tests.tenancy import catalogue


def test_olga_signs_in_and_it_is_recorded_from_where(cast: Cast, browser: Browser) -> None:
    client = browser(address="10.255.0.1", agent="Safari on a boat")
    assert "Portfolio" in enter(client, cast.olga)
    assert events(cast.harbor) == [("signed_in", "Olga")]
    assert events(cast.rival) == []
    with tenant(cast.harbor):
        event = AccessEvent.objects.get()
    assert (event.ip, event.user_agent) == ("10.255.0.1", "Safari on a boat")
    assert client.post("/logout/").headers["Location"] == "/login/"
    assert events(cast.harbor)[-1] == ("signed_out", "Olga")


def test_where_somebody_wanted_to_go_is_where_they_land(cast: Cast, browser: Browser) -> None:
    client = browser()
    asked = client.get("/vendors/vendor/").headers["Location"]
    assert asked == "/login/?next=/vendors/vendor/"
    entered = {"login": cast.olga.user.email, "password": PASSWORD, "next": "/vendors/vendor/"}
    assert client.post("/login/", entered).headers["Location"] == "/vendors/vendor/"


def test_nobody_is_led_to_another_site(cast: Cast, browser: Browser) -> None:
    entered = {
        "login": cast.olga.user.email,
        "password": PASSWORD,
        "next": "https://elsewhere.example/",
    }
    assert browser().post("/login/", entered).headers["Location"] == "/"


@pytest.mark.parametrize("name", ["account_signup", "account_email", "mfa_signup_webauthn"])
def test_there_is_no_sign_up(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_wrong_password_says_what_to_do_and_is_recorded(cast: Cast, browser: Browser) -> None:
    page = enter(browser(), cast.vera, "not my password")
    assert "This address and password don&#x27;t belong together." in page
    assert f'value="{cast.vera.user.email}"' in page, "what was typed is kept"
    assert "not my password" not in page
    assert events(cast.harbor) == [("wrong_password", "Vera")]
    assert events(cast.rival) == []


def test_a_stranger_is_counted_without_what_was_typed(cast: Cast, browser: Browser) -> None:
    """Somebody who types the password into the wrong field must not find it in a record."""
    address = fresh_address()
    slip = {"login": f"hunter2-{cast.tag}@secret.example", "password": "hunter2"}
    known = browser().post("/login/", {"login": cast.eve.user.email, "password": "wrong"})
    unknown = browser(address=address).post("/login/", slip)
    refusal = "This address and password don&#x27;t belong together."
    assert refusal in known.content.decode()
    assert refusal in unknown.content.decode(), "the answer doesn't tell who exists"
    event = StrangerEvent.objects.get(ip=address)
    assert (event.kind, event.detail) == ("wrong_password", "")
    for table in ("accounts_accessevent", "accounts_strangerevent"):
        rows = catalogue.query(f"TABLE {table}")
        assert "hunter2" not in str(rows)


def test_after_five_wrong_passwords_even_the_right_one_waits(cast: Cast, browser: Browser) -> None:
    now = datetime(2026, 6, 30, 14, tzinfo=UTC)
    client = browser()
    with time_machine.travel(now, tick=False):
        for _ in range(5):
            assert "don&#x27;t belong together" in enter(client, cast.vera, "wrong")
    with time_machine.travel(now + timedelta(seconds=30), tick=False):
        page = enter(client, cast.vera)
    assert "There were too many attempts. Try again in 5 minutes." in page
    with time_machine.travel(now + timedelta(minutes=4, seconds=20), tick=False):
        assert "Try again in 40 seconds." in enter(client, cast.vera)
        assert "Portfolio" in enter(browser(), cast.omar), "others are not held up"
    assert [kind for kind, who in events(cast.harbor) if who == "Vera"] == [
        *["wrong_password"] * 5,
        *["throttled"] * 2,
    ]
    with time_machine.travel(now + timedelta(minutes=5, seconds=1), tick=False):
        assert "Portfolio" in enter(client, cast.vera)


def test_one_address_has_thirty_tries_a_minute(cast: Cast, browser: Browser) -> None:
    client = browser()
    answers = [client.post("/login/", {}) for _ in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {200}
    assert answers[30].status_code == 429
    assert answers[30].headers["Retry-After"] == "60"
    assert "Try again in 1 minute." in answers[30].content.decode()


@pytest.mark.parametrize(
    ("history", "seconds"),
    [([], 0), ([90.0, 80.0], 0), ([99.0, 90.0, 80.0], 40), ([99.0, 98.0, 97.5, 1.0], 58)],
)
def test_how_long_to_wait(history: list[float], seconds: int) -> None:
    """Three attempts a minute; it is second 100."""
    assert seconds_to_wait(history, amount=3, duration=60, now=100.0) == seconds


def test_waiting_times_in_words() -> None:
    assert [in_words(n) for n in (1, 59, 60, 61, 300)] == [
        "1 second",
        "59 seconds",
        "1 minute",
        "2 minutes",
        "5 minutes",
    ]


def test_a_denied_page_is_recorded_with_its_address(cast: Cast, browser: Browser) -> None:
    client = browser()
    enter(client, cast.eve)
    assert client.get("/vendors/vendor/add/?legal_name=Secret").status_code == 403
    with tenant(cast.harbor):
        event = AccessEvent.objects.get(kind="denied")
    assert (str(event.membership), event.detail) == ("Eve", "GET /vendors/vendor/add/")
    assert events(cast.rival) == []


def test_whoever_signs_in_to_a_suspended_organization_is_told_so(
    cast: Cast, browser: Browser
) -> None:
    with tenant(cast.harbor):
        Organization.objects.filter(pk=cast.harbor.pk).update(is_suspended=True)
    client = browser()
    page = enter(client, cast.olga)
    assert "Harbor Works is suspended" in page
    for address in (
        "/vendors/vendor/",
        "/account/sessions/",
        "/account/second-factor/",
        "/search/",
    ):
        answer = client.get(address)
        assert (answer.status_code, b"is suspended" in answer.content) == (403, True)
    assert client.post("/logout/").status_code == 302
    assert client.get("/").headers["Location"] == "/login/?next=/"


def test_the_application_may_only_add_to_the_record(cast: Cast, browser: Browser) -> None:
    enter(browser(), cast.olga)
    for statement in (
        "UPDATE accounts_accessevent SET ip = NULL",
        "DELETE FROM accounts_accessevent",
        "TRUNCATE accounts_accessevent",
        "DELETE FROM accounts_strangerevent",
    ):
        with pytest.raises(DatabaseError, match="permission denied"):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_anonymous_people_see_no_account_page(db: None) -> None:
    for address in ("/account/sessions/", "/account/second-factor/", "/account/password/"):
        assert Client().get(address).headers["Location"] == f"/login/?next={address}"
