"""A migrated database that lives as long as a benchmark: what it writes stays nowhere."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections
from psycopg import sql


@contextmanager
def own_database() -> Iterator[str]:
    """Lets both connections lead to a new database on the configured server; gives its name.

    The role that migrates must be allowed to create databases, as the embedded server's is.
    """
    configured = connections["owner"].settings_dict["NAME"]
    name = f"longshore_bench_{os.getpid()}"
    _execute("CREATE DATABASE {}", name)
    use_database(name)
    try:
        call_command("migrate", verbosity=0)
        yield name
    finally:
        use_database(configured)
        _execute("DROP DATABASE {}", name)


def use_database(name: str, host: str = "") -> None:
    """Lets both connections of this process lead to the named database.

    `host` tells a process beside the one that looks after the embedded server where it listens.
    """
    for alias in ("owner", "default"):
        connections[alias].close()
        settings = connections[alias].settings_dict
        settings["NAME"] = name
        if host:
            settings.pop("EMBEDDED", None)
            settings["HOST"] = host


def _execute(statement: str, name: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))
