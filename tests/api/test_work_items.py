"""Ivan's ticket system hands over work items, and their clocks can be read back."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson
import pytest
from django.test import Client

from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.models import ClockEvent, WorkItem
from tests.api.conftest import Program
from tests.cast import Cast
from tests.measurements.levels import make_engagement, make_level

STARTED = {"at": "2026-06-01T08:00:00Z", "kind": "started"}
PAUSED = {"at": "2026-06-01T09:00:00Z", "kind": "paused", "reason": "customer"}
RESUMED = {"at": "2026-06-01T10:00:00Z", "kind": "resumed"}
STOPPED = {"at": "2026-06-01T10:30:00Z", "kind": "stopped"}


def item(reference: str, *events: Any, **more: Any) -> dict[str, Any]:
    return {"engagement": "desk", "reference": reference, "events": list(events), **more}


@pytest.fixture
def ivan(cast: Cast, program: Callable[[Membership], Program]) -> Program:
    """A level of Harbor Works' desk: resolved within two hours, round the clock."""
    make_level(
        make_engagement(cast.harbor),
        "resolution",
        source="work_items",
        indicator="ratio",
        threshold_minutes=120,
        expected=Decimal(95),
        minimum=Decimal(90),
        time_zone="UTC",
    )
    return program(cast.ivan)


def send(program: Program, rows: Any, query: str = "", kind: str = "application/json") -> Any:
    body = rows if isinstance(rows, bytes) else orjson.dumps(rows)
    return Client(raise_request_exception=False).post(
        f"/api/v1/work-items/{query}",
        body,
        content_type=kind,
        headers={"Authorization": f"Bearer {program.secret}"},
    )


def outcome(answer: Any) -> tuple[int, int, int, int, int]:
    said = answer.json()
    names = ("received", "new", "changed", "unchanged", "refused")
    return tuple(said[name] for name in names)


def test_an_item_shows_both_clocks_and_becomes_what_it_is_now(ivan: Program) -> None:
    first = item("INC-1", STARTED, PAUSED, priority="P1")
    answer = send(ivan, [first])
    assert (answer.status_code, outcome(answer)) == (201, (1, 1, 0, 0, 0))
    assert outcome(send(ivan, [first])) == (1, 0, 0, 1, 0)
    now = item("INC-1", STARTED, PAUSED, RESUMED, STOPPED, priority="P1")
    lines = b"\n".join(orjson.dumps(row) for row in (now, item("INC-2", STARTED)))
    assert outcome(send(ivan, lines, kind="application/x-ndjson")) == (2, 1, 1, 0, 0)
    (shown,) = ivan.get("work-items/?reference=INC-1").json()["results"]
    assert ivan.get(f"work-items/{shown['id']}/").json() == shown
    assert (shown["engagement_key"], shown["priority"]) == ("desk", "P1")
    assert [(event["kind"], event["reason"]) for event in shown["events"]] == [
        ("started", ""),
        ("paused", "customer"),
        ("resumed", ""),
        ("stopped", ""),
    ]
    (reading,) = shown["readings"]
    assert (reading["wall_minutes"], reading["service_minutes"]) == ("90.000000", "90.000000")
    assert (reading["is_good"], reading["number"]) == (True, 1)
    assert [row["reference"] for row in ivan.get("work-items/?is_open=true").json()["results"]] == [
        "INC-2"
    ]


BAD = [
    item("good", STARTED),
    item("nobody's", STARTED, engagement="unknown"),
    item("year 1", {"at": "0001-01-01T00:00:00Z", "kind": "started"}),
    item("future", STARTED, {"at": "2099-01-01T00:00:00Z", "kind": "stopped"}),
    item("no zone", {"at": "2026-06-01T08:00:00", "kind": "started"}),
    item("strange", {"at": "2026-06-01T08:00:00Z", "kind": "opened", "who": 1}),
    item("never began", STOPPED),
    item("reason", STARTED, {**STOPPED, "reason": "customer"}),
    item("negative", {**STARTED, "sequence": -1}),
    item("good", STARTED),
    item("nothing happened"),
    item("too much", *[STARTED] * 501),
    item("", STARTED, kind="x" * 61, extra=1),
    "nonsense",
]


def test_good_and_bad_items_together(cast: Cast, ivan: Program) -> None:
    """Nothing is stored of a batch with a bad item, unless the sender asks for the good ones."""
    refused = send(ivan, BAD)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["detail"] == (
        "Row 2, engagement: “unknown”; expected the key of an engagement of this organization."
    )
    with tenant(cast.harbor):
        assert not WorkItem.objects.exists()
    partly = send(ivan, BAD, "?partial=true")
    assert (partly.status_code, outcome(partly)) == (201, (14, 1, 0, 0, 13))
    assert [
        (error["row"], error["field"], error["value"]) for error in partly.json()["errors"]
    ] == [
        (2, "engagement", "unknown"),
        (3, "events.1.at", "0001-01-01T00:00:00+00:00"),
        (4, "events.2.at", "2099-01-01T00:00:00+00:00"),
        (5, "events.1.at", "2026-06-01T08:00:00"),
        (6, "events.1.kind", "opened"),
        (6, "events.1.who", "1"),
        (7, "events", "stopped"),
        (8, "events.2.reason", "customer"),
        (9, "events.1.sequence", "-1"),
        (10, "reference", "good"),
        (11, "events", "0 events"),
        (12, "events", "501 events"),
        (13, "reference", ""),
        (13, "kind", "x" * 59 + "…"),
        (13, "extra", "1"),
        (14, "", "nonsense"),
    ]
    with tenant(cast.harbor):
        assert WorkItem.objects.get().reference == "good"
        assert ClockEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "kind", "status", "detail"),
    [
        (b"{}", "application/json", 400, "Expected a JSON array of work items."),
        (b"[" + b"{}," * 5_000 + b"{}]", "application/json", 400, "More than 5,000 rows."),
        (b"reference\nINC-1", "text/csv", 415, "Expected one of application/json, application/x-"),
        (b" " * 100_000_000, "application/json", 413, "The body is larger than 16 MB."),
    ],
)
def test_what_is_no_batch_is_refused_in_a_sentence(
    ivan: Program, body: bytes, kind: str, status: int, detail: str
) -> None:
    answer = send(ivan, body, kind=kind)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["detail"].startswith(detail)


def test_only_who_may_push_items_does(
    cast: Cast, ivan: Program, program: Callable[[Membership], Program]
) -> None:
    assert send(program(cast.eve), [item("INC-1", STARTED)]).status_code == 403
    mallory = send(program(cast.mallory), [item("INC-1", STARTED)])
    assert mallory.status_code == 400
    assert mallory.json()["errors"][0]["expected"] == (
        "the key of an engagement of this organization"
    )
