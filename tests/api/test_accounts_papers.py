"""Invitations, exports, sign-ins and history, for programs."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Export, Invitation, Letter
from accounts.services.exports import make_exports
from accounts.tenancy import tenant
from tests.admin.register import Register
from tests.api.conftest import Program, Programs, errors_of
from tests.cast import Cast
from vendors.models import Vendor

SAME = {"x_request_id": "a" * 8}


@pytest.fixture
def olga(cast: Cast, program: Programs) -> Program:
    return program(cast.olga)


def test_somebody_is_invited_reminded_and_the_invitation_withdrawn(
    cast: Cast, olga: Program, omar: Program, program: Programs
) -> None:
    body = {"email": "Nina@new.example", "role": "vendor_manager"}
    made = olga.post("invitations/", body)
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["email"], row["state"], row["valid_days"], row["invited_by"]) == (
        "nina@new.example",
        "open",
        7,
        str(cast.olga.pk),
    )
    with tenant(cast.harbor):
        link = Letter.objects.get(to="nina@new.example").text.split("/invitation/")[1].split("/")[0]
    everything = (
        made.content + olga.get("invitations/").content + olga.get(made["Location"]).content
    )
    assert link.encode() not in everything
    assert b"serial" not in everything
    again = olga.post("invitations/", body)
    assert (again.status_code, errors_of(again)) == (409, [("invitation_refused", None)])
    assert "has been invited already" in again.json()["errors"][0]["detail"]
    soon = olga.post(f"invitations/{row['id']}/resend/", {})
    assert (soon.status_code, "again in 10 minutes" in soon.json()["errors"][0]["detail"]) == (
        409,
        True,
    )
    with tenant(cast.harbor):
        Invitation.objects.update(sent_at=datetime.now(UTC) - timedelta(minutes=11))
    assert olga.post(f"invitations/{row['id']}/resend/", {}).status_code == 200
    assert omar.get(f"invitations/{row['id']}/").json()["state"] == "open"
    assert omar.post(f"invitations/{row['id']}/revoke/", {}).status_code == 403
    assert program(cast.mallory).post(f"invitations/{row['id']}/revoke/", {}).status_code == 404
    reads = program(cast.olga, ["accounts:read"]).post(f"invitations/{row['id']}/revoke/", {})
    assert errors_of(reads) == [("missing_scope", None)]
    assert olga.post(f"invitations/{row['id']}/revoke/", {}).json()["state"] == "revoked"
    assert olga.post(f"invitations/{row['id']}/revoke/", {}).status_code == 409
    assert olga.get("invitations/?is_revoked=true&count=true").json()["count"] == 1


def test_an_export_is_for_who_asked(
    cast: Cast, omar: Program, olga: Program, program: Programs, harbor: Register
) -> None:
    body = {"source": "vendors.vendor", "query": "q=Batch", "format": "csv"}
    made = omar.post("exports/", body)
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["state"], row["rows_total"], row["download"]) == ("waiting", 1, None)
    path = f"exports/{row['id']}/"
    assert omar.get(f"{path}download/").status_code == 404
    make_exports(organization=cast.harbor, clock=lambda: datetime.now(UTC))
    ready = omar.get(path).json()
    assert (ready["state"], ready["rows_done"]) == ("done", 1)
    assert ready["download"] == f"http://testserver/api/v1/{path}download/"
    answer: Any = omar.get(ready["download"].removeprefix("http://testserver"))
    assert b"Harbor Batch Works" in b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == 'attachment; filename="vendors-2026-06-30.csv"'
    assert answer["Cache-Control"] == "no-store"
    for other in (olga, program(cast.mallory), program(cast.omar, ["risk:read"])):
        assert other.get(path).status_code == 404
        assert other.get(f"{path}download/").status_code == 404
    with tenant(cast.harbor):
        Export.objects.filter(pk=row["id"]).update(expires_at=datetime.now(UTC))
    assert omar.get(f"{path}download/").status_code == 404
    assert omar.get(path).json()["download"] is None


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"source": "vendors.nothing", "format": "csv"}, 400, "source"),
        ({"source": "vendors.vendor", "format": "pdf"}, 400, "format"),
        ({"source": "vendors.vendor", "format": "csv", "query": "wrong=1"}, 400, "query"),
        ({"source": "vendors.vendor", "format": "csv", "query": "q=%00"}, 400, "query"),
        ({"source": "vendors.vendor", "format": "csv", "query": "&" * 1500}, 400, "query"),
        ({"source": "portfolio-due", "format": "csv", "query": "as_of=x"}, 400, "query"),
        ({"source": "accounts.invitation", "format": "csv"}, 403, None),
    ],
)
def test_an_export_that_makes_no_sense_is_refused(  # noqa: PLR0917
    body: dict[str, str],
    status: int,
    field: str | None,
    cast: Cast,
    program: Programs,
    harbor: Register,
) -> None:
    answer = program(cast.vera).post("exports/", body)
    assert (answer.status_code, errors_of(answer)[0][1]) == (status, field)
    assert program(cast.ivan).post("exports/", body).status_code == 403


def test_a_token_exports_what_its_scopes_cover(
    cast: Cast, program: Programs, harbor: Register
) -> None:
    narrow = program(cast.omar, ["teams:read"])
    refused = narrow.post("exports/", {"source": "vendors.vendor", "format": "csv"})
    assert (refused.status_code, errors_of(refused)) == (403, [("missing_scope", None)])
    assert narrow.post("exports/", {"source": "teams.team", "format": "csv"}).status_code == 201


def test_sign_ins_are_listed_with_the_pages_filters(
    cast: Cast, omar: Program, harbor: Register
) -> None:
    listed = omar.get("access-events/").json()["results"]
    assert listed == [
        {
            "id": str(harbor["accessevent"].pk),
            "kind": "denied",
            "at": "2026-06-30T12:00:00Z",
            "membership": str(cast.vera.pk),
            "ip": "192.0.2.7",
            "browser": "Not given",
            "detail": "/Harbor/",
        }
    ]
    for query, count in (
        ("kind=denied", 1),
        ("kind=signed_in", 0),
        (f"membership={cast.vera.pk}", 1),
        (f"membership={cast.omar.pk}", 0),
        ("ip=192.0.2.7", 1),
        ("ip=192.0.2.8", 0),
        ("at_from=2026-06-30", 1),
        ("at_from=2026-07-01", 0),
        ("at_to=2026-06-30", 1),
        ("at_to=2026-06-29", 0),
    ):
        assert len(omar.get(f"access-events/?{query}").json()["results"]) == count, query
    assert errors_of(omar.get("access-events/?ip=here")) == [("invalid", "ip")]


def test_history_is_paged_and_filtered(
    cast: Cast, omar: Program, program: Programs, rival: Register
) -> None:
    made = omar.post("vendors/", {"legal_name": "Acme"}).json()["id"]
    omar.change(f"vendors/{made}/", {"tier": "strategic"})
    first = omar.get("history/?kind=vendors.vendor&page_size=1").json()
    [row] = first["results"]
    assert {**row, "at": None} == {
        "at": None,
        "member": str(cast.omar.pk),
        "who": "Omar",
        "origin": "api",
        "from_where": "nightly",
        "event": "changed",
        "kind": "vendors.vendor",
        "object": made,
        "record": "Acme",
        "changes": [{"field": "Tier", "old": "Not rated", "new": "Strategic"}],
    }
    second = omar.get(first["next"].removeprefix("http://testserver")).json()
    assert [each["event"] for each in second["results"]] == ["created"]
    assert second["next"] is None
    today = row["at"][:10]
    yesterday = str(datetime.fromisoformat(row["at"]).date() - timedelta(days=1))
    for query, count in (
        (f"object={made}", 2),
        (f"object={rival['vendor'].pk}", 0),
        (f"member={cast.omar.pk}", 2),
        (f"member={cast.vera.pk}", 0),
        ("origin=api", 2),
        ("origin=import", 0),
        (f"at_from={today}&at_to={today}", 2),
        (f"at_to={yesterday}", 0),
    ):
        found = omar.get(f"history/?kind=vendors.vendor&{query}")
        assert len(found.json()["results"]) == count, (query, found.content)
    for query, field in (
        ("kind=vendors.nothing", "kind"),
        (f"member={cast.mallory.pk}", "member"),
        ("origin=moon", "origin"),
        ("at_from=yesterday", "at_from"),
        ("cursor=x", "cursor"),
        ("page_size=0", "page_size"),
        ("ordering=at", "ordering"),
    ):
        refused = omar.get(f"history/?{query}")
        assert (refused.status_code, errors_of(refused)[0][1]) == (400, field), query
    elsewhere = first["next"].split("cursor=")[1].split("&")[0]
    assert omar.get(f"history/?cursor={elsewhere}").status_code == 400
    assert program(cast.vera).get("history/").status_code == 403
    narrow = program(cast.omar, ["accounts:read"]).get("history/?kind=vendors.vendor")
    assert errors_of(narrow) == [("missing_scope", None)]


def test_a_records_history_is_for_its_readers(
    cast: Cast, omar: Program, program: Programs, harbor: Register, rival: Register
) -> None:
    made = omar.post("vendors/", {"legal_name": "Acme"}).json()["id"]
    path = "record-history/?kind=vendors.vendor&object="
    eve = program(cast.eve)
    assert [row["event"] for row in eve.get(path + made).json()["results"]] == ["created"]
    answers = [eve.get(f"{path}{key}", **SAME) for key in (rival["vendor"].pk, uuid4(), "x")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert eve.get(f"record-history/?kind=accounts.invitation&object={made}").status_code == 403
    narrow = program(cast.eve, ["risk:read"]).get(path + made)
    assert errors_of(narrow) == [("missing_scope", None)]
    assert errors_of(eve.get(f"record-history/?object={made}")) == [("required", "kind")]
    mallory = program(cast.mallory)
    own = f"record-history/?kind=accounts.organization&object={cast.harbor.pk}"
    assert (mallory.get(own).status_code, omar.get(own).status_code) == (404, 200)


def test_the_history_of_a_paper_for_some_is_for_some(
    cast: Cast, omar: Program, olga: Program, harbor: Register
) -> None:
    document = harbor["document"]
    path = f"record-history/?kind=sourcing.document&object={document.pk}"
    assert omar.get(path).status_code == 200
    with tenant(cast.harbor):
        type(document).objects.filter(pk=document.pk).update(audience="members")
    assert (omar.get(path).status_code, olga.get(path).status_code) == (404, 200)
    # Versions have no page of their own; among all changes they are for owners.
    version = omar.get(f"record-history/?kind=sourcing.documentversion&object={uuid4()}")
    assert errors_of(version) == [("invalid_choice", "kind")]
    versions = "history/?kind=sourcing.documentversion"
    assert (omar.get(versions).status_code, olga.get(versions).status_code) == (403, 200)


@pytest.mark.parametrize("path", ["history/", "access-events/", "invitations/", "import-lines/"])
def test_more_rows_cost_no_more_questions(path: str, cast: Cast, olga: Program) -> None:
    def asked(size: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert olga.get(f"{path}?page_size={size}").status_code == 200
        return len(queries)

    with tenant(cast.harbor):
        for number in range(12):
            Vendor.objects.create(legal_name=f"Vendor {number}")
    asked(1)
    assert asked(10) == asked(5) <= 25
