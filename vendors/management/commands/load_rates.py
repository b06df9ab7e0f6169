"""`load_rates`: brings the European Central Bank's reference rates into the database."""

from collections.abc import Mapping
from typing import Any
from zipfile import BadZipFile

from currency_converter import CURRENCY_FILE
from django.core.management.base import CommandError, CommandParser
from django.db import ProgrammingError

from accounts.commands import LongshoreCommand, database_explained
from vendors.services.rates import OWNER, load_reference_rates


class Command(LongshoreCommand):
    help = (
        "Loads euro reference rates, as the role that owns the tables (MIGRATION_DATABASE_URL). "
        "The same file twice changes nothing."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            default=CURRENCY_FILE,
            help="eurofxref-hist.zip of the bank; without it the file that comes with Longshore.",
        )

    def perform(self, **options: Any) -> Mapping[str, object]:
        try:
            with database_explained(OWNER):
                loaded = load_reference_rates(options["file"])
        except ProgrammingError as error:
            raise CommandError(
                "Only the role that owns the tables may write rates; name it in "
                "MIGRATION_DATABASE_URL."
            ) from error
        except (OSError, ValueError, BadZipFile) as error:
            raise CommandError(f"{options['file']} is not a file of rates: {error}") from error
        return {
            "read": loaded.read,
            "added": loaded.added,
            "corrected": loaded.corrected,
            "last_day": loaded.last_day,
        }

    def as_text(self, result: Mapping[str, Any]) -> str:
        return (
            f"{result['added']:,} rates added and {result['corrected']:,} corrected of "
            f"{result['read']:,} read; the last day is {result['last_day']}."
        )
