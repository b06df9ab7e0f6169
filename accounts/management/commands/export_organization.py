"""`export_organization`: everything an organization has, as one ZIP archive."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.commands import LongshoreCommand, find_organization
from accounts.services.organization_export import export_organization


class Command(LongshoreCommand):
    help = (
        "Writes everything an organization has into one ZIP archive: a file of JSON lines per "
        "table, history included, its documents, and a manifest with counts and checksums."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="The organization's slug.")
        parser.add_argument("--to", required=True, type=Path, metavar="FILE", help="A new file.")

    def perform(self, **options: Any) -> Mapping[str, object]:
        organization = find_organization(options["slug"])
        try:
            exported = export_organization(
                organization=organization, to=options["to"], now=timezone.now()
            )
        except OSError as error:
            raise CommandError(f"Nothing was exported: {error}") from error
        return {
            "organization": organization.slug,
            "file": str(exported.path),
            "tables": exported.tables,
            "rows": exported.rows,
            "files": exported.files,
        }

    def as_text(self, result: Mapping[str, object]) -> str:
        return (
            f"{result['rows']} rows of {result['tables']} tables and {result['files']} documents "
            f"of {result['organization']} are in {result['file']}."
        )
