"""Files tried, brought in and taken back by programs."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.tenancy import tenant
from sourcing.models import Import
from sourcing.services import imports
from tests.admin.register import Register
from tests.api.conftest import Program, Programs, errors_of
from tests.cast import Cast
from vendors.models import Vendor

SAME = {"x_request_id": "a" * 8}


def send(asks: Program, content: str, kind: str = "vendors.vendor", **more: str) -> Any:
    form = {"file": SimpleUploadedFile("list.csv", content.encode()), "kind": kind, **more}
    headers = {"Authorization": f"Bearer {asks.secret}"}
    return Client(raise_request_exception=False).post("/api/v1/imports/", form, headers=headers)


def names(cast: Cast) -> list[str]:
    with tenant(cast.harbor):
        return sorted(Vendor.objects.values_list("legal_name", flat=True))


def test_a_file_is_tried_applied_and_taken_back(
    cast: Cast, omar: Program, program: Programs
) -> None:
    made = send(omar, "legal_name,country\nAcme,IN\nBeta,XX\n")
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["step"], row["state"], row["counts"]) == ("check", "done", {"new": 1, "refused": 1})
    assert (row["requested_by"], row["applied_at"], names(cast)) == (str(cast.omar.pk), None, [])
    lines = omar.get(f"import-lines/?of={row['id']}&outcome=refused").json()["results"]
    assert [(line["line"], line["cells"]) for line in lines] == [
        (3, [["legal_name", "Beta"], ["country", "XX"]])
    ]
    path = f"imports/{row['id']}/"
    form = Client().post(
        f"/api/v1/{path}apply/",
        {"only_good": "true"},
        headers={"Authorization": f"Bearer {omar.secret}"},
    )
    assert form.status_code == 415
    refused = omar.post(f"{path}apply/", {})
    assert (refused.status_code, errors_of(refused)) == (409, [("not_now", None)])
    assert "import the good ones only" in refused.json()["errors"][0]["detail"]
    applied = omar.post(f"{path}apply/", {"only_good": True}).json()
    assert (applied["applied_at"] is not None, names(cast)) == (True, ["Acme"])
    assert omar.post(f"{path}apply/", {"only_good": True}).status_code == 409
    undone = omar.post(f"{path}undo/", {})
    assert (undone.status_code, undone.json()["counts"]["deleted"], names(cast)) == (200, 1, [])
    assert undone.json()["undone_by"] == str(cast.omar.pk)
    assert omar.get("imports/?is_undone=true&count=true").json()["count"] == 1
    assert omar.post(f"{path}undo/", {}).status_code == 409


def test_what_others_changed_since_stops_an_undo_with_a_sentence(cast: Cast, omar: Program) -> None:
    path = f"imports/{send(omar, 'legal_name\nAcme\nBeta\n').json()['id']}/"
    omar.post(f"{path}apply/", {})
    with tenant(cast.harbor):
        Vendor.objects.filter(legal_name="Acme").update(notes="Looked into")
    refused = omar.post(f"{path}undo/", {})
    assert (refused.status_code, errors_of(refused)) == (409, [("rows_kept", None)])
    assert refused.json()["errors"][0]["detail"].startswith("Nothing was undone: 1 record has ")
    kept = omar.get(f"import-lines/?of={path.split('/')[1]}&outcome=kept").json()["results"]
    assert [line["what"] for line in kept] == ["Vendor Acme"]
    assert names(cast) == ["Acme", "Beta"]
    assert omar.post(f"{path}undo/", {"despite_kept": True}).status_code == 200
    assert names(cast) == ["Acme"]


def test_a_register_that_moved_is_tried_again(cast: Cast, omar: Program) -> None:
    path = f"imports/{send(omar, 'legal_name,tier\nAcme,strategic\n').json()['id']}/"
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name="Acme")
    moved = omar.post(f"{path}apply/", {})
    assert (moved.status_code, errors_of(moved)) == (409, [("register_moved", None)])
    row = omar.get(path).json()
    assert (row["has_moved"], row["counts"], row["applied_at"]) == (True, {"changed": 1}, None)
    assert omar.post(f"{path}apply/", {}).json()["applied_at"] is not None


def test_who_may_import_and_who_takes_back(
    cast: Cast, omar: Program, program: Programs, harbor: Register
) -> None:
    ivan, vera, eve = (program(who) for who in (cast.ivan, cast.vera, cast.eve))
    made = send(ivan, "legal_name\nAcme\n")
    path = f"imports/{made.json()['id']}/"
    assert ivan.post(f"{path}apply/", {}).status_code == 200
    refused = ivan.post(f"{path}undo/", {})
    assert (refused.status_code, "people do" in refused.json()["errors"][0]["detail"]) == (
        403,
        True,
    )
    assert eve.post(f"{path}undo/", {}).status_code == 403
    assert send(eve, "legal_name\nBeta\n").status_code == 403
    assert send(vera, "name\nHyderabad\n", "teams.site").status_code == 403
    assert vera.post(f"{path}undo/", {}).status_code == 200
    narrow = program(cast.omar, ["sourcing:write", "vendors:read"])
    assert errors_of(send(narrow, "legal_name\nBeta\n")) == [("missing_scope", None)]
    blind = program(cast.omar, ["sourcing:read"])
    assert (blind.get(path).status_code, blind.get("imports/").json()["results"]) == (404, [])
    assert blind.get("import-lines/").json()["results"] == []
    # Site heads may open the page, but read no vendors.
    assert program(cast.hana).get("imports/").json()["results"] == []


def test_another_organizations_import_is_missing(
    omar: Program, harbor: Register, rival: Register
) -> None:
    for action in ("apply", "undo"):
        answers = [
            omar.post(f"imports/{key}/{action}/", {}, **SAME)
            for key in (rival["import"].pk, uuid4())
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("content", "kind", "more", "field", "words"),
    [
        ("legal_name\nAcme\n", "vendors.nothing", {}, "kind", "is not known"),
        ("legal_name\nAcme\n", "vendors.vendor", {"mapping": "longshore"}, "mapping", "layout"),
        ("legal_name\nAcme\n", "contract-file", {}, "mapping", "layout"),
        ("country\nIN\n", "vendors.vendor", {}, "file", "needed in every row"),
        ("legal_name\n", "vendors.vendor", {}, "file", "no row under it"),
        ("\x00\x01", "vendors.vendor", {}, "file", "list.csv"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_and_not_kept(  # noqa: PLR0917
    content: str,
    kind: str,
    more: dict[str, str],
    field: str,
    words: str,
    cast: Cast,
    omar: Program,
) -> None:
    answer = send(omar, content, kind, **more)
    assert (answer.status_code, errors_of(answer)[0][1]) == (400, field)
    assert words in answer.json()["errors"][0]["detail"]
    with tenant(cast.harbor):
        assert not Import.objects.exists()
    folder = f"org/{cast.harbor.pk}/imports"
    assert not default_storage.exists(folder) or default_storage.listdir(folder)[1] == []


def test_a_long_file_is_a_workers(
    cast: Cast, omar: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "DIRECT_BYTES", 5)
    row = send(omar, "legal_name\nAcme\n").json()
    assert (row["step"], row["state"]) == ("check", "waiting")
    busy = omar.post(f"imports/{row['id']}/apply/", {})
    assert (busy.status_code, errors_of(busy)) == (409, [("not_now", None)])
