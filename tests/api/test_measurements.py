"""Ivan's monitoring sends measurements through the interface."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.models import DailyTally, Measurement
from tests.api.conftest import Program
from tests.cast import Cast
from tests.measurements.levels import make_engagement, make_level

JSON = (
    b'[{"engagement": "desk", "level": "uptime", "reference": "p1",'
    b' "moment": "2026-06-01T12:00:00Z", "good": 59, "total": 60}]'
)
CSV = (
    b"engagement,level,reference,moment,good,total\r\n"
    b"desk,uptime,p1,2026-06-01T12:00:00Z,59,60\r\n"
    b"desk,uptime,p2,2026-06-01T12:05:00Z,ninety,60\r\n"
)
TAKEN = {"received": 1, "new": 1, "changed": 0, "unchanged": 0, "refused": 0}


@pytest.fixture
def ivan(cast: Cast, program: Callable[[Membership], Program]) -> Program:
    make_level(make_engagement(cast.harbor), "uptime")
    return program(cast.ivan)


def send(program: Program, body: bytes, content_type: str, query: str = "", **headers: str) -> Any:
    return Client(raise_request_exception=False).post(
        f"/api/v1/measurements/{query}",
        body,
        content_type=content_type,
        headers={"Authorization": f"Bearer {program.secret}", **headers},
    )


def test_an_array_lines_and_csv_say_the_same(cast: Cast, ivan: Program) -> None:
    answer = send(ivan, JSON, "application/json")
    assert answer.status_code == 201
    assert answer.json() == {**TAKEN, "error_count": 0, "errors": []}
    again = send(ivan, JSON[1:-1] + b"\n", "application/x-ndjson; charset=utf-8")
    assert again.json()["unchanged"] == 1
    partly = send(ivan, CSV, "text/csv", "?partial=true")
    assert partly.json() == {
        "received": 2,
        "new": 0,
        "changed": 0,
        "unchanged": 1,
        "refused": 1,
        "error_count": 1,
        "errors": [{"row": 2, "field": "good", "value": "ninety", "expected": "a number"}],
    }
    with tenant(cast.harbor):
        assert DailyTally.objects.values_list("day", "count", "good", "total").get() == (
            date(2026, 6, 1),
            1,
            Decimal(59),
            Decimal(60),
        )


def test_one_bad_row_refuses_the_batch_and_is_named(cast: Cast, ivan: Program) -> None:
    answer = send(ivan, CSV, "text/csv")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {
            "code": "invalid",
            "detail": "Row 2, good: “ninety”; expected a number.",
            "attr": "2.good",
            "row": 2,
            "field": "good",
            "value": "ninety",
            "expected": "a number",
        }
    ]
    with tenant(cast.harbor):
        assert not Measurement.objects.exists()


def test_a_key_gives_the_first_answer_again(ivan: Program) -> None:
    first = send(ivan, JSON, "application/json", **{"Idempotency-Key": "batch-1"})
    again = send(ivan, JSON, "application/json", **{"Idempotency-Key": "batch-1"})
    assert (first.json()["new"], again.json()["new"]) == (1, 1)
    assert again["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "detail"),
    [
        (b"[{]", "application/json", 400, "The body is not JSON"),
        (b"{}", "application/json", 400, "Expected a JSON array of measurements."),
        (b"nothing,of,it\n1,2,3", "text/csv", 400, "The header has “nothing, of, it”"),
        (b"<x/>", "application/xml", 415, "Expected one of application/json"),
        (b"[" + b"{}," * 50_001 + b"{}]", "application/json", 400, "More than 50,000 rows."),
        (b"[" * 100_000, "application/json", 400, "The body can't be read"),
    ],
)
def test_what_is_no_batch_is_refused_in_a_sentence(
    ivan: Program, body: bytes, content_type: str, status: int, detail: str
) -> None:
    answer = send(ivan, body, content_type)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["detail"].startswith(detail)


def test_a_hundred_megabytes_are_refused_unread(ivan: Program) -> None:
    answer = send(ivan, b" " * 100_000_000, "application/json")
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["detail"] == (
        "The body is larger than 16 MB. Send it in several batches."
    )


def test_only_who_may_push_measurements_does(
    cast: Cast, ivan: Program, program: Callable[[Membership], Program]
) -> None:
    assert send(program(cast.eve), JSON, "application/json").status_code == 403
    mallory = send(program(cast.mallory), JSON, "application/json")
    assert mallory.status_code == 400
    assert mallory.json()["errors"][0]["expected"] == "a service level of this organization"
