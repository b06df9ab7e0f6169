"""Deleted documents keep their history; their bytes go when the retention has passed."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.tenancy import tenant
from sourcing import tasks
from sourcing.models import DiscardedFile, Document
from sourcing.services.document_files import remove_discarded, sweep_orphans
from sourcing.services.documents import delete_document
from tests.cast import Cast
from tests.documents.conftest import stored, upload
from vendors.models import Contract


def test_bytes_outlive_a_document_by_the_retention(
    cast: Cast, contract: Contract, storage: Path
) -> None:
    document = upload(cast.vera, contract)
    pk = document.pk
    delete_document(document=document, actor=cast.vera)
    with tenant(cast.harbor):
        assert not Document.objects.exists()
        history = Document.events.rel.related_model.objects.filter(pgh_obj_id=pk)  # type: ignore[attr-defined]
        assert [event.pgh_label for event in history.order_by("pgh_id")][-1] == "delete"
        assert DiscardedFile.objects.get().removed_at is None
    now = timezone.now()
    assert remove_discarded(organization=cast.harbor, now=now + timedelta(days=29)) == 0
    assert len(stored(storage)) == 1
    assert remove_discarded(organization=cast.harbor, now=now + timedelta(days=31)) == 1
    assert stored(storage) == []
    assert remove_discarded(organization=cast.harbor, now=now + timedelta(days=32)) == 0


def test_bytes_of_a_deleted_contract_are_discarded_too(
    cast: Cast, contract: Contract, storage: Path
) -> None:
    upload(cast.vera, contract)
    with tenant(cast.harbor):
        contract.delete()
        assert DiscardedFile.objects.count() == 1


def test_what_nothing_names_is_swept_once_a_day_old(
    cast: Cast, contract: Contract, storage: Path
) -> None:
    upload(cast.vera, contract)
    deleted = upload(cast.vera, contract)
    delete_document(document=deleted, actor=cast.vera)
    mine = storage / "org" / str(cast.harbor.pk) / "documents" / "2026-06"
    for name in ("old", "new"):
        (mine / name).write_bytes(b"x")
    for path in stored(storage):
        if path.name != "new":
            os.utime(path, (1, 1))
    foreign = storage / "org" / str(cast.rival.pk) / "documents" / "2026-06" / "theirs"
    foreign.parent.mkdir(parents=True)
    foreign.write_bytes(b"x")
    os.utime(foreign, (1, 1))

    assert sweep_orphans(organization=cast.harbor, now=timezone.now()) == 1
    assert {path.name for path in stored(storage)} >= {"new", "theirs"}
    assert len(stored(storage)) == 4
    assert sweep_orphans(organization=cast.harbor, now=timezone.now()) == 0


@pytest.mark.usefixtures("alone")
def test_the_tick_tidies_every_organization(cast: Cast, contract: Contract, storage: Path) -> None:
    document = upload(cast.vera, contract)
    delete_document(document=document, actor=cast.vera)
    with tenant(cast.harbor):
        DiscardedFile.objects.update(discarded_at=timezone.now() - timedelta(days=60))
    tasks.tidy_files()
    assert stored(storage) == []
