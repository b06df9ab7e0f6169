"""Documents in an S3-compatible store: the same bytes, never a public address."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.stub import ANY, Stubber
from django.core.files.storage import default_storage
from pytest_django import Settings

from accounts.tenancy import tenant
from config import environment as env
from sourcing.models import DocumentVersion
from tests.cast import Cast
from tests.documents.conftest import upload
from tests.documents.files import PDF
from vendors.models import Contract


@pytest.fixture
def s3(settings: Settings) -> Iterator[Stubber]:
    """A store that answers what the test has told it to."""
    given = {
        "DOCUMENT_STORAGE_URL": "s3://papers/longshore?endpoint=https://s3.example&region=eu-1",
        "DOCUMENT_STORAGE_KEY": "AKIA",
        "DOCUMENT_STORAGE_SECRET": "secret",
    }
    store = env.file_storage(given, "DOCUMENT_STORAGE_URL", Path("/nowhere"))
    settings.STORAGES = {**settings.STORAGES, "default": store}
    with Stubber(default_storage.connection.meta.client) as stubber:  # type: ignore[attr-defined]
        yield stubber
        stubber.assert_no_pending_responses()


def test_a_document_goes_to_its_organizations_folder(
    cast: Cast, contract: Contract, s3: Stubber
) -> None:
    s3.add_client_error("head_object", http_status_code=404)
    s3.add_response(
        "put_object",
        {},
        {
            "Bucket": "papers",
            "Key": ANY,
            "Body": ANY,
            "ContentType": ANY,
            "ChecksumAlgorithm": ANY,
        },
    )
    upload(cast.vera, contract)
    with tenant(cast.harbor):
        path = DocumentVersion.objects.get().path
    assert path.startswith(f"org/{cast.harbor.pk}/documents/2026-06/")
    s3.add_response(
        "get_object",
        {"Body": io.BytesIO(PDF), "ContentLength": len(PDF)},
        {"Bucket": "papers", "Key": f"longshore/{path}"},
    )
    body = default_storage.connection.meta.client.get_object(  # type: ignore[attr-defined]
        Bucket="papers", Key=f"longshore/{path}"
    )["Body"]
    assert body.read() == PDF
