"""Every answer carries the id under which the log speaks of its request."""

import re
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from accounts.request_id import RequestIdMiddleware, request_id
from tests.cast import Cast


@pytest.mark.parametrize("path", ["/login/", "/", "/no/such/page/", "/l/forged/"])
def test_every_answer_carries_an_id_of_its_own(cast: Cast, client: Client, path: str) -> None:
    first, second = client.get(path), client.get(path)
    assert UUID(first["X-Request-ID"]).version == 7
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_the_id_of_the_proxy_in_front_is_kept(cast: Cast, client: Client) -> None:
    answer = client.get("/login/", headers={"X-Request-ID": "edge-7f3c.01"})
    assert answer["X-Request-ID"] == "edge-7f3c.01"


@pytest.mark.parametrize(
    "given", ["short", "a" * 65, "two words here", "näme-of-nothing", "<b>12345"]
)
def test_an_id_that_could_break_a_log_line_is_replaced(
    cast: Cast, client: Client, given: str
) -> None:
    answer = client.get("/login/", headers={"X-Request-ID": given})
    assert re.fullmatch("[0-9a-f-]{36}", answer["X-Request-ID"])


def test_code_behind_the_middleware_can_ask_for_the_id_and_nothing_remains_after() -> None:
    seen: list[str | None] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request_id())
        seen.append(request.headers["X-Request-ID"])
        return HttpResponse()

    answer = RequestIdMiddleware(view)(HttpRequest())
    assert seen == [answer["X-Request-ID"], answer["X-Request-ID"]]
    assert request_id() is None
