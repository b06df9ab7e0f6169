"""`load_demo`: two example organizations to look around in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.commands import database_explained
from accounts.history_origin import noted
from risk.demo.load import load_examples
from risk.demo.meridian.example import MERIDIAN
from risk.demo.organizations import NotTheExample
from risk.demo.philadelphia import PHILADELPHIA
from risk.demo.summary import summary


class Command(BaseCommand):
    help = (
        "Loads the City of Philadelphia and Meridian Instruments with people of every role, "
        "scans them, delivers their mails and says how to sign in. A second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--quiet", action="store_true", help="Neither progress bars nor the summary."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The examples are not loaded while DEBUG is off: their people share a password "
                "that everybody knows."
            )
        try:
            with database_explained(), noted(origin="command", command="load_demo"):
                organizations = load_examples(
                    [PHILADELPHIA, MERIDIAN],
                    clock=timezone.now,
                    show_progress=not options["quiet"],
                )
        except NotTheExample as error:
            raise CommandError(str(error)) from error
        if not options["quiet"]:
            self.stdout.write(summary(organizations))
