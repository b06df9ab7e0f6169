"""`migrate` as the owner of the tables, followed by the application's rights."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from accounts.commands import database_explained
from accounts.grants import grant_application_role


class Command(migrate.Command):
    help = f"{migrate.Command.help} Uses MIGRATION_DATABASE_URL where it is given."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def execute(self, *args: Any, **options: Any) -> str | None:
        # Not only around `handle`: the checks before it ask the server for its release.
        with database_explained(options["database"]):
            return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"]:
            return
        application_user = connections.settings["default"]["USER"]
        for problem in grant_application_role(connections[options["database"]], application_user):
            self.stderr.write(self.style.WARNING(problem))
