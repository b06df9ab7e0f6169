"""A migration must not stop the people who work meanwhile, nor be a way of no return.

Looked at is every migration after release 0.1. On a table that exists already an index is built
concurrently, a constraint is added NOT VALID and validated after; whatever the release before
still reads or writes stays for one more release. What must be otherwise stands in `REASONS`.
"""

import time

import pytest
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
)
from django.db import DatabaseError, connections
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    DeleteModel,
    RemoveField,
    RemoveIndex,
    RenameField,
    RenameModel,
    RunPython,
    RunSQL,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tests.operations.migration_reasons import REASONS

ROOMS = ("accounts", "vendors", "teams", "sourcing", "risk")
RELEASED = ("0001_initial", "0002_tenant_protection")

FORBIDDEN = {
    AddIndex: "locks out writers while it is built: use AddIndexConcurrently, atomic = False",
    RemoveIndex: "locks the table: use RemoveIndexConcurrently, atomic = False",
    AddConstraint: "reads the whole table under a lock: use AddConstraintNotValid, then validate",
    AlterField: "may write the whole table anew under a lock",
    RemoveField: "takes away what the release before still reads",
    DeleteModel: "takes away what the release before still reads",
    RenameField: "takes away what the release before still reads",
    RenameModel: "takes away what the release before still reads",
}


def problems() -> dict[str, str]:
    """What is wrong, by `room.migration`."""
    found: dict[str, str] = {}
    loader = MigrationLoader(None)
    for (room, name), migration in loader.disk_migrations.items():
        if room not in ROOMS or name in RELEASED:
            continue
        created = {o.name_lower for o in migration.operations if isinstance(o, CreateModel)}
        for operation in migration.operations:
            problem = problem_of(operation, created)
            if problem:
                found[f"{room}.{name}"] = f"{operation.describe()}: {problem}"
    return found


def problem_of(operation: Operation, created: set[str]) -> str | None:
    if isinstance(operation, RunPython | RunSQL) and not operation.reversible:
        return "there is no way back: give the reverse, or a no-op that says why"
    model = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
    if model in created:
        return None
    if isinstance(
        operation, AddIndexConcurrently | RemoveIndexConcurrently | AddConstraintNotValid
    ):
        return None
    if isinstance(operation, AddField):
        field = operation.field
        if not field.null and not field.has_db_default() and not field.many_to_many:
            return "the release before can't insert without it: give it db_default, or null=True"
        return None
    return next((text for kind, text in FORBIDDEN.items() if isinstance(operation, kind)), None)


def test_every_migration_is_harmless_or_says_why_not() -> None:
    assert {where: what for where, what in problems().items() if where not in REASONS} == {}


def test_every_reason_is_still_needed() -> None:
    assert set(REASONS) <= set(problems())
    assert all(len(reason) > 20 for reason in REASONS.values())


def test_a_migration_gives_up_when_it_can_not_get_its_lock(db: None) -> None:
    """It would otherwise wait, and everybody else behind it."""
    reader = connections["default"]
    reader.set_autocommit(False)
    try:
        with reader.cursor() as cursor:
            cursor.execute("SELECT 1 FROM accounts_heartbeat")
        started = time.monotonic()
        with pytest.raises(DatabaseError, match="lock timeout"), connections["owner"].cursor() as c:
            c.execute("ALTER TABLE accounts_heartbeat ADD COLUMN waits integer")
        assert 4 <= time.monotonic() - started < 30
    finally:
        reader.rollback()
        reader.set_autocommit(True)
