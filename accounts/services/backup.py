"""Backs up the whole installation: database and documents, with checksums."""

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connections
from psycopg import sql

from accounts import backup_manifest as manifests
from accounts.backup_manifest import BackupRefused, Entry, Manifest
from accounts.organization_files import files_under
from accounts.postgres_tools import dump, folder_for

_TABLES = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition ORDER BY 1
"""
_HOW = (
    "Name a role that may read every organization's rows in BACKUP_DATABASE_URL. As a superuser: "
    "CREATE ROLE longshore_backup LOGIN BYPASSRLS PASSWORD '…'; "
    "GRANT pg_read_all_data TO longshore_backup;"
)


def backup(
    *, to: Path, now: datetime, with_files: bool = True, say: Callable[[str], None]
) -> Manifest:
    """Writes a backup into the folder `to`, which must be new or empty, and returns its manifest.

    Rows are counted and dumped in one snapshot, while everybody goes on working. Documents are
    copied after it: they never change, so at most some are more than the database knows of. The
    manifest comes last; without it a folder is no backup. Raises `BackupRefused`, `ToolMissing`
    and `ToolFailed`.
    """
    _empty_folder(to)
    address = backup_address()
    with psycopg.connect(**address) as connection:
        _refuse_who_sees_too_little(connection)
        connection.rollback()
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        tables = _counts(connection)
        version = connection.info.server_version
        migrations = connection.execute(
            "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
        ).fetchall()
        say(f"Dumping {sum(tables.values())} rows of {len(tables)} tables")
        dump(folder=folder_for(version), address=address, snapshot=snapshot, to=to / manifests.DUMP)
    entries = [manifests.entry(to, to / manifests.DUMP)]
    if with_files:
        entries += _copy_files(to)
        say(f"Copied {len(entries) - 1} documents")
    manifest = Manifest(
        format=manifests.FORMAT,
        created_at=now.isoformat(),
        server_version=version,
        migrations=[name for (name,) in migrations],
        tables=tables,
        entries=entries,
    )
    manifests.write(to, manifest)
    return manifest


def backup_address() -> Mapping[str, Any]:
    """Where and as whom to dump: BACKUP_DATABASE_URL, or the embedded server's superuser."""
    owner = connections["owner"]
    given = dict(owner.get_connection_params())
    address = {key: given[key] for key in ("host", "port", "user", "password") if given.get(key)}
    address["dbname"] = given["dbname"]
    configured: Mapping[str, Any] | None = settings.BACKUP_DATABASE
    if configured is not None:
        names = {
            "HOST": "host",
            "PORT": "port",
            "USER": "user",
            "PASSWORD": "password",
            "NAME": "dbname",
        }
        address = {names[key]: value for key, value in configured.items() if key in names and value}
        return {**address, **configured.get("OPTIONS", {})}
    if owner.settings_dict.get("EMBEDDED"):
        return {**address, "user": "postgres"}
    return address


def _empty_folder(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupRefused(f"{folder} is not empty; a backup needs a folder of its own.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)


def _refuse_who_sees_too_little(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None or not row[1]:
        raise BackupRefused(
            f"The role {row[0] if row else ''} is bound by row-level security, so its backup "
            f"would be empty. {_HOW}"
        )


def _counts(connection: psycopg.Connection) -> dict[str, int]:
    counts = {}
    for (table,) in connection.execute(_TABLES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        counts[table] = int((connection.execute(query).fetchone() or (0,))[0])
    return counts


def _copy_files(folder: Path) -> list[Entry]:
    entries = []
    for path in files_under(""):
        target = folder / manifests.FILES / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with default_storage.open(path, "rb") as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1024 * 1024)
        entries.append(manifests.entry(folder, target))
    return entries
