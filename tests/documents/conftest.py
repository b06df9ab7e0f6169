"""A storage of the test's own, and contracts to put documents on."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import Membership, Organization
from accounts.tenancy import tenant
from config import environment as env
from sourcing.models import Document
from sourcing.services.documents import upload_document
from tests.cast import Cast
from tests.documents.files import PDF
from vendors.models import Contract, Vendor

NOW = datetime(2026, 6, 30, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def storage(settings: Settings, tmp_path: Path) -> Path:
    """The folder in which this test's files lie."""
    folder = env.file_storage({}, "DOCUMENT_STORAGE_URL", tmp_path)
    settings.STORAGES = {**settings.STORAGES, "default": folder}
    return tmp_path


def make_contract(organization: Organization, number: str = "4711") -> Contract:
    with tenant(organization):
        vendor, _ = Vendor.objects.get_or_create(legal_name="Data-Core Systems")
        return Contract.objects.create(number=number, vendor=vendor)


@pytest.fixture
def contract(cast: Cast) -> Contract:
    return make_contract(cast.harbor)


@pytest.fixture
def theirs(cast: Cast) -> Contract:
    """A contract of the other organization."""
    return make_contract(cast.rival)


def upload(
    actor: Membership, contract: Contract, content: bytes = PDF, name: str = "a.pdf", **more: Any
) -> Document:
    return upload_document(
        subject=contract, file=io.BytesIO(content), name=name, actor=actor, now=NOW, **more
    )


def stored(folder: Path) -> list[Path]:
    """Every file in the storage."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
