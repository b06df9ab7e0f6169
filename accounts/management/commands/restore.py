"""`restore`: a backup, into an empty database."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.backup_manifest import BackupRefused
from accounts.commands import LongshoreCommand, database_explained
from accounts.postgres_tools import ToolFailed, ToolMissing
from accounts.services.restore import restore


class Command(LongshoreCommand):
    help = (
        "Restores a backup into an empty database and an empty file storage, as the owner of the "
        "tables (MIGRATION_DATABASE_URL). Checks every checksum before it writes and every "
        "table's rows after. Run migrate afterwards if this release is newer."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", required=True, type=Path, metavar="DIR", dest="source", help="A backup."
        )

    def perform(self, **options: Any) -> Mapping[str, object]:
        try:
            with database_explained("owner"):
                manifest = restore(source=options["source"], now=timezone.now(), say=self.say)
        except (BackupRefused, ToolMissing, ToolFailed, OSError) as error:
            raise CommandError(str(error)) from error
        return {
            "made": manifest.created_at,
            "tables": len(manifest.tables),
            "rows": sum(manifest.tables.values()),
            "files": len(manifest.entries) - 1,
        }

    def as_text(self, result: Mapping[str, object]) -> str:
        return (
            f"Restored {result['rows']} rows of {result['tables']} tables and {result['files']} "
            f"documents, as of {result['made']}."
        )
