"""What all of Longshore's commands share: the organization, `--json`, and exit codes.

Exit codes: 0 done, 1 the input was refused (a `CommandError` with the reason on standard error),
2 wrong usage (argparse). With `--json` standard output holds exactly one JSON object and nothing
else; progress and messages go to standard error with or without it.
"""

import json
from argparse import ArgumentTypeError
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, OperationalError, ProgrammingError, connections

from accounts.history_origin import noted
from accounts.models import Organization
from accounts.nearest import nearest

#: PostgreSQL's code for a table that doesn't exist.
MISSING_TABLE = "42P01"
#: How PostgreSQL's codes begin for a connection that broke or a server that shuts down. One that
#: was never made has no code.
CONNECTION_LOST = ("08", "57P")


@contextmanager
def database_explained(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Turns a database that is out of reach or not set up into a `CommandError` that says so."""
    try:
        yield
    except ProgrammingError as error:
        if _sqlstate(error) != MISSING_TABLE:
            raise
        raise CommandError("The database isn't set up yet. Run migrate first.") from error
    except OperationalError as error:
        code = _sqlstate(error)
        if code and not code.startswith(CONNECTION_LOST):
            raise
        raise CommandError(_out_of_reach(alias)) from error


def _sqlstate(error: Exception) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def _out_of_reach(alias: str) -> str:
    """Names where the database should be, and nothing that is secret."""
    given = connections[alias].settings_dict
    if given.get("EMBEDDED"):
        return f"The embedded database in {given['EMBEDDED']} can't be reached."
    variable = "DATABASE_URL" if alias == DEFAULT_DB_ALIAS else "MIGRATION_DATABASE_URL"
    host, port = given.get("HOST") or "this machine", given.get("PORT") or 5432
    return (
        f"The database {given['NAME']} in {variable} can't be reached as {given['USER']} on "
        f"{host}, port {port}."
    )


class LongshoreCommand(BaseCommand):
    """A command that gives one result, as JSON or as text.

    A subclass writes `perform`, which returns what `--json` prints, and `as_text`, the same for
    a person. It refuses input by raising `CommandError`; a `ValidationError` counts as one. Its
    own arguments go into `add_own_arguments`. With `has_organization` it gets `--organization`,
    and `perform` finds the `Organization` itself in `options["organization"]`.
    """

    has_organization: ClassVar[bool] = False

    def add_arguments(self, parser: CommandParser) -> None:
        if self.has_organization:
            parser.add_argument(
                "--organization", metavar="SLUG", required=True, help="The organization's slug."
            )
        self.add_own_arguments(parser)
        parser.add_argument(
            "--json", action="store_true", help="Print one JSON object and nothing else."
        )

    def add_own_arguments(self, parser: CommandParser) -> None:
        """Declares what this command takes beyond the shared arguments."""

    def perform(self, **options: Any) -> Mapping[str, object]:
        """Does the work and returns the result that `--json` prints."""
        raise NotImplementedError

    def as_text(self, result: Mapping[str, object]) -> str:
        """The result for a person; one `name: value` a line unless a subclass knows better."""
        return "\n".join(f"{name}: {value}" for name, value in result.items())

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            name = type(self).__module__.rpartition(".")[2]
            with database_explained(), noted(origin="command", command=name):
                if self.has_organization:
                    options["organization"] = find_organization(options["organization"])
                result = self.perform(**options)
        except ValidationError as error:
            raise CommandError(validation_text(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(result, default=json_value, ensure_ascii=False))
        else:
            self.stdout.write(self.as_text(result))

    def say(self, message: str) -> None:
        """Tells the person something that isn't part of the result."""
        self.stderr.write(message, style_func=str)


def find_organization(slug: str) -> Organization:
    """The organization of that slug; raises `CommandError` that names the nearest slugs."""
    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        slugs = Organization.objects.values_list("slug", flat=True)
        raise CommandError(f"There is no organization with the slug {slug}.{nearest(slug, slugs)}")
    return organization


def day(text: str) -> date:
    """Argument type for dates: 2020-06-30. A wrong one is wrong usage."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date such as 2020-06-30") from None


def whole_number(text: str) -> int:
    """Argument type for counts from 0 on: 100. A wrong one is wrong usage."""
    if not (text.isascii() and text.isdigit()):
        raise ArgumentTypeError(f"{text!r} is not a whole number such as 100")
    return int(text)


def json_value(value: object) -> object:
    """What JSON has no type for: decimals become numbers; days, moments and ids text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{value!r} can't be written as JSON")


def validation_text(error: ValidationError) -> str:
    """All messages of a validation error, each with the field it is about."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        message if field == "__all__" else f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    )
