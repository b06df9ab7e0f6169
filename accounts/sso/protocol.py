"""OpenID Connect's authorization code flow with PKCE, and what an id token must prove.

After OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3, and RFC 7636.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt

from accounts.sso.fetch import ask, checked_address
from accounts.sso.refusal import SsoRefused

#: Signatures that only the provider can make; a shared secret or none at all is refused.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
#: Seconds that the clocks may differ.
LEEWAY = 60
INVALID = "The identity provider's answer is not valid for this sign-in. Start again."


@dataclass(frozen=True)
class Endpoints:
    """Where a provider is asked for what."""

    issuer: str
    authorization: str
    token: str
    keys: str


@dataclass(frozen=True)
class Attempt:
    """What must come back from one start of the sign-in; kept in the session."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> "Attempt":
        return cls(*(secrets.token_urlsafe(48) for _ in range(3)))


def is_same(given: str, expected: str) -> bool:
    """Compares in constant time; as bytes, since what is given may hold any character."""
    return secrets.compare_digest(given.encode(errors="replace"), expected.encode())


def discover(issuer: str) -> Endpoints:
    """Reads the provider's own description; raises `SsoRefused` where it isn't the issuer's."""
    found = ask(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise SsoRefused("The identity provider names itself differently from the settings.")
    try:
        endpoints = Endpoints(
            issuer=issuer,
            authorization=str(found["authorization_endpoint"]),
            token=str(found["token_endpoint"]),
            keys=str(found["jwks_uri"]),
        )
    except KeyError as error:
        raise SsoRefused("The identity provider's description is incomplete.") from error
    checked_address(endpoints.authorization)
    return endpoints


def authorization_address(
    endpoints: Endpoints, *, client_id: str, redirect_uri: str, attempt: Attempt
) -> str:
    """Where the browser is sent to sign in."""
    digest = hashlib.sha256(attempt.verifier.encode()).digest()
    query = urlencode(
        {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid email profile",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
    )
    joint = "&" if urlsplit(endpoints.authorization).query else "?"
    return f"{endpoints.authorization}{joint}{query}"


def verified_email(
    endpoints: Endpoints,
    *,
    client_id: str,
    client_secret: str,
    redirect_uri: str,
    code: str,
    attempt: Attempt,
) -> str:
    """The verified address, in lower case, of who signed in; raises `SsoRefused`."""
    answer = ask(
        endpoints.token,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": client_id,
            "client_secret": client_secret,
            "code_verifier": attempt.verifier,
        },
    )
    claims = _claims(str(answer.get("id_token", "")), endpoints, client_id)
    if not is_same(str(claims.get("nonce", "")), attempt.nonce):
        raise SsoRefused(INVALID)
    if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
        raise SsoRefused("Your identity provider has not verified your e-mail address.")
    email = str(claims["email"]).strip().lower()
    # Zero characters and halves of surrogates can't even be looked up.
    if not email.isprintable():
        raise SsoRefused(INVALID)
    return email


def _claims(token: str, endpoints: Endpoints, client_id: str) -> dict[str, Any]:
    """What a token says, once its signature, issuer, audience and time are proven."""
    try:
        wanted = jwt.get_unverified_header(token).get("kid")
        keys = jwt.PyJWKSet.from_dict(ask(endpoints.keys)).keys
        key = next((key for key in keys if wanted is None or key.key_id == wanted), None)
        if key is None:
            raise SsoRefused(INVALID)
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key.key,
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=endpoints.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise SsoRefused(INVALID) from error
    # A token for several parties must say that it was issued to this one.
    if "azp" in claims and claims["azp"] != client_id:
        raise SsoRefused(INVALID)
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims:
        raise SsoRefused(INVALID)
    return claims
