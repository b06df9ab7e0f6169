"""Documents in the shell: uploads, downloads, and who finds what."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.models import Document, DocumentVersion
from sourcing.models.document import Audience
from sourcing.services.documents import Readers, add_version
from tests.admin.conftest import sign_in  # noqa: F401 - a fixture
from tests.cast import Cast
from tests.documents.conftest import NOW, upload
from tests.documents.files import PDF, PNG, PROGRAM
from vendors.models import Contract

ADD = "/sourcing/document/add/"


@pytest.fixture
def vera(cast: Cast, sign_in: Any) -> Client:  # noqa: F811
    browser: Client = sign_in(cast.vera)
    return browser


def form(
    contract: Contract, content: bytes = PDF, name: str = "a.pdf", **more: Any
) -> dict[str, Any]:
    return {
        "document_file": SimpleUploadedFile(name, content),
        "title": "",
        "kind": "contract",
        "contract": str(contract.pk),
        "audience": "everyone",
        "note": "signed",
        **more,
    }


def page(document: Document, part: str = "change") -> str:
    return f"/sourcing/document/{document.pk}/{part}/"


def test_vera_uploads_from_a_contracts_page(vera: Client, cast: Cast, contract: Contract) -> None:
    shown = vera.get(f"/vendors/contract/{contract.pk}/change/").content.decode()
    assert f"{ADD}?contract={contract.pk}" in shown
    assert "No document is kept here." in shown
    answer = vera.post(ADD, form(contract, name="Framework.pdf", valid_until="2026-07-20"))
    assert answer.status_code == 302, answer.content.decode()
    shown = vera.get(f"/vendors/contract/{contract.pk}/change/").content.decode()
    assert "Framework.pdf" in shown
    assert "Expires in 20 days" in shown
    with tenant(cast.harbor):
        document = Document.objects.get()
    for address in (page(document), page(document, "history"), "/sourcing/document/"):
        assert "Framework.pdf" in vera.get(address).content.decode()


def test_a_lie_is_refused_and_what_was_typed_is_kept(vera: Client, contract: Contract) -> None:
    typed = form(contract, PROGRAM, "invoice.pdf", title="Invoice of May")
    text = vera.post(ADD, typed).content.decode()
    assert "says that it is a PDF document, but its content is a Windows program" in text
    assert "Invoice of May" in text


def test_too_large_is_stopped_while_it_streams(
    vera: Client, cast: Cast, contract: Contract, settings: Settings
) -> None:
    settings.DOCUMENT_MAX_MB = 1
    typed = form(contract, PDF + b"x" * 5 * 1024 * 1024, "huge.pdf", title="Scan of everything")
    text = vera.post(ADD, typed).content.decode()
    assert "“huge.pdf” is larger than 1 MB, the most that is kept." in text
    assert "Scan of everything" in text
    with tenant(cast.harbor):
        assert not Document.objects.exists()


def test_a_name_of_ten_megabytes_is_refused(vera: Client, cast: Cast, contract: Contract) -> None:
    assert vera.post(ADD, form(contract, name="x" * 10_000_000 + ".pdf")).status_code in {200, 400}
    with tenant(cast.harbor):
        assert not Document.objects.exists()


def test_a_document_needs_one_subject_and_days_in_order(vera: Client, contract: Contract) -> None:
    text = vera.post(ADD, form(contract, vendor=str(contract.vendor_id))).content.decode()
    assert "exactly one thing: a contract, a vendor or an engagement" in text
    days: dict[str, Any] = {"valid_from": "2026-05-01", "valid_until": "2026-04-01"}
    text = vera.post(ADD, form(contract, **days)).content.decode()
    assert "must not be before" in text


def test_a_new_version_is_uploaded_on_the_documents_page(
    vera: Client, cast: Cast, contract: Contract
) -> None:
    document = upload(cast.vera, contract)
    address = page(document, "new-version")
    assert vera.get(address).status_code == 200
    lie = {"document_file": SimpleUploadedFile("b.png", PDF), "note": "renewed"}
    assert "a PNG picture, but its content is a PDF" in vera.post(address, lie).content.decode()
    good = {"document_file": SimpleUploadedFile("b.png", PNG), "note": "renewed"}
    assert vera.post(address, good).status_code == 302
    shown = vera.get(page(document)).content.decode()
    for number, name in ((1, "a.pdf"), (2, "b.png")):
        assert name in shown
        assert f"/sourcing/document/{document.pk}/versions/{number}/" in shown


def read(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_download_is_an_attachment_and_nothing_else(
    vera: Client, cast: Cast, contract: Contract
) -> None:
    document = upload(cast.vera, contract, name="Verträge 🖊️.pdf")
    answer = vera.get(page(document, "versions/1"))
    assert read(answer) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''Vertr%C3%A4ge%20%F0%9F%96%8A%EF%B8%8F.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Cache-Control"].startswith("private, no-store")
    assert answer["Content-Length"] == str(len(PDF))


def test_what_is_infected_or_waits_is_not_handed_out(
    vera: Client, cast: Cast, contract: Contract
) -> None:
    document = upload(cast.vera, contract)
    for state, words in (("infected", "can&#x27;t be downloaded"), ("pending", "still waits")):
        with tenant(cast.harbor):
            DocumentVersion.objects.update(
                scan_state=state, scan_result="Evil", next_scan_at=NOW, scanned_at=NOW
            )
        answer = vera.get(page(document, "versions/1"))
        assert answer.status_code == 403
        assert words in answer.content.decode()
        assert f"/{document.pk}/versions/" not in vera.get(page(document)).content.decode()


@pytest.mark.parametrize("which", ["theirs", "restricted", "never was"])
def test_another_organizations_and_a_hidden_document_are_missing(
    which: str, vera: Client, cast: Cast, contract: Contract, theirs: Contract
) -> None:
    canary = f"canary-{cast.tag}"
    if which == "theirs":
        document = upload(cast.mallory, theirs, name=f"{canary}.pdf")
    else:
        only_olga = Readers(Audience.MEMBERS, members=frozenset({cast.olga}))
        document = upload(cast.olga, contract, name=f"{canary}.pdf", readers=only_olga)
    if which == "never was":
        document.pk = uuid4()
    assert vera.get(page(document, "versions/1")).status_code == 404
    for part in ("change", "history", "delete", "new-version"):
        answer = vera.get(page(document, part))
        assert (answer.status_code, answer["Location"]) == (302, "/")
    for address in (
        "/sourcing/document/",
        f"/sourcing/document/?q={cast.tag}",
        f"/search/?s={cast.tag}",
        f"/vendors/contract/{contract.pk}/change/",
        f"/vendors/contract/{contract.pk}/delete/",
        f"/vendors/vendor/{contract.vendor_id}/change/",
    ):
        assert canary not in vera.get(address).content.decode()


def test_who_may_not_see_a_document_does_not_delete_its_contract(
    vera: Client,
    cast: Cast,
    contract: Contract,
    sign_in: Any,  # noqa: F811
) -> None:
    only_olga = Readers(Audience.MEMBERS, members=frozenset({cast.olga}))
    upload(cast.olga, contract, name="secret.pdf", readers=only_olga)
    shown = vera.get(f"/vendors/contract/{contract.pk}/delete/").content.decode()
    assert "secret" not in shown
    vera.post(f"/vendors/contract/{contract.pk}/delete/", {"post": "yes"})
    with tenant(cast.harbor):
        assert Document.objects.count() == 1
    shown = sign_in(cast.olga).get(f"/vendors/contract/{contract.pk}/delete/").content.decode()
    assert "secret.pdf" in shown


def test_the_palette_and_filters_find_documents(
    vera: Client, cast: Cast, contract: Contract
) -> None:
    upload(cast.vera, contract, title="Cyber insurance", valid_until=NOW.date())
    document = upload(cast.vera, contract, title="Old certificate")
    add_version(document=document, file=io.BytesIO(PDF), name="kept.pdf", actor=cast.vera, now=NOW)
    assert "Cyber insurance" in vera.get("/search/?s=cyber").content.decode()
    ending = vera.get("/sourcing/document/?validity=ending").content.decode()
    assert "Cyber insurance" in ending
    assert "Old certificate" not in ending
    found = vera.get("/sourcing/document/?q=kept").content.decode()
    assert "Old certificate" in found
    assert "Nothing matches" in vera.get("/sourcing/document/?about=vendor").content.decode()


@pytest.mark.parametrize(("name", "status"), [("eve", 200), ("ivan", 403)])
def test_who_may_read(
    name: str,
    status: int,
    cast: Cast,
    contract: Contract,
    sign_in: Any,  # noqa: F811
) -> None:
    document = upload(cast.vera, contract)
    member: Membership = getattr(cast, name)
    person = sign_in(member)
    assert person.get(page(document)).status_code == status
    assert person.get(page(document, "versions/1")).status_code == status
    assert person.get(page(document, "new-version")).status_code == 403
    assert person.get(ADD).status_code == 403


@pytest.mark.parametrize(("name", "sees"), [("olga", True), ("omar", False)])
def test_the_organizations_history_names_hidden_documents_to_owners_only(
    name: str,
    sees: bool,
    cast: Cast,
    contract: Contract,
    sign_in: Any,  # noqa: F811
) -> None:
    only_olga = Readers(Audience.MEMBERS, members=frozenset({cast.olga}))
    upload(cast.olga, contract, name="canary-in-history.pdf", readers=only_olga)
    person = sign_in(getattr(cast, name))
    shown = person.get(reverse("admin:history"))
    assert shown.status_code == 200
    assert ("canary-in-history" in shown.content.decode()) is sees
