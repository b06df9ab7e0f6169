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
def another_database(ending: str) -> Iterator[str]:
    """An empty one of the owner of the tables, used inside the block and dropped after."""
    before = connections["owner"].settings_dict["NAME"]
    name = f"{before}_{ending}"
    quoted = sql.Identifier(name)
    owner = sql.Identifier(connections["owner"].settings_dict["USER"])
    with psycopg.connect(**as_superuser("postgres"), autocommit=True) as administrator:  # type: ignore[arg-type]
        administrator.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(quoted, owner))
        use(name)
        try:
            yield name
        finally:
            use(before)
            administrator.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))
