"""Programs that ask with a token of their own, and registers that tell whose record is whose."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from django.test import Client

from accounts.api.scopes import SCOPES
from accounts.models import Membership
from accounts.services.api_tokens import create_token
from tests.admin.register import Register, fill
from tests.cast import Cast

EVERYTHING = tuple(SCOPES)


@dataclass(frozen=True)
class Program:
    """Asks with a token. Paths are those behind /api/v1/."""

    secret: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent: dict[str, Any] = {}
        if body is not None:
            sent = {"data": body, "content_type": "application/json"}
        return Client(raise_request_exception=False).generic(
            method,
            path if path.startswith("/") else f"/api/v1/{path}",
            **_encoded(sent),
            headers={"Authorization": f"Bearer {self.secret}", **_named(headers)},
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    def change(self, path: str, body: Any, method: str = "PATCH") -> Any:
        """Changes a record as it is now."""
        return self.ask(method, path, body, if_match=self.get(path)["ETag"])

    def delete(self, path: str) -> Any:
        return self.ask("DELETE", path, if_match=self.get(path)["ETag"])


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _encoded(sent: dict[str, Any]) -> dict[str, Any]:
    if sent and not isinstance(sent["data"], bytes):
        sent["data"] = orjson.dumps(sent["data"])
    return sent


def errors_of(answer: Any) -> list[tuple[str, str | None]]:
    """Code and field of each error; checks the form on the way."""
    body = answer.json()
    assert set(body) == {"type", "errors", "request_id"}, body
    assert body["request_id"] == answer["X-Request-ID"]
    assert all(set(error) == {"code", "detail", "attr"} for error in body["errors"])
    return [(error["code"], error["attr"]) for error in body["errors"]]


type Programs = Callable[..., Program]


@pytest.fixture
def program(db: None) -> Programs:
    """Makes a token for a member, with all scopes unless told otherwise."""

    def with_token(member: Membership, scopes: Sequence[str] = EVERYTHING) -> Program:
        _, secret = create_token(
            membership=member, name="nightly", scopes=scopes, expiry=None, now=datetime.now(UTC)
        )
        return Program(secret)

    return with_token


@pytest.fixture
def harbor(cast: Cast) -> Register:
    return fill(cast.harbor, cast.vera, "Harbor")


@pytest.fixture
def rival(cast: Cast) -> Register:
    return fill(cast.rival, cast.mallory, "Rival")


@pytest.fixture
def omar(cast: Cast, program: Programs) -> Program:
    return program(cast.omar)
