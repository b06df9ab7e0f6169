"""Members come in through their organization's identity provider, and nobody else does."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from pytest_django import Settings

from accounts.models import AccessEvent, IdentityProvider, Membership, Organization, Role
from accounts.services.organizations import add_member
from accounts.signin.sealing import seal, unseal
from accounts.sso.fetch import checked_address
from accounts.sso.refusal import SsoRefused
from accounts.tenancy import tenant
from tests.cast import NEW_YORK, Cast
from tests.signin.conftest import events, fresh_address
from tests.sso.provider import CLIENT_ID, CLIENT_SECRET, Provider, running
from tests.tenancy import catalogue

NOW = datetime(2026, 6, 30, tzinfo=UTC)

type Come = Callable[..., tuple[Client, Any]]


@pytest.fixture
def provider(cast: Cast, settings: Settings) -> Iterator[Provider]:
    settings.SSO_ALLOWS_PRIVATE_ADDRESSES = True
    with running() as found:
        with tenant(cast.harbor):
            IdentityProvider.objects.create(
                issuer=found.issuer,
                client_id=CLIENT_ID,
                client_secret=seal(CLIENT_SECRET),
                secret_set_at=NOW,
            )
        yield found


@pytest.fixture
def come(cast: Cast, provider: Provider) -> Come:
    """Goes through the whole sign-in as the provider says it; returns the browser and its page."""

    def went(member: Membership, state: str = "", **claims: Any) -> tuple[Client, Any]:
        client = Client(REMOTE_ADDR=fresh_address())
        query = begin(client, cast.harbor)
        verified = {"email": member.user.email, "email_verified": True, "nonce": query["nonce"]}
        provider.claims = {**verified, **claims}
        address = f"/sso/callback/?code=the-code&state={state or query['state']}"
        return client, client.get(address, follow=True)

    return went


def begin(client: Client, organization: Organization) -> dict[str, str]:
    answer = client.get(f"/sso/{organization.slug}/")
    assert answer.status_code == 302
    return {
        name: values[0]
        for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()
    }


def test_vera_comes_in_through_her_provider(cast: Cast, provider: Provider, come: Come) -> None:
    _, page = come(cast.vera, email=cast.vera.user.email.upper())
    assert page.redirect_chain[-1] == ("/", 302)
    assert "Harbor Works" in page.content.decode()
    assert events(cast.harbor) == [("signed_in", "Vera")]
    [asked] = provider.asked
    assert asked["client_secret"] == CLIENT_SECRET
    assert asked["redirect_uri"].endswith("/sso/callback/")
    assert len(asked["code_verifier"]) >= 43


def test_the_provider_is_asked_with_a_challenge(cast: Cast, provider: Provider) -> None:
    client = Client(REMOTE_ADDR=fresh_address())
    query = begin(client, cast.harbor)
    verifier = client.session["sso_pending"]["verifier"]
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    assert query["code_challenge"] == digest.decode().rstrip("=")
    assert (query["response_type"], query["client_id"]) == ("code", CLIENT_ID)
    assert query["scope"].split()[0] == "openid"
    assert "secret" not in str(query)


NOT_VALID = "not valid for this sign-in"


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"nonce": "another"}, NOT_VALID),
        ({"nonce": None}, NOT_VALID),
        ({"aud": "somebody-else"}, NOT_VALID),
        ({"aud": [CLIENT_ID, "somebody-else"]}, NOT_VALID),
        ({"aud": [CLIENT_ID, "other"], "azp": "other"}, NOT_VALID),
        ({"iss": "https://evil.example"}, NOT_VALID),
        ({"exp": 1_600_000_000}, NOT_VALID),
        ({"sub": None}, NOT_VALID),
        ({"email_verified": False}, "has not verified your e-mail address"),
        ({"email_verified": None}, "has not verified your e-mail address"),
        ({"email_verified": "true"}, "has not verified your e-mail address"),
        ({"email": None}, "has not verified your e-mail address"),
    ],
)
def test_what_the_provider_does_not_prove_lets_nobody_in(
    claims: dict[str, Any], sentence: str, cast: Cast, come: Come
) -> None:
    client, page = come(cast.vera, **claims)
    assert page.status_code == 403
    assert sentence in page.content.decode()
    assert client.get("/").status_code == 302
    assert events(cast.harbor) == [("sso_refused", None)]


def test_a_key_that_is_not_the_providers_lets_nobody_in(
    cast: Cast, provider: Provider, come: Come
) -> None:
    provider.signs_with = rsa.generate_private_key(65537, 2048)
    assert come(cast.vera)[1].status_code == 403
    provider.signs_with, provider.algorithm = "x" * 40, "HS256"
    assert come(cast.vera)[1].status_code == 403


def test_a_state_of_another_sign_in_lets_nobody_in(cast: Cast, come: Come) -> None:
    _, page = come(cast.vera, state="another")
    assert page.status_code == 403
    assert "started elsewhere" in page.content.decode()


def test_an_attempt_works_once(cast: Cast, provider: Provider) -> None:
    client = Client(REMOTE_ADDR=fresh_address())
    query = begin(client, cast.harbor)
    refused = client.get(f"/sso/callback/?error=access_denied&state={query['state']}")
    assert "did not let you in" in refused.content.decode()
    again = client.get(f"/sso/callback/?code=c&state={query['state']}")
    assert "has run out" in again.content.decode()
    assert provider.asked == []


def test_strangers_and_former_members_get_one_answer(cast: Cast, come: Come) -> None:
    stranger = come(cast.vera, email=f"nobody@{cast.tag}.example")[1]
    mallory = come(cast.mallory)[1]
    with tenant(cast.harbor):
        Membership.objects.filter(pk=cast.vera.pk).update(is_active=False)
    former = come(cast.vera)[1]
    assert [page.status_code for page in (stranger, mallory, former)] == [403] * 3
    assert stranger.content == mallory.content == former.content
    assert "is not a member of Harbor Works" in stranger.content.decode()
    with tenant(cast.harbor):
        recorded = list(AccessEvent.objects.values_list("kind", "detail"))
        assert {kind for kind, _ in recorded} == {"sso_refused"}
        assert "@" not in str(recorded)


def test_only_allowed_domains_enter(cast: Cast, come: Come) -> None:
    with tenant(cast.harbor):
        IdentityProvider.objects.update(email_domains="elsewhere.example")
    assert "e-mail domain may not enter" in come(cast.vera)[1].content.decode()
    with tenant(cast.harbor):
        IdentityProvider.objects.update(email_domains=f"elsewhere.example, {cast.tag}.EXAMPLE")
    assert come(cast.vera)[1].status_code == 200


def test_the_session_lands_in_the_organization_that_vouched(cast: Cast, come: Come) -> None:
    """Mallory is a member of Rival first; she comes in through Harbor's provider."""
    add_member(
        organization=cast.harbor,
        email=cast.mallory.user.email,
        full_name="Mallory",
        role=Role.EXECUTIVE,
        time_zone=NEW_YORK,
    )
    client, _ = come(cast.mallory)
    assert client.session["organization_id"] == cast.harbor.pk
    assert events(cast.harbor) == [("signed_in", "Mallory")]
    assert events(cast.rival) == []


