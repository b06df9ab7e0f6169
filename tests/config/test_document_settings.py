"""Where documents lie, how large they may be, and who checks them for viruses."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment as env


def storage(environment: dict[str, str]) -> dict[str, Any]:
    return env.file_storage(environment, "DOCUMENT_STORAGE_URL", Path("/srv/longshore"))


@pytest.mark.parametrize(
    ("read", "name", "value", "sentence"),
    [
        (storage, "DOCUMENT_STORAGE_URL", "s3:///folder", "s3://bucket"),
        (storage, "DOCUMENT_STORAGE_URL", "s3://b?acl=public-read", "s3://bucket"),
        (storage, "DOCUMENT_STORAGE_URL", "s3://b?endpoint=s3.example", "https://"),
        (storage, "DOCUMENT_STORAGE_URL", "s3://k:hunter2@b", "of their own"),
        (storage, "DOCUMENT_STORAGE_URL", "ftp://h/x", "file:///a/folder"),
        (storage, "DOCUMENT_STORAGE_URL", "file://host/x", "file:///a/folder"),
        (lambda e: env.virus_scanner(e, "SCAN"), "SCAN", "clamd://", "clamd://127.0.0.1:3310"),
        (lambda e: env.virus_scanner(e, "SCAN"), "SCAN", "clamd://h:port", "dotted path"),
        (lambda e: env.virus_scanner(e, "SCAN"), "SCAN", "scan", "dotted path"),
        (lambda e: env.whole_number(e, "MB", 25), "MB", "-1", "from 1 on, such as 25"),
        (lambda e: env.whole_number(e, "MB", 25), "MB", "many", "whole number"),
    ],
)
def test_a_wrong_value_is_refused_by_name(read, name, value, sentence) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ImproperlyConfigured) as refused:
        read({name: value})
    assert f"The environment variable {name} " in str(refused.value)
    assert sentence in str(refused.value)


def test_documents_lie_on_disk_or_in_a_store() -> None:
    assert storage({})["OPTIONS"]["location"] == "/srv/longshore"
    disk = storage({"DOCUMENT_STORAGE_URL": "file:///srv/our%20documents"})
    assert disk["OPTIONS"]["location"] == "/srv/our documents"
    store = storage(
        {
            "DOCUMENT_STORAGE_URL": "s3://papers/longshore?endpoint=https://s3.example&region=eu-1",
            "DOCUMENT_STORAGE_KEY": "AKIA",
            "DOCUMENT_STORAGE_SECRET": "hunter2",
        }
    )
    assert store["BACKEND"] == "storages.backends.s3.S3Storage"
    kept = ("bucket_name", "location", "endpoint_url", "region_name", "access_key", "secret_key")
    assert [store["OPTIONS"][name] for name in kept] == [
        "papers",
        "longshore",
        "https://s3.example",
        "eu-1",
        "AKIA",
        "hunter2",
    ]
    assert (store["OPTIONS"]["default_acl"], store["OPTIONS"]["querystring_auth"]) == (None, True)


def test_half_given_credentials_are_refused_without_repeating_them() -> None:
    given = {"DOCUMENT_STORAGE_URL": "s3://papers", "DOCUMENT_STORAGE_SECRET": "hunter2"}
    with pytest.raises(ImproperlyConfigured) as refused:
        storage(given)
    assert "The environment variable DOCUMENT_STORAGE_KEY " in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_the_stores_secret_may_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2\n")
    read = env.with_files({"DOCUMENT_STORAGE_SECRET_FILE": str(tmp_path / "secret")})
    assert read["DOCUMENT_STORAGE_SECRET"] == "hunter2"
