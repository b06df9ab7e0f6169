"""The test database, the cast, and what a machine must have.

Every test works in organizations of its own: row-level security keeps tests apart exactly as it
keeps customers apart, so nothing needs to be rolled back and transactions are real. Tests
migrate as the owner of the tables and run as the application's role.
"""

import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path

import pgtrigger
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Organization
from tests.cast import Cast, make_cast

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
REDIS = os.environ.get("REDIS_URL") or shutil.which("redis-server")
NEEDS = {
    "redis": (REDIS, "Redis: set REDIS_URL or install redis-server"),
    "pdf": (find_library("pangoft2-1.0"), "Pango: install the package libpangoft2-1.0-0"),
    "browser": (CHROMIUM, "Chromium: install the package chromium"),
}
REQUIRE_ALL = bool(os.environ.get("REQUIRE_ALL") or os.environ.get("CI"))
ROOT = Path(__file__).resolve().parent.parent
OWNER, APPLICATION = "longshore_test_owner", "longshore_test_app"
TEMPLATE = "test_longshore_template_"
LOCK = 471120


def pytest_configure() -> None:
    # Hashing that is slow on purpose would take most of the suite's time.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Tasks run here and now, whether or not a Redis is configured; a test of its own has a worker.
    settings.CELERY_TASK_ALWAYS_EAGER = True
    # Files of uploads stay in memory; tests about files have a folder of their own.
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker, (found, what) in NEEDS.items():
            if item.get_closest_marker(marker) and not found:
                if REQUIRE_ALL:
                    raise pytest.UsageError(f"{item.nodeid} must not be skipped here. {what}.")
                item.add_marker(pytest.mark.skip(reason=f"needs {what}"))
    # What takes minutes begins first, so that nobody waits for it at the end.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for found, what in NEEDS.values():
        if not found:
            terminalreporter.write_line(f"Skipped for want of {what}.", yellow=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[None]:
    """A database of this worker's own, on whatever server the settings name."""
    name = f"test_longshore_{worker_id}_{os.getpid()}"
    with django_db_blocker.unblock():
        given = connections["owner"].get_connection_params()
        address = {key: given[key] for key in ("host", "port", "user", "password") if key in given}
        with psycopg.connect(**address, dbname="postgres", autocommit=True) as administrator:
            owner, application = _roles(administrator)
            connections["owner"].settings_dict.update(owner)
            connections["default"].settings_dict.update(application)
            template = _migrated_template(administrator)
            _create_database(administrator, name, template)
            _commit_without_waiting(administrator, name)
            _use_database(name)
            yield
            _use_database(template)
            # Connections just closed may still be on their way out: waits for them, whereas FORCE
            # would try to end them at once, which the owner may not do to the application's.
            administrator.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _migrated_template(administrator: psycopg.Connection) -> str:
    """The name of a migrated, empty database, made once for each state of the migrations.

    `TEST_TEMPLATE` names another, such as a restored backup, to run the tests on.
    """
    if given := os.environ.get("TEST_TEMPLATE"):
        return given
    digest = hashlib.sha256()
    for path in [
        *sorted(ROOT.glob("*/migrations/*.py")),
        ROOT / "accounts" / "tenancy.py",
        ROOT / "accounts" / "grants.py",
        ROOT / "requirements-dev.txt",
    ]:
        digest.update(path.read_bytes())
    name = f"{TEMPLATE}{digest.hexdigest()[:12]}"
    administrator.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        known = administrator.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [TEMPLATE]
        ).fetchall()
        if (name,) not in known:
            for (outdated,) in known:
                administrator.execute(
                    sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(outdated))
                )
            unfinished = f"{TEMPLATE}unfinished"
            _create_database(administrator, unfinished, "template1")
            _use_database(unfinished)
            call_command("migrate", verbosity=0)
            call_command("load_rates", stdout=io.StringIO())
            _use_database(name)
            administrator.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(unfinished), sql.Identifier(name)
                )
            )
    finally:
        administrator.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def _create_database(administrator: psycopg.Connection, name: str, template: str) -> None:
    administrator.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name),
            sql.Identifier(connections["owner"].settings_dict["USER"]),
            sql.Identifier(template),
        )
    )


def _commit_without_waiting(administrator: psycopg.Connection, name: str) -> None:
    """Waiting for the disk at every commit takes a third of the time, and no test loses power."""
    administrator.execute(
        sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name))
    )


def _use_database(name: str) -> None:
    for alias in ("owner", "default"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _roles(administrator: psycopg.Connection) -> tuple[dict[str, str], dict[str, str]]:
    """The settings of owner and application: the configured ones where they are two already."""
    configured = connections["owner"].settings_dict, connections["default"].settings_dict
    if configured[0]["USER"] != configured[1]["USER"]:
        return {"USER": configured[0]["USER"]}, {"USER": configured[1]["USER"]}
    administrator.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    for role in (OWNER, APPLICATION):
        known = administrator.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if known.fetchone() is None:
            administrator.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(role)
                )
            )
    administrator.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return {"USER": OWNER, "PASSWORD": OWNER}, {"USER": APPLICATION, "PASSWORD": APPLICATION}


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Access to the database with real transactions; nothing is rolled back."""
    with django_db_blocker.unblock():
        yield
        for connection in connections.all(initialized_only=True):
            assert not connection.in_atomic_block, "the test left a transaction open"


@pytest.fixture
def alone(cast: Cast) -> Iterator[None]:
    """Lets what works through all organizations find those of this test's cast only.

    The others are suspended meanwhile: there are as many as tests before.
    """
    working = Organization.objects.filter(is_suspended=False)
    others = list(
        working.exclude(pk__in=[cast.harbor.pk, cast.rival.pk]).values_list("pk", flat=True)
    )
    _suspend(others, True)
    yield
    _suspend(others, False)


def _suspend(organizations: list[int], is_suspended: bool) -> None:
    # Without history, which each organization would have to write in its own name.
    with transaction.atomic(), pgtrigger.ignore():
        Organization.objects.filter(pk__in=organizations).update(is_suspended=is_suspended)


@pytest.fixture
def cast(db: None) -> Cast:
    """Olga, Omar, Vera, Eve and Ivan in Harbor Works, and Mallory in Rival Freight."""
    return make_cast()
