"""The page on which tokens are made, seen once, listed and revoked."""

import re

import pytest
from django.test import Client

from accounts.models import ApiToken
from tests.admin.conftest import SignIn, sign_in
from tests.api.conftest import Program
from tests.cast import Cast

__all__ = ["sign_in"]


def make(person: Client, name: str) -> str:
    """Makes a token on the page and returns what the page showed of it."""
    page = person.post("/tokens/", {"name": name, "scopes": ["vendors:read"], "expires_on": ""})
    assert page.status_code == 200
    found = re.search(r"lsh_[0-9a-f]{64}", page.content.decode())
    assert found, page.content.decode()
    return found.group()


@pytest.mark.parametrize("name", ["olga", "ivan"])
def test_a_token_is_shown_once_and_works(cast: Cast, sign_in: SignIn, name: str) -> None:
    person = sign_in(getattr(cast, name))
    assert "No program has a token yet" in person.get("/tokens/").content.decode()
    secret = make(person, "nightly import")
    listed = person.get("/tokens/").content.decode()
    assert secret not in listed
    assert "nightly import" in listed
    assert "Never" in listed
    assert Program(secret).get("vendors/").status_code == 200
    assert "Works" in person.get("/tokens/").content.decode()
    token = ApiToken.objects.get(organization=cast.harbor)
    assert person.post(f"/tokens/{token.pk}/revoke/").status_code == 302
    assert Program(secret).get("vendors/").status_code == 401
    assert "Revoked" in person.get("/tokens/").content.decode()


def test_an_integrator_sees_and_ends_only_own_tokens(cast: Cast, sign_in: SignIn) -> None:
    olga, ivan = sign_in(cast.olga), sign_in(cast.ivan)
    make(olga, "olgas")
    make(ivan, "ivans")
    assert "olgas" not in ivan.get("/tokens/").content.decode()
    everybodys = olga.get("/tokens/").content.decode()
    assert "olgas" in everybodys
    assert "ivans" in everybodys
    theirs = ApiToken.objects.get(name="olgas", organization=cast.harbor)
    assert ivan.post(f"/tokens/{theirs.pk}/revoke/").status_code == 404
    mallory = sign_in(cast.mallory)
    assert mallory.post(f"/tokens/{theirs.pk}/revoke/").status_code == 404
    assert ApiToken.objects.get(pk=theirs.pk).revoked_at is None


@pytest.mark.parametrize("name", ["omar", "vera", "eve"])
def test_others_are_told_whom_to_ask(cast: Cast, sign_in: SignIn, name: str) -> None:
    assert sign_in(getattr(cast, name)).get("/tokens/").status_code == 403


def test_a_wrong_form_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.olga).post(
        "/tokens/", {"name": "kept", "scopes": [], "expires_on": "2020-01-01"}
    )
    text = page.content.decode()
    assert 'value="kept"' in text
    assert "This field is required" in text
    assert "Choose a day that hasn" in text
    assert not ApiToken.objects.filter(organization=cast.harbor).exists()


def test_an_integrator_opens_no_other_page(cast: Cast, sign_in: SignIn) -> None:
    ivan = sign_in(cast.ivan)
    for page in ("/", "/vendors/vendor/", "/risk/finding/", "/search/?s=a", "/roles/"):
        answer = ivan.get(page)
        assert answer.status_code == 403
        assert "/tokens/" in answer.content.decode()
    own = ivan.get("/tokens/").content.decode()
    assert "/vendors/vendor/" not in own
