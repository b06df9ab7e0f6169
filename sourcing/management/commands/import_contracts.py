"""`import_contracts`: a contract file into the register."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.commands import LongshoreCommand, day
from sourcing.services.contract_import import import_contracts
from vendors.importing.mapping_file import load_mapping, mapping_names
from vendors.importing.refusal import FileRefused


class Command(LongshoreCommand):
    help = (
        "Imports contracts from a CSV (also compressed with gzip) or XLSX file, with an engagement "
        "for each. One file is one transaction; the same file twice changes nothing."
    )
    has_organization = True

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--mapping",
            required=True,
            metavar="NAME|FILE",
            help=f"One of {', '.join(mapping_names())}, or a mapping file of your own.",
        )
        parser.add_argument(
            "--figures-as-of",
            type=day,
            metavar="DATE",
            help="The day up to which the payments are counted, where the file does not say.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would change; change nothing."
        )
        parser.add_argument(
            "--skip-bad-rows",
            action="store_true",
            help="Import the good rows and write the others beside the file.",
        )

    def perform(self, **options: Any) -> Mapping[str, object]:
        organization = options["organization"]
        try:
            result = import_contracts(
                organization=organization,
                path=options["file"],
                mapping=load_mapping(options["mapping"]),
                today=organization.today(timezone.now()),
                figures_as_of=options["figures_as_of"],
                skip_bad_rows=options["skip_bad_rows"],
                dry_run=options["dry_run"],
            )
        except FileRefused as refused:
            raise CommandError(str(refused)) from refused
        check = result.check
        return {
            **check.summary,
            "rejected": check.rejected,
            "repeated": check.repeated,
            "figures_as_of": check.figures_as_of,
            "overlapping_terms": result.overlapping_terms,
            "added": result.changes.added,
            "changed": result.changes.changed,
            "rejects_file": str(result.rejects) if result.rejects else None,
            "dry_run": result.is_dry_run,
        }

    def as_text(self, result: Mapping[str, Any]) -> str:
        totals = ", ".join(f"{amount:,.2f} {code}" for code, amount in result["totals"].items())
        lines = [
            f"{result['rows']:,} rows: {result['contracts']:,} contracts with "
            f"{result['vendors']:,} vendors, {totals} agreed.",
            _changed("Added" if not result["dry_run"] else "Would add", result["added"]),
            _changed("Changed" if not result["dry_run"] else "Would change", result["changed"]),
        ]
        if result["overlapping_terms"]:
            lines.append(
                f"{result['overlapping_terms']:,} pairs of terms of one item overlap; "
                "both are kept."
            )
        if result["repeated"]:
            lines.append(f"{result['repeated']:,} rows repeat an earlier one and were left out.")
        if result["rejected"]:
            where = f"; they are in {result['rejects_file']}" if result["rejects_file"] else ""
            lines.append(f"{result['rejected']:,} rows were rejected{where}.")
        return "\n".join(lines)


def _changed(verb: str, counts: Mapping[str, int]) -> str:
    found = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    return f"{verb}: {found or 'nothing'}."