def test_the_provider_answers_for_the_second_factor_of_its_organization(
    cast: Cast, come: Come
) -> None:
    with tenant(cast.harbor):
        Organization.objects.filter(pk=cast.harbor.pk).update(requires_second_factor=True)
    _, page = come(cast.vera)
    assert page.redirect_chain[-1] == ("/", 302)


def test_a_suspended_organization_says_so(cast: Cast, provider: Provider) -> None:
    with tenant(cast.harbor):
        Organization.objects.filter(pk=cast.harbor.pk).update(is_suspended=True)
    answer = Client(REMOTE_ADDR=fresh_address()).get(f"/sso/{cast.harbor.slug}/")
    assert (answer.status_code, b"is suspended" in answer.content) == (403, True)


def test_an_unknown_name_looks_like_an_organization_without_a_provider(cast: Cast) -> None:
    client = Client(REMOTE_ADDR=fresh_address())
    without = client.get(f"/sso/{cast.rival.slug}/")
    unknown = client.get("/sso/nobody-here/")
    assert without.status_code == unknown.status_code == 404
    assert "No single sign-on is set up under this name." in unknown.content.decode()


def test_a_provider_that_names_itself_differently_is_refused(
    cast: Cast, provider: Provider
) -> None:
    provider.announced_issuer = "https://evil.example"
    answer = Client(REMOTE_ADDR=fresh_address()).get(f"/sso/{cast.harbor.slug}/")
    assert answer.status_code == 403
    assert "names itself differently" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "http://login.example.com",
        "https://127.0.0.1",
        "https://localhost",
        "https://10.1.2.3",
        "https://169.254.169.254/latest",
        "https://[::1]",
        "https://192.168.0.1:8443",
        "https://[::ffff:10.0.0.1]",
        "https://0.0.0.0",
        "ftp://1.1.1.1",
        "https://1.1.1.1:99999",
    ],
)
def test_private_addresses_are_refused(address: str, settings: Settings) -> None:
    settings.SSO_ALLOWS_PRIVATE_ADDRESSES = False
    with pytest.raises(SsoRefused):
        checked_address(address)


