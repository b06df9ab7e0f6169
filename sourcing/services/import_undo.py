"""Undoing an import from the history it left: created rows go, changed ones get their values back.

A row that is no longer as the import left it stays as it is, and so does a created row that
others refer to by now; both are named. Everything happens in one transaction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from accounts.deletion import is_written_by_the_application
from accounts.tenancy import TenantModel
from sourcing.importing.differences import event_columns, event_table, tracked_models

CHANGED_SINCE = "was changed since by somebody else"
GONE_SINCE = "was deleted since by somebody else"
UNKNOWN_BEFORE = "has no recorded values from before the import"


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that the undo leaves alone, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class Undone:
    """`is_done` is False where rows had to be kept and nothing was undone for that reason."""

    is_done: bool
    deleted: int
    restored: int
    kept: tuple[Kept, ...]


def undo_import(*, import_id: UUID, despite_kept: bool) -> Undone:
    """Takes an import back; needs the organization's transaction.

    Where rows must be kept nothing happens, unless `despite_kept`: then the rest is undone.
    """
    touched = _gather(import_id)
    _mark_dependents(touched)
    kept = tuple(_kept(touched))
    if kept and not despite_kept:
        return Undone(False, 0, 0, kept)
    # Children may go after their parents, since foreign keys are checked at the commit; so no
    # trigger sums up what is about to go anyway.
    restored = sum(_restore(model) for model in touched)
    for model in touched:
        _delete_followers(model)
    deleted = sum(_delete(model) for model in touched)
    return Undone(True, deleted, restored, kept)


def _gather(import_id: UUID) -> list[type[TenantModel]]:
    """Writes down what the import did to each row, in `undo_rows`; gives the tables it touched."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS undo_rows")
        cursor.execute(
            "CREATE TEMPORARY TABLE undo_rows (model text, id uuid, is_new boolean, first bigint,"
            " last bigint, kept text) ON COMMIT DROP"
        )
        touched = []
        for model in tracked_models():
            events = event_table(model)
            cursor.execute(
                f"""
                INSERT INTO undo_rows
                SELECT %(model)s, pgh_obj_id, (array_agg(pgh_label ORDER BY pgh_id))[1] = 'insert',
                       min(pgh_id), max(pgh_id), NULL
                FROM {events} WHERE pgh_context->>'import_id' = %(import)s GROUP BY pgh_obj_id
                """,  # noqa: S608 - names of models
                {"model": model._meta.label, "import": str(import_id)},
            )
            if cursor.rowcount:
                touched.append(model)
                _mark_changed(cursor, model)
        cursor.execute("CREATE INDEX ON undo_rows (id)")
        cursor.execute("ANALYZE undo_rows")
    return touched


def _mark_changed(cursor: Any, model: type[TenantModel]) -> None:
    events, table, label = event_table(model), model._meta.db_table, model._meta.label
    columns = [f'"{field.column}"' for field in event_columns(model)]
    # A change that was taken back, by hand or by undoing a later import, is none.
    now, then = (", ".join(f"{row}.{column}" for column in columns) for row in ("t", "e"))
    # A created row that somebody deleted is gone already, which is all that an undo wants.
    cursor.execute(
        f"""
        DELETE FROM undo_rows u WHERE u.model = %s AND u.is_new
          AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = u.id)
        """,  # noqa: S608
        [label],
    )
    cursor.execute(
        f"""
        UPDATE undo_rows u
        SET kept = CASE
            WHEN NOT EXISTS (SELECT FROM {table} t WHERE t.id = u.id) THEN %(gone)s
            WHEN NOT EXISTS (
                SELECT FROM {table} t JOIN {events} e ON e.pgh_id = u.last
                WHERE t.id = u.id AND ({now}) IS NOT DISTINCT FROM ({then})) THEN %(changed)s
            WHEN NOT u.is_new AND NOT EXISTS (
                SELECT FROM {events} e WHERE e.pgh_obj_id = u.id AND e.pgh_id < u.first)
                THEN %(unknown)s
            END
        WHERE u.model = %(model)s
        """,  # noqa: S608
        {
            "model": label,
            "gone": GONE_SINCE,
            "changed": CHANGED_SINCE,
            "unknown": UNKNOWN_BEFORE,
        },
    )


def _mark_dependents(touched: list[type[TenantModel]]) -> None:
    """Keeps created rows that a row which stays refers to, and what those refer to in turn."""
    for model in touched:
        for field in _followers(model):
            _mark_talked_about(model, field)
    while sum(_mark_referred(model, field) for model in touched for field in _referring(model)):
        pass


