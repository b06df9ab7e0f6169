"""Forgotten and changed passwords, and the sessions that end with them."""

import re

from django.test import Client
from pytest_django import Settings

from accounts.models import Letter, Role
from accounts.services.organizations import add_member
from tests.cast import NEW_YORK, PASSWORD, Cast
from tests.signin.conftest import Browser, enter, events, letters_to

NEW = "quite another battery"


def link_in(letter: Letter) -> str:
    found = re.search(r"https?://\S+", letter.text)
    assert found
    return found[0]


def set_password(client: Client, address: str, password: str) -> str:
    page = client.get(address, follow=True)
    target = page.redirect_chain[-1][0] if page.redirect_chain else address
    entered = {"password1": password, "password2": password}
    return client.post(target, entered, follow=True).content.decode()


def test_vera_sets_a_new_password_by_mail_and_old_sessions_end(
    cast: Cast, browser: Browser, settings: Settings
) -> None:
    settings.BASE_URL = "https://longshore.example"
    old = browser()
    enter(old, cast.vera)
    client = browser()
    asked = client.post("/password/forgotten/", {"email": cast.vera.user.email}, follow=True)
    assert "Look into your mail" in asked.content.decode()
    [letter] = letters_to(cast.vera)
    assert letter.subject == "Set a new password for Longshore"
    link = link_in(letter)
    assert link in letter.html
    assert link.startswith("https://longshore.example/password/reset/key/")
    address = link.removeprefix("https://longshore.example")
    assert "too common" in set_password(client, address, "password123")
    assert "The new password is set" in set_password(client, address, NEW)
    assert old.get("/").status_code == 302, "the earlier session has ended"
    assert "don&#x27;t belong together" in enter(browser(), cast.vera, PASSWORD)
    assert "Portfolio" in enter(browser(), cast.vera, NEW)
    used = browser().get(address, follow=True).content.decode()
    assert "This link no longer works" in used
    told = letters_to(cast.vera)[1]
    assert told.subject == "Your Longshore password was reset"
    assert "set a new password at once" in told.text
    assert "Firefox on Linux" in told.text


def test_an_unknown_address_gets_the_same_answer_and_no_mail(cast: Cast, browser: Browser) -> None:
    entered = {"email": f"nobody@{cast.tag}.example"}
    page = browser().post("/password/forgotten/", entered, follow=True).content.decode()
    assert "Look into your mail" in page
    assert not Letter.objects.filter(to=entered["email"]).exists()


def test_a_changed_password_ends_the_other_sessions(cast: Cast, browser: Browser) -> None:
    here, there = browser(), browser()
    enter(here, cast.omar)
    enter(there, cast.omar)
    entered = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/account/password/", entered).status_code == 302
    assert here.get("/account/sessions/").status_code == 200
    assert there.get("/").headers["Location"] == "/login/?next=/"
    assert "You are signed in here only." in here.get("/account/sessions/").content.decode()
    assert [letter.subject for letter in letters_to(cast.omar)] == [
        "Your Longshore password was changed"
    ]


def test_owners_read_who_changed_a_password(cast: Cast, browser: Browser) -> None:
    """In every organization that the password opens; nothing of what was typed."""
    add_member(
        organization=cast.rival,
        email=cast.omar.user.email,
        full_name="Omar",
        role=Role.EXECUTIVE,
        time_zone=NEW_YORK,
    )
    client = browser()
    enter(client, cast.omar)
    client.post("/account/password/", {"oldpassword": "x", "password1": NEW, "password2": NEW})
    entered = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/account/password/", entered)
    assert events(cast.harbor)[-1] == ("password_changed", "Omar")
    assert events(cast.rival) == [("password_changed", "Omar")]

    browser().post("/password/forgotten/", {"email": cast.omar.user.email})
    link = link_in(letters_to(cast.omar)[-1])
    set_password(browser(), "/" + link.split("/", 3)[3], PASSWORD)
    assert events(cast.harbor)[-1] == ("password_reset", "Omar")
    assert events(cast.rival)[-1] == ("password_reset", "Omar")


def test_the_old_password_is_asked_for(cast: Cast, browser: Browser) -> None:
    client = browser()
    enter(client, cast.omar)
    entered = {"oldpassword": "not it", "password1": NEW, "password2": NEW}
    assert client.post("/account/password/", entered).status_code == 200
    assert "Portfolio" in enter(browser(), cast.omar, PASSWORD)


def test_the_shells_own_page_for_passwords_leads_to_ours(cast: Cast, browser: Browser) -> None:
    client = browser()
    enter(client, cast.omar)
    assert client.get("/password_change/").headers["Location"] == "/account/password/"
