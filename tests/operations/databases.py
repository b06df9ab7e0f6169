"""Databases beside the one that a test works in."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections
from psycopg import sql


def as_superuser(database: str) -> dict[str, str | int]:
    """How to connect as the server's superuser."""
    given = connections["owner"].get_connection_params()
    address: dict[str, str | int] = {"host": given["host"], "user": "postgres", "dbname": database}
    return {**address, "port": given["port"]} if given.get("port") else address


def use(name: str) -> None:
    """Points both aliases at the database."""
    for alias in ("owner", "default"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


@contextmanager
def another_database(ending: str, *, copied: bool = False) -> Iterator[str]:
    """One of the owner of the tables, used inside the block and dropped after.

    It is empty, or `copied` from the migrated one that the tests of this process use, which takes
    half a second instead of all migrations.
    """
    before = connections["owner"].settings_dict["NAME"]
    name = f"{before}_{ending}"
    quoted = sql.Identifier(name)
    owner = sql.Identifier(connections["owner"].settings_dict["USER"])
    with psycopg.connect(**as_superuser("postgres"), autocommit=True) as administrator:  # type: ignore[arg-type]
        # Nobody may be connected to what is copied.
        use(name)
        template = sql.Identifier(before if copied else "template1")
        administrator.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(quoted, owner, template)
        )
        try:
            yield name
        finally:
            use(before)
            administrator.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))
