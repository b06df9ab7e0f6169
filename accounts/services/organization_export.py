"""Everything an organization has, in one file: for handing it over, or for keeping it elsewhere."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection
from psycopg import IsolationLevel

from accounts.models import Membership, Organization
from accounts.organization_data import (
    ORGANIZATION,
    ORGANIZATION_HISTORY,
    PERSON,
    columns,
    primary_key,
    tables,
)
from accounts.organization_files import files_of
from accounts.tenancy import tenant

FORMAT = "longshore-organization/1"
#: Columns that let somebody in, or would; the manifest names those left out.
SECRET_COLUMNS = {
    "password", "secret", "secret_key", "client_secret", "token", "token_key", "token_secret",
    "digest", "key_hash", "code_hash", "session_key", "recovery_codes",
}  # fmt: skip
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Exported:
    """How many rows of how many tables, and how many files, are in the archive."""

    path: Path
    tables: int
    rows: int
    files: int


def export_organization(*, organization: Organization, to: Path, now: datetime) -> Exported:
    """Writes a ZIP archive: a table per NDJSON file, the documents, and `manifest.json`.

    All tables are of one moment (one repeatable-read transaction), read as the application's
    role, so that row-level security decides what belongs to the organization. Rows are streamed.
    The manifest holds the count and SHA-256 of each entry. The file appears under its name only
    when it is complete. Raises `FileExistsError`; must not be called inside a transaction.
    """
    if to.exists():
        raise FileExistsError(f"{to} exists already; nothing was written.")
    unfinished = to.with_name(f"{to.name}.unfinished")
    with _private(unfinished) as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        with _one_moment(), tenant(organization):
            written, left_out = _write_tables(archive, organization)
        files = [_write_file(archive, path) for path in files_of(organization.pk)]
        manifest = {
            "format": FORMAT,
            "organization": organization.slug,
            "exported_at": now.isoformat(),
            "tables": written,
            "columns_left_out": left_out,
            "files": files,
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False))
    os.replace(unfinished, to)
    rows = sum(table["rows"] for table in written)
    return Exported(path=to, tables=len(written), rows=rows, files=len(files))


@contextmanager
def _private(path: Path) -> Iterator[Any]:
    """A new file that only its owner may read; it is removed when the block fails."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        try:
            yield file
        except BaseException:
            path.unlink(missing_ok=True)
            raise


@contextmanager
def _one_moment() -> Iterator[None]:
    """Transactions of the block read what was committed when they began, and write nothing."""
    connection.ensure_connection()
    raw = connection.connection
    raw.isolation_level, raw.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        yield
    finally:
        raw.isolation_level, raw.read_only = None, None


def _write_tables(
    archive: zipfile.ZipFile, organization: Organization
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    written: list[dict[str, Any]] = []
    left_out: dict[str, list[str]] = {}
    people = Membership.objects.filter(organization=organization).values_list("user_id", flat=True)
    own = f"organization_id = {int(organization.pk)}"
    conditions = dict.fromkeys(tables(connection).organizations, own)
    conditions[ORGANIZATION] = f"id = {int(organization.pk)}"
    conditions[ORGANIZATION_HISTORY] = f"pgh_obj_id = {int(organization.pk)}"
    conditions[PERSON] = f"id = ANY(ARRAY[{','.join(str(int(pk)) for pk in people)}]::bigint[])"
    for table, condition in sorted(conditions.items()):
        names = columns(connection, table)
        secret = [name for name in names if name in SECRET_COLUMNS]
        if secret:
            left_out[table] = secret
        shown = [name for name in names if name not in SECRET_COLUMNS]
        written.append(_write_table(archive, table, shown, condition))
    return written, left_out


def _write_table(
    archive: zipfile.ZipFile, table: str, names: Iterable[str], condition: str
) -> dict[str, Any]:
    quote = connection.ops.quote_name
    shown = ", ".join(map(quote, names))
    order = ", ".join(map(quote, primary_key(connection, table))) or "1"
    entry, digest, rows = f"tables/{table}.ndjson", hashlib.sha256(), 0
    # Names come from the catalog and conditions from whole numbers.
    query = (
        f"COPY (SELECT row_to_json(t)::text FROM (SELECT {shown} FROM {quote(table)}"  # noqa: S608
        f" WHERE {condition} ORDER BY {order}) t) TO STDOUT"
    )
    with (
        archive.open(entry, "w", force_zip64=True) as file,
        connection.cursor() as cursor,
        cursor.copy(query) as copy,
    ):
        for (row,) in copy.rows():
            line = f"{row}\n".encode()
            digest.update(line)
            file.write(line)
            rows += 1
    return {"table": table, "entry": entry, "rows": rows, "sha256": digest.hexdigest()}


def _write_file(archive: zipfile.ZipFile, path: str) -> dict[str, Any]:
    entry, digest, size = f"files/{path}", hashlib.sha256(), 0
    with (
        archive.open(entry, "w", force_zip64=True) as file,
        default_storage.open(path, "rb") as source,
    ):
        for chunk in source.chunks(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
            size += len(chunk)
    return {"path": path, "entry": entry, "size": size, "sha256": digest.hexdigest()}
