"""Uploading, new versions, and what the database keeps true about them."""

import hashlib
import io
import stat
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from pytest_django import Settings

from accounts.tenancy import tenant
from sourcing.models import Document, DocumentVersion
from sourcing.models.document import Audience, Kind, ScanState
from sourcing.services.documents import (
    DocumentRefused,
    Readers,
    TypeRefused,
    add_version,
    change_document,
    delete_document,
)
from tests.cast import Cast
from tests.documents.conftest import NOW, stored, upload
from tests.documents.files import PDF, PNG, PROGRAM
from vendors.models import Contract


def test_vera_uploads_a_contract(cast: Cast, contract: Contract, storage: Path) -> None:
    document = upload(cast.vera, contract, name="Framework 🖊️.pdf", kind=Kind.CONTRACT)
    with tenant(cast.harbor):
        version = document.versions.get()
    assert (document.title, document.newest, version.number) == ("Framework 🖊️.pdf", 1, 1)
    assert version.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (version.size, version.media_type) == (len(PDF), "application/pdf")
    assert version.scan_state == ScanState.NOT_SCANNED
    [file] = stored(storage)
    assert file.read_bytes() == PDF
    assert str(file.relative_to(storage)) == version.path
    assert version.path.startswith(f"org/{cast.harbor.pk}/documents/2026-06/")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_name_becomes_a_path(cast: Cast, contract: Contract, storage: Path) -> None:
    canary = f"canary-{cast.tag}"
    for name in (f"../../{canary}.pdf", f"\u202e{canary}\r\n.pdf", canary * 10**5 + ".pdf"):
        upload(cast.omar, contract, name=name)
    assert all(canary not in str(path) for path in storage.rglob("*"))
    with tenant(cast.harbor):
        names = set(DocumentVersion.objects.values_list("name", flat=True))
    assert {len(name) <= 150 for name in names} == {True}
    assert f"{canary}.pdf" in names


def test_a_lie_leaves_no_row(cast: Cast, contract: Contract, storage: Path) -> None:
    with pytest.raises(TypeRefused, match="PDF document, but its content is a Windows program"):
        upload(cast.vera, contract, PROGRAM, "invoice.pdf")
    with tenant(cast.harbor):
        assert not Document.objects.exists()
    assert stored(storage) == []


def test_too_large_is_refused(cast: Cast, contract: Contract, settings: Settings) -> None:
    settings.DOCUMENT_MAX_MB = 1
    upload(cast.vera, contract, PDF + b"x" * (1024 * 1024 - len(PDF)))
    with pytest.raises(DocumentRefused, match=r"“a\.pdf” is larger than 1 MB"):
        upload(cast.vera, contract, PDF + b"x" * (1024 * 1024 - len(PDF) + 1))


def test_a_new_version_supersedes_and_the_old_one_stays(
    cast: Cast, contract: Contract, storage: Path
) -> None:
    document = upload(cast.vera, contract, valid_until=date(2026, 6, 1))
    version = add_version(
        document=document,
        file=io.BytesIO(PNG),
        name="renewed.png",
        actor=cast.omar,
        now=NOW,
        valid_until=date(2027, 6, 1),
    )
    assert version.number == 2
    with tenant(cast.harbor):
        document.refresh_from_db()
        numbers = list(document.versions.values_list("number", "name"))
    assert numbers == [(2, "renewed.png"), (1, "a.pdf")]
    assert (document.newest, document.valid_until) == (2, date(2027, 6, 1))
    assert {path.read_bytes() for path in stored(storage)} == {PDF, PNG}


def test_two_versions_at_once_get_two_numbers(cast: Cast, contract: Contract) -> None:
    document = upload(cast.vera, contract)

    def again() -> None:
        try:
            add_version(
                document=document, file=io.BytesIO(PDF), name="b.pdf", actor=cast.vera, now=NOW
            )
        finally:
            connection.close()

    threads = [Thread(target=again) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenant(cast.harbor):
        assert sorted(document.versions.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_the_database_keeps_a_version_as_it_is(cast: Cast, contract: Contract) -> None:
    document = upload(cast.vera, contract)
    for change in ({"path": "org/1/x"}, {"sha256": "1" * 64}, {"number": 7}, {"size": 1}):
        with pytest.raises(IntegrityError, match="never changed; upload a new one"):
            with tenant(cast.harbor):
                DocumentVersion.objects.filter(document=document).update(**change)


def test_a_document_is_about_exactly_one_thing(cast: Cast, contract: Contract) -> None:
    for about in ({}, {"contract": contract, "vendor_id": contract.vendor_id}):
        with pytest.raises(IntegrityError, match="sourcing_document_one_subject"):
            with tenant(cast.harbor):
                Document.objects.create(title="Lost", **about)


def test_days_must_be_in_order(cast: Cast, contract: Contract) -> None:
    with pytest.raises(IntegrityError, match="sourcing_document_days_in_order"):
        upload(cast.vera, contract, valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 1))


def test_executives_read_only(cast: Cast, contract: Contract) -> None:
    with pytest.raises(PermissionDenied, match="Executive doesn't add documents"):
        upload(cast.eve, contract)
    document = upload(cast.vera, contract)
    with pytest.raises(PermissionDenied, match="Executive doesn't delete documents"):
        delete_document(document=document, actor=cast.eve)


def test_nobody_hides_a_document_from_themselves(cast: Cast, contract: Contract) -> None:
    others = Readers(Audience.ROLES, roles=frozenset({"executive"}))
    with pytest.raises(DocumentRefused, match="You would no longer see this document"):
        upload(cast.vera, contract, readers=others)
    document = upload(cast.olga, contract, readers=others)
    with tenant(cast.harbor):
        seen = [
            member.user.full_name
            for member in (cast.olga, cast.omar, cast.vera, cast.eve, cast.ivan)
            if Document.objects.visible_to(member).filter(pk=document.pk).exists()
        ]
    assert seen == ["Olga", "Eve"]


def test_readers_change_and_are_kept_in_history(cast: Cast, contract: Contract) -> None:
    document = upload(cast.vera, contract)
    named = Readers(Audience.MEMBERS, members=frozenset({cast.vera, cast.eve}))
    change_document(
        document=document,
        title="Letter of intent",
        kind=Kind.LETTER,
        valid_from=None,
        valid_until=None,
        readers=named,
        actor=cast.vera,
    )
    with tenant(cast.harbor):
        who = {
            member.user.full_name
            for member in (cast.olga, cast.omar, cast.vera, cast.eve)
            if Document.objects.visible_to(member).filter(pk=document.pk).exists()
        }
        assert who == {"Olga", "Vera", "Eve"}
        assert [event.audience for event in document.events.order_by("pgh_id")] == [  # type: ignore[attr-defined]
            "everyone",
            "everyone",
            "members",
        ]
    with pytest.raises(Document.DoesNotExist):
        delete_document(document=document, actor=cast.omar)


def test_another_organizations_document_is_missing(
    cast: Cast, contract: Contract, theirs: Contract
) -> None:
    document = upload(cast.mallory, theirs)
    with pytest.raises(Document.DoesNotExist):
        add_version(document=document, file=io.BytesIO(PDF), name="b.pdf", actor=cast.omar, now=NOW)
    with pytest.raises(Document.DoesNotExist):
        delete_document(document=document, actor=cast.omar)
    with pytest.raises(IntegrityError):
        upload(cast.omar, theirs)
    stranger = Readers(Audience.MEMBERS, members=frozenset({cast.omar, cast.mallory}))
    with pytest.raises(DocumentRefused, match="among your roles and members"):
        upload(cast.omar, contract, readers=stranger)