def _referring(model: type[models.Model]) -> Iterator[models.ForeignKey]:
    for other in apps.get_models():
        if issubclass(other, TenantModel) and not is_written_by_the_application(other):
            for field in other._meta.fields:
                if isinstance(field, models.ForeignKey) and field.remote_field.model is model:
                    yield field


def _followers(model: type[TenantModel]) -> Iterator[models.ForeignKey]:
    """Foreign keys to `model` from what the application wrote, such as findings."""
    for other in apps.get_models():
        if issubclass(other, TenantModel) and is_written_by_the_application(other):
            for field in other._meta.fields:
                if isinstance(field, models.ForeignKey) and field.remote_field.model is model:
                    yield field


def _mark_talked_about(model: type[TenantModel], field: models.ForeignKey) -> None:
    """Keeps created rows whose findings people commented on."""
    follower = field.model
    for about in _referring(follower):
        if about.remote_field.on_delete is not models.CASCADE:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                UPDATE undo_rows u SET kept = %(why)s
                WHERE u.model = %(model)s AND u.is_new AND u.kept IS NULL AND EXISTS (
                    SELECT FROM {follower._meta.db_table} f
                    JOIN {about.model._meta.db_table} r ON r."{about.column}" = f.id
                    WHERE f.organization_id = {_organization()}
                      AND r.organization_id = {_organization()} AND f."{field.column}" = u.id)
                """,  # noqa: S608 - names of models
                {
                    "model": model._meta.label,
                    "why": f"has a {follower._meta.verbose_name} that is referred to by a "
                    f"{about.model._meta.verbose_name}",
                },
            )


def _mark_referred(model: type[TenantModel], field: models.ForeignKey) -> int:
    referrer = field.model
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE undo_rows u SET kept = %(why)s
            WHERE u.model = %(model)s AND u.is_new AND u.kept IS NULL AND EXISTS (
                SELECT FROM {referrer._meta.db_table} r
                WHERE r.organization_id = {_organization()} AND r."{field.column}" = u.id
                  AND NOT EXISTS (
                      SELECT FROM undo_rows o WHERE o.id = r.id AND o.model = %(referrer)s
                        AND o.kept IS NULL))
            """,  # noqa: S608 - names of models
            {
                "model": model._meta.label,
                "referrer": referrer._meta.label,
                "why": f"is referred to by a {referrer._meta.verbose_name} that stays",
            },
        )
        return int(cursor.rowcount)


def _organization() -> str:
    return "(select nullif(current_setting('app.organization_id', true), '')::bigint)"


def _kept(touched: list[type[TenantModel]]) -> Iterator[Kept]:
    for model in touched:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, kept FROM undo_rows WHERE model = %s AND kept IS NOT NULL"
                " ORDER BY first",
                [model._meta.label],
            )
            rows = cursor.fetchall()
        named = model._default_manager.in_bulk([key for key, _ in rows])
        for key, why in rows:
            name = str(named[key]) if key in named else "that is gone"
            what = f"{str(model._meta.verbose_name).capitalize()} {name}"
            yield Kept(what[:300], why)


def _restore(model: type[TenantModel]) -> int:
    columns = [f'"{field.column}"' for field in event_columns(model)]
    former = ", ".join(f"e.{column}" for column in columns)
    events = event_table(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {model._meta.db_table} t SET ({", ".join(columns)}) = ROW({former})
            FROM undo_rows u
            JOIN LATERAL (
                SELECT * FROM {events} p WHERE p.pgh_obj_id = u.id AND p.pgh_id < u.first
                ORDER BY p.pgh_id DESC LIMIT 1
            ) e ON true
            WHERE u.model = %s AND NOT u.is_new AND u.kept IS NULL AND t.id = u.id
            """,  # noqa: S608 - names of models
            [model._meta.label],
        )
        return int(cursor.rowcount)


def _delete_followers(model: type[TenantModel]) -> None:
    """Deletes what the application wrote about rows that go, such as findings."""
    going = "SELECT id FROM undo_rows WHERE model = %s AND is_new AND kept IS NULL"
    for field in _followers(model):
        other = field.model
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT r.id FROM {other._meta.db_table} r WHERE r."{field.column}"'  # noqa: S608
                f" IN ({going})",
                [model._meta.label],
            )
            keys = [key for (key,) in cursor.fetchall()]
        other._default_manager.filter(pk__in=keys).delete()


def _delete(model: type[TenantModel]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {model._meta.db_table} t USING undo_rows u"  # noqa: S608
            " WHERE u.model = %s AND u.is_new AND u.kept IS NULL AND t.id = u.id",
            [model._meta.label],
        )
        return int(cursor.rowcount)
