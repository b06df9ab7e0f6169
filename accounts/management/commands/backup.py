"""`backup`: the whole installation in a folder, with checksums."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from psycopg import OperationalError

from accounts.backup_manifest import BackupRefused
from accounts.commands import LongshoreCommand
from accounts.postgres_tools import ToolFailed, ToolMissing
from accounts.services.backup import backup


class Command(LongshoreCommand):
    help = (
        "Backs up the database and the documents of all organizations into a folder, with the "
        "rows of each table and the checksum of each file. Needs BACKUP_DATABASE_URL, a role "
        "that may read every organization's rows; the embedded database needs nothing."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", required=True, type=Path, metavar="DIR", help="A new or empty folder."
        )
        parser.add_argument(
            "--without-files",
            action="store_true",
            help="The database only, where documents lie in a storage with backups of its own.",
        )

    def perform(self, **options: Any) -> Mapping[str, object]:
        try:
            manifest = backup(
                to=options["to"],
                now=timezone.now(),
                with_files=not options["without_files"],
                say=self.say,
            )
        except (BackupRefused, ToolMissing, ToolFailed, OSError) as error:
            raise CommandError(f"No backup was made: {error}") from error
        except OperationalError as error:
            raise CommandError("No backup was made: the database can't be reached.") from error
        return {
            "folder": str(options["to"]),
            "tables": len(manifest.tables),
            "rows": sum(manifest.tables.values()),
            "files": len(manifest.entries) - 1,
            "bytes": sum(entry.size for entry in manifest.entries),
        }

    def as_text(self, result: Mapping[str, object]) -> str:
        return (
            f"{result['rows']} rows of {result['tables']} tables and {result['files']} documents "
            f"are in {result['folder']}."
        )
