"""Every answer carries the headers that keep a browser careful."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """An address for each route, with a made-up value in place of each argument."""
    for pattern in patterns:
        route = before + str(pattern.pattern).lstrip("^/")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            route = re.sub(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)", "1", route)
            yield (
                re.sub(r"<[^>]*>", "1", route).replace("$", "").replace("\\Z", "").replace("\\", "")
            )


def policy(answer: object) -> dict[str, list[str]]:
    text: str = answer["Content-Security-Policy"]  # type: ignore[index]
    return {
        name: values for name, *values in (part.split() for part in text.split(";") if part.strip())
    }


def test_every_route_answers_with_them(cast: Cast, client: Client) -> None:
    client.force_login(cast.olga.user)
    client.raise_request_exception = False
    addresses = sorted(set(routes(get_resolver().url_patterns)))
    assert len(addresses) > 100
    for address in addresses:
        answer = client.get(address)
        missing = {
            name: answer.get(name) for name, value in EXPECTED.items() if answer.get(name) != value
        }
        assert missing == {}, address
        assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}, address
        assert "geolocation=()" in answer["Permissions-Policy"], address
        framed = (policy(answer)["frame-ancestors"], answer["X-Frame-Options"])
        assert framed in [(["'none'"], "DENY"), (["'self'"], "DENY"), (["'self'"], "SAMEORIGIN")], (
            address
        )
        if "text/html" not in answer.get("Content-Type", ""):
            continue
        assert policy(answer)["default-src"] == ["'none'"], address
        for source in policy(answer).get("script-src", []):
            assert source in {"'self'", "'unsafe-eval'"} or source.startswith("'nonce-"), address


@pytest.mark.parametrize("path", ["/health/live", "/no/such/page"])
def test_outside_the_shell_the_policy_is_strict(cast: Cast, client: Client, path: str) -> None:
    client.force_login(cast.olga.user)
    parts = policy(client.get(path))
    assert parts["default-src"] == ["'none'"]
    assert parts["script-src"] == ["'self'"]
    assert parts["style-src"] == ["'self'"]
    assert parts["form-action"] == ["'self'"]
    assert parts["base-uri"] == ["'none'"]


def test_under_the_shell_alpine_may_evaluate_and_nothing_else(cast: Cast, client: Client) -> None:
    client.force_login(cast.olga.user)
    parts = policy(client.get("/"))
    assert parts["script-src"] == ["'self'", "'unsafe-eval'"]
    assert parts["style-src"] == ["'self'", "'unsafe-inline'"]
    assert parts["default-src"] == ["'none'"]


def test_a_page_of_the_shell_that_refuses_is_strict_again(cast: Cast, client: Client) -> None:
    client.force_login(cast.eve.user)
    answer = client.get("/accounts/invitation/add/")
    assert answer.status_code == 403
    assert policy(answer)["script-src"] == ["'self'"]
