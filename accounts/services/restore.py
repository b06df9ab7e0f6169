"""Restores a backup into an empty database and an empty file storage."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from accounts import backup_manifest as manifests
from accounts.backup_manifest import BackupRefused, Manifest
from accounts.grants import grant_application_role
from accounts.models import Operation
from accounts.organization_files import files_under
from accounts.postgres_tools import folder_for, restore_section

OWNER = "owner"
KIND = "restore"


def restore(*, source: Path, now: datetime, say: Callable[[str], None]) -> Manifest:
    """Restores the backup in the folder `source` and returns its manifest.

    Everything is checked before anything is written: the checksum of each file, that this release
    knows the backup's migrations, that the server is new enough, that database and file storage
    are empty. The rows of each table are counted while row-level security is not yet on, and must
    be as many as were backed up. At the end the application's role has its rights again. Raises
    `BackupRefused`, `ToolMissing` and `ToolFailed`; a restore that failed half-way needs a new
    empty database.
    """
    manifest = manifests.read(source)
    say(f"Checking {len(manifest.entries)} files")
    wrong = list(manifests.problems(source, manifest))
    if wrong:
        raise BackupRefused(f"The backup in {source} is not whole: {' '.join(wrong[:5])}")
    _refuse_unknown_migrations(manifest)
    _refuse_target(manifest)
    address = _owner_address()
    folder = folder_for(max(manifest.server_version, _server_version()))
    for section in ("pre-data", "data"):
        say(f"Restoring {section}")
        restore_section(
            folder=folder, address=address, section=section, dump=source / manifests.DUMP
        )
    _compare_counts(manifest)
    say("Restoring post-data")
    restore_section(
        folder=folder, address=address, section="post-data", dump=source / manifests.DUMP
    )
    _grant()
    _restore_files(source, manifest)
    Operation.objects.using(OWNER).create(
        kind=KIND,
        subject=manifest.created_at,
        started_at=now,
        finished_at=now,
        details={"rows": sum(manifest.tables.values()), "files": len(manifest.entries) - 1},
    )
    return manifest


def _refuse_unknown_migrations(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = sorted(set(manifest.migrations) - known)
    if newer:
        raise BackupRefused(
            f"The backup is of a newer release: it has the migration {newer[0]}, which this one "
            "doesn't know. Restore it with that release."
        )


def _refuse_target(manifest: Manifest) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p', 'v', 'm', 'S')"
        )
        (count,) = cursor.fetchone()
    name = connections[OWNER].settings_dict["NAME"]
    if count:
        raise BackupRefused(
            f"The database {name} is not empty: it has {count} tables or the like. "
            "A backup is restored into an empty database only."
        )
    ours, theirs = _server_version() // 10_000, manifest.server_version // 10_000
    if ours < theirs:
        raise BackupRefused(
            f"The backup is of PostgreSQL {theirs}; this server is {ours}. Use {theirs} or newer."
        )
    if next(files_under(""), None) is not None:
        raise BackupRefused("The file storage is not empty; a backup needs an empty one.")


def _server_version() -> int:
    connections[OWNER].ensure_connection()
    return int(connections[OWNER].connection.info.server_version)


def _owner_address() -> Mapping[str, Any]:
    given = dict(connections[OWNER].get_connection_params())
    wanted = ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert")
    return {key: given[key] for key in wanted if given.get(key)}


def _compare_counts(manifest: Manifest) -> None:
    wrong = []
    with connections[OWNER].cursor() as cursor:
        for table, expected in manifest.tables.items():
            cursor.execute(f"SELECT count(*) FROM {connections[OWNER].ops.quote_name(table)}")  # noqa: S608
            (count,) = cursor.fetchone()
            if count != expected:
                wrong.append(f"{table} has {count} rows; expected {expected}.")
    if wrong:
        raise BackupRefused(f"Not everything was restored: {' '.join(wrong[:5])}")


def _grant() -> None:
    application = connections.settings["default"]["USER"]
    problems = grant_application_role(connections[OWNER], application)
    if problems:
        raise BackupRefused(f"The data is restored, but {' '.join(problems)}")


def _restore_files(source: Path, manifest: Manifest) -> None:
    prefix = f"{manifests.FILES}/"
    for item in manifest.entries:
        if not item.path.startswith(prefix):
            continue
        wanted = item.path.removeprefix(prefix)
        with (source / item.path).open("rb") as file:
            saved = default_storage.save(wanted, File(file))
        if saved != wanted:
            raise BackupRefused(f"The file {wanted} was stored as {saved}: the name was taken.")