def test_a_public_address_is_taken(settings: Settings) -> None:
    settings.SSO_ALLOWS_PRIVATE_ADDRESSES = False
    assert checked_address("https://1.1.1.1/x") == ("1.1.1.1", 443)


def test_olga_sets_it_up_and_the_secret_never_comes_back(cast: Cast, settings: Settings) -> None:
    settings.SSO_ALLOWS_PRIVATE_ADDRESSES = True
    olga = Client()
    olga.force_login(cast.olga.user)
    form = {
        "issuer": "https://127.0.0.1/tenant",
        "client_id": "abc",
        "new_secret": "",
        "email_domains": "example.com",
        "is_enabled": "on",
    }
    page = olga.post("/accounts/identityprovider/add/", form).content.decode()
    assert "Enter the secret that your provider gave you." in page
    answer = olga.post("/accounts/identityprovider/add/", {**form, "new_secret": "s3cr3t-word"})
    assert answer.status_code == 302
    with tenant(cast.harbor):
        provider = IdentityProvider.objects.get()
    assert unseal(provider.client_secret) == "s3cr3t-word"
    address = f"/accounts/identityprovider/{provider.pk}/change/"
    assert olga.post(address, {**form, "email_domains": "b.example"}).status_code == 302
    with tenant(cast.harbor):
        again = IdentityProvider.objects.get()
    assert (unseal(again.client_secret), again.domains) == ("s3cr3t-word", ["b.example"])
    pages = [address, address.replace("change", "history"), "/accounts/identityprovider/"]
    shown = "".join(olga.get(one).content.decode() for one in pages)
    assert "s3cr3t-word" not in shown
    assert provider.client_secret not in shown
    columns = catalogue.query(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'accounts_identityproviderevent'"
    )
    assert ("client_secret",) not in columns
    rows = catalogue.query("TABLE accounts_identityproviderevent")
    assert "s3cr3t-word" not in str(rows)


def test_an_issuer_in_a_private_network_is_refused_in_the_form(
    cast: Cast, settings: Settings
) -> None:
    settings.SSO_ALLOWS_PRIVATE_ADDRESSES = False
    olga = Client()
    olga.force_login(cast.olga.user)
    form = {"issuer": "https://10.0.0.1", "client_id": "abc", "new_secret": "x"}
    page = olga.post("/accounts/identityprovider/add/", form).content.decode()
    assert "lies in a private network" in page
