"""Documents with their bytes, comments and actions, for programs."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from accounts.tenancy import tenant
from sourcing.models import Document
from tests.admin.register import Register, make_finding
from tests.api.conftest import Program, Programs, errors_of
from tests.cast import Cast
from tests.documents.files import PDF, PNG, PROGRAM
from vendors.models import Contract, Vendor


def send(asks: Program, path: str, content: bytes, name: str = "a.pdf", **more: Any) -> Any:
    """Uploads a file as a form, with a boundary of its own each time."""
    headers = {"Authorization": f"Bearer {asks.secret}"}
    if key := more.pop("key", None):
        headers["Idempotency-Key"] = key
    form = {"document_file": SimpleUploadedFile(name, content), **more}
    return Client(raise_request_exception=False).post(f"/api/v1/{path}", form, headers=headers)


def test_a_document_is_uploaded_once_and_read(
    cast: Cast, omar: Program, harbor: Register, rival: Register, program: Programs
) -> None:
    about = {
        "contract": str(harbor["contract"].pk),
        "kind": "contract",
        "valid_until": "2027-06-30",
    }
    large = PDF + b"x" * 3 * 1024 * 1024
    made = send(omar, "documents/", large, "Framework.pdf", key="k1", **about)
    assert made.status_code == 201, made.content
    again = send(omar, "documents/", large, "Framework.pdf", key="k1", **about)
    assert (again.content, again["Idempotency-Replayed"]) == (made.content, "true")
    other = send(omar, "documents/", large + b"y", "Framework.pdf", key="k1", **about)
    assert other.status_code == 422
    row = made.json()
    assert (row["title"], row["kind"], row["valid_until"]) == (
        "Framework.pdf",
        "contract",
        "2027-06-30",
    )
    assert send(omar, f"documents/{row['id']}/versions/", PNG, "b.png").status_code == 200
    row = omar.get(made["Location"]).json()
    assert [(v["number"], v["name"]) for v in row["versions"]] == [
        (2, "b.png"),
        (1, "Framework.pdf"),
    ]
    first = omar.get(f"documents/{row['id']}/versions/1/")
    assert b"".join(first.streaming_content) == large
    assert first["Content-Disposition"] == 'attachment; filename="Framework.pdf"'
    theirs = rival["document"].pk
    mallorys = program(cast.mallory)
    assert mallorys.get(f"documents/{row['id']}/versions/1/").status_code == 404
    for key in (theirs, uuid4()):
        assert omar.get(f"documents/{key}/versions/1/").status_code == 404
        assert send(omar, f"documents/{key}/versions/", PDF).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", PROGRAM, "a PDF document, but its content is a Windows program"),
        ("a.pdf", PDF + b"x" * 2 * 1024 * 1024, "is larger than 1 MB"),
    ],
)
def test_a_bad_file_is_refused_by_name(  # noqa: PLR0917
    name: str, content: bytes, words: str, omar: Program, harbor: Register, settings: Settings
) -> None:
    settings.DOCUMENT_MAX_MB = 1
    answer = send(omar, "documents/", content, name, contract=str(harbor["contract"].pk))
    assert (answer.status_code, errors_of(answer)) == (400, [("invalid", "document_file")])
    assert words in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"valid_until": ""}, "valid_until"),
        ({"valid_until": ["2027-06-30", "2027-07-31"]}, "valid_until"),
        ({"kind": ""}, "kind"),
    ],
)
def test_a_form_is_read_as_strictly_as_a_body(
    more: dict[str, Any], field: str, omar: Program, harbor: Register
) -> None:
    answer = send(omar, "documents/", PDF, contract=str(harbor["contract"].pk), **more)
    assert (answer.status_code, errors_of(answer)[0][1]) == (400, field)


def test_the_readers_of_a_document_are_several(
    cast: Cast, omar: Program, harbor: Register, program: Programs
) -> None:
    readers: dict[str, Any] = {
        "audience": "members",
        "members": [str(cast.vera.pk), str(cast.omar.pk)],
    }
    made = send(omar, "documents/", PDF, contract=str(harbor["contract"].pk), **readers)
    assert made.status_code == 201, made.content
    seen = [program(who).get(made["Location"]).status_code for who in (cast.vera, cast.eve)]
    assert seen == [200, 404]


def test_another_organizations_contract_gets_no_document(
    cast: Cast, omar: Program, harbor: Register, rival: Register
) -> None:
    for key in (rival["contract"].pk, uuid4()):
        answer = send(omar, "documents/", PDF, contract=str(key))
        assert (answer.status_code, errors_of(answer)[0][1]) == (400, "contract")
    none = send(omar, "documents/", PDF)
    assert "exactly one thing" in none.json()["errors"][0]["detail"]
    with tenant(cast.harbor):
        assert Document.objects.count() == 1


def test_a_comment_mentions_who_may_see_it(cast: Cast, omar: Program, harbor: Register) -> None:
    body = {"contract": str(harbor["contract"].pk), "text": "Who calls?"}
    made = omar.post("comments/", {**body, "mentions": [str(cast.vera.pk)]})
    assert made.status_code == 201, made.content
    assert (made.json()["author"], made.json()["mentions"]) == (
        str(cast.omar.pk),
        [str(cast.vera.pk)],
    )
    refused = omar.post("comments/", {**body, "mentions": [str(cast.ivan.pk)]})
    assert (refused.status_code, errors_of(refused)) == (400, [("invalid", "mentions")])
    strange = omar.post("comments/", {**body, "mentions": [str(cast.mallory.pk)]})
    assert strange.status_code == 400


def test_an_action_is_written_changed_and_closed(
    cast: Cast, omar: Program, harbor: Register, program: Programs
) -> None:
    body = {"title": "Call", "owner": str(cast.eve.pk), "finding": str(harbor["finding"].pk)}
    made = omar.post("actions/", {**body, "priority": 3, "due_on": "2026-07-10"})
    assert made.status_code == 201, made.content
    row = omar.change(made["Location"], {"due_on": "2026-07-11"}).json()
    assert (row["due_on"], row["priority"], row["title"]) == ("2026-07-11", 3, "Call")
    path = f"actions/{row['id']}"
    eve = program(cast.eve)
    assert eve.post(f"{path}/complete/", {}).json()["state"] == "done"
    refused = eve.post(f"{path}/drop/", {"reason": "No"})
    assert (refused.status_code, errors_of(refused)) == (409, [("action_refused", None)])
    assert omar.post(f"{path}/reopen/", {}).json()["closed_by"] is None
    assert omar.post(f"{path}/drop/", {"reason": "Solved"}).json()["reason"] == "Solved"
    assert program(cast.mallory).post(f"{path}/reopen/", {}).status_code == 404


def test_nothing_that_people_filed_goes_with_a_deleted_record(
    cast: Cast, omar: Program, harbor: Register
) -> None:
    made = omar.post("vendors/", {"legal_name": "Brief Works"})
    with tenant(cast.harbor):
        vendor = Vendor.objects.get(legal_name="Brief Works")
        hidden = Document.objects.create(title="Secret", vendor=vendor, audience="members")
    answer = omar.delete(made["Location"])
    assert (answer.status_code, errors_of(answer)) == (409, [("still_used", None)])
    detail = answer.json()["errors"][0]["detail"]
    assert detail == (
        "Nothing was deleted: records that others may see would go with it. "
        "Delete or move those first."
    )
    with tenant(cast.harbor):
        Document.objects.filter(pk=hidden.pk).update(audience="everyone")
    detail = omar.delete(made["Location"]).json()["errors"][0]["detail"]
    assert "Nothing was deleted: 1 document would go" in detail
    with tenant(cast.harbor):
        Document.objects.get(pk=hidden.pk).delete()
        contract = Contract.objects.create(number="C-9", vendor=vendor)
        make_finding(contract)
    assert omar.delete(f"contracts/{contract.pk}/").status_code == 204
    assert omar.delete(made["Location"]).status_code == 204
