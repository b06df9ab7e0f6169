"""What every route answers to every method and everyone, in `matrix.tsv`.

After adding a route: `RECORD_ROUTES=1 python -m pytest tests/routes -n 0`, then read the new lines.
"""

import re
from uuid import uuid4

import pytest
from django.http import HttpResponse

from tests.routes import matrix
from tests.routes.resolver import Route, routes
from tests.routes.visit import COLUMNS, METHODS, Visitors

ROUTES = routes()
EXPECTED = matrix.read()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.pattern)
def test_every_call_answers_as_the_matrix_says(
    route: Route, visitors: Visitors, recorded: matrix.Matrix | None
) -> None:
    answered = {(route.pattern, method): visitors.statuses(route, method) for method in METHODS}
    if not route.pattern.startswith("/health/"):  # where 503 is an answer
        assert not [call for call, statuses in answered.items() if max(statuses) >= 500]
    if recorded is not None:
        recorded.update(answered)
        return
    for call, statuses in answered.items():
        assert call in EXPECTED, f"{call} has no line in matrix.tsv; see this file's first lines"
        assert dict(zip(COLUMNS, statuses, strict=True)) == dict(
            zip(COLUMNS, EXPECTED[call], strict=True)
        ), call


def test_the_matrix_has_no_line_for_a_route_that_is_gone() -> None:
    assert {pattern for pattern, _ in EXPECTED} <= {route.pattern for route in ROUTES}


#: Records that belong to no organization: everybody reads the same reference rates.
NOBODYS = {None, "referencerate"}
WITH_RECORDS = [
    route for route in ROUTES if route.record_parameter and route.model_name not in NOBODYS
]


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("route", WITH_RECORDS, ids=lambda route: route.pattern)
def test_another_organizations_id_answers_byte_for_byte_as_a_missing_one(
    route: Route, method: str, visitors: Visitors
) -> None:
    theirs = visitors.register[route.model_name or ""].pk
    never_was = 987_654_321 if isinstance(theirs, int) else uuid4()
    answers = [
        _comparable(visitors.call(route, method, "other", key), key) for key in (theirs, never_was)
    ]
    assert answers[0] == answers[1]
    assert 300 <= answers[0][0] < 500


#: What differs between any two answers to the same call.
CHANGING = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(rb'nonce="[^"]+"'),
    re.compile(rb'"request_id": ?"[^"]+"'),
)
CHANGING_HEADERS = {"x-request-id", "set-cookie", "expires", "content-security-policy"}


def _comparable(answer: HttpResponse, key: object) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body without what differs between any two answers."""
    body = b"".join(answer) if answer.streaming else answer.content
    for changing in CHANGING:
        body = changing.sub(b"", body)
    # Between slashes, since the number of an organization is also a part of other numbers.
    spelled = f"/{key}/" if isinstance(key, int) else str(key)
    headers = {
        name: value.replace(spelled, "/KEY/")
        for name, value in answer.items()
        if name.lower() not in CHANGING_HEADERS
    }
    return answer.status_code, headers, body.replace(spelled.encode(), b"/KEY/")
