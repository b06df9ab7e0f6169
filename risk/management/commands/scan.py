"""`scan`: runs the rules over an organization's portfolio."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.commands import LongshoreCommand, day
from risk.rules.rule import ParameterRefused
from risk.services.scan import ScanRefused, scan
from risk.services.schedule import run_scan_by_hand


class Command(LongshoreCommand):
    help = "Runs the rules over an organization's portfolio and brings its findings up to date."
    has_organization = True

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-of",
            type=day,
            metavar="DATE",
            help="Without it the organization's today; days before the latest scan's need "
            "--dry-run.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would change; write nothing."
        )

    def perform(self, **options: Any) -> Mapping[str, object]:
        organization, now = options["organization"], timezone.now()
        try:
            as_of = options["as_of"] or organization.today(now)
            if options["dry_run"]:
                result = scan(organization=organization, as_of=as_of, now=now, dry_run=True)
            else:
                result = run_scan_by_hand(organization=organization, as_of=as_of, now=now)
        except ParameterRefused as error:
            raise CommandError(f"Rule settings of {organization.slug}: {error}") from error
        except ScanRefused as error:
            raise CommandError(str(error)) from error
        return result.as_json()

    def as_text(self, result: Mapping[str, Any]) -> str:
        lines = [
            f"{rule}: {', '.join(f'{count:,} {severity}' for severity, count in counts.items())}"
            for rule, counts in result["findings"].items()
        ]
        return "\n".join([*(lines or ["No findings."]), _summary(result)])


def _summary(result: Mapping[str, Any]) -> str:
    if "people" in result:
        return (
            f"Dry run: would open {result['opened']:,} and resolve {result['resolved']:,}, and "
            f"tell {result['people']:,} people. Nothing was written."
        )
    return (
        f"Opened {result['opened']:,}, resolved {result['resolved']:,}, "
        f"alerts written {result['alerts']:,}."
    )
