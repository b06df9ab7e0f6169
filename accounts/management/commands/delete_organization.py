"""`delete_organization`: an organization, its history and its files, for good."""

import getpass
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.commands import LongshoreCommand, database_explained, find_organization
from accounts.services.organization_deletion import (
    OWNER,
    DeletionIncomplete,
    delete_organization,
    unfinished_deletion,
)


class Command(LongshoreCommand):
    help = (
        "Deletes an organization with its history, its documents and the people who belong to no "
        "other. There is no way back: export it first. Run again, it goes on where it stopped. "
        "Needs MIGRATION_DATABASE_URL, because the application may not delete history."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="The organization's slug.")
        parser.add_argument(
            "--name", metavar="NAME", help="Its name, to confirm; without it, you are asked."
        )

    def perform(self, **options: Any) -> Mapping[str, object]:
        slug = options["slug"]
        name = self._name_of(slug)
        given = options["name"] or self._ask(name)
        if given.strip() != name:
            raise CommandError(
                f"Nothing was deleted: the organization {slug} is called {name!r}, not {given!r}."
            )
        try:
            with database_explained(OWNER):
                record = delete_organization(
                    slug=slug, by=getpass.getuser(), clock=timezone.now, say=self.say
                )
        except DeletionIncomplete as error:
            raise CommandError(str(error)) from error
        return {"organization": slug, "removed": record.details["removed"]}

    def _name_of(self, slug: str) -> str:
        started = unfinished_deletion(slug)
        if started is not None:
            self.say(f"Going on with the deletion of {slug} that began at {started.started_at}.")
            return str(started.details["name"])
        return find_organization(slug).name

    def _ask(self, name: str) -> str:
        self.say(f"This deletes {name}, its history and its documents. There is no way back.")
        try:
            return input("Its name, to confirm: ")
        except EOFError:
            raise CommandError("Nothing was deleted: confirm with --name.") from None

    def as_text(self, result: Mapping[str, object]) -> str:
        removed: Any = result["removed"]
        return f"Deleted {result['organization']}: {sum(removed.values())} rows and files."
