"""`migrate` with DATABASE_URL alone, whose role owns the database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from accounts.grants import grant_application_role

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def superuser(db: None) -> Iterator[psycopg.Connection]:
    given = connections["owner"].get_connection_params()
    with psycopg.connect(
        host=given["host"],
        port=given.get("port"),
        user="postgres",
        dbname="postgres",
        autocommit=True,
    ) as connection:
        yield connection


@pytest.fixture
def lone_owner(superuser: psycopg.Connection) -> Iterator[str]:
    """The address of an empty database whose owner may create roles."""
    name = f"lone_owner_{os.getpid()}"
    quoted = sql.Identifier(name)
    superuser.execute(
        sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD {}").format(quoted, sql.Literal(name))
    )
    superuser.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(quoted, quoted))
    # Where another project's role of this name exists already, only its admin may lend it.
    if superuser.execute("SELECT 1 FROM pg_roles WHERE rolname = 'longshore_app'").fetchone():
        superuser.execute(sql.SQL("GRANT longshore_app TO {} WITH ADMIN OPTION").format(quoted))
    host = superuser.info.host
    yield f"postgres://{name}:{name}@/{name}?host={host}&port={superuser.info.port}"
    superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))
    superuser.execute(sql.SQL("REVOKE longshore_app FROM {}").format(quoted))
    superuser.execute(sql.SQL("DROP OWNED BY {}").format(quoted))
    superuser.execute(sql.SQL("DROP ROLE {}").format(quoted))


def _manage(address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**environment, "DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.slow
def test_the_application_steps_down_from_the_owner_of_its_tables(lone_owner: str) -> None:
    migrated = _manage(lone_owner, "migrate", "--verbosity=0")
    assert (migrated.stdout, migrated.stderr) == ("", "")
    code = (
        "from django.db import connection as c; u = c.cursor(); "
        "print(u.execute('SELECT current_user').fetchone()[0])"
    )
    assert _manage(lone_owner, "shell", "--verbosity=0", "-c", code).stdout == "longshore_app\n"


def test_an_owner_that_may_not_create_roles_is_told_what_to_run(db: None) -> None:
    owner = connections["owner"]
    (problem,) = grant_application_role(owner, owner.settings_dict["USER"])
    assert "The application's role longshore_app could not be set up" in problem
    assert "CREATE ROLE longshore_app NOLOGIN; GRANT longshore_app TO" in problem
