"""What an import changed, read from the events that the database wrote of it."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from accounts.tenancy import TenantModel
from sourcing.importing.result import Line, Result
from sourcing.importing.values import as_text
from sourcing.models.file_import import Outcome

CHUNK = 1_000


def tracked_models() -> list[type[TenantModel]]:
    """Every table of the organization whose changes are recorded."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, TenantModel) and hasattr(model, "events")
    ]


def event_table(model: type[models.Model]) -> str:
    """The table of a model's events."""
    return str(model.events.rel.related_model._meta.db_table)  # type: ignore[attr-defined]


def event_columns(model: type[models.Model]) -> list[models.Field]:
    """The fields of a model that its events hold, its key and organization aside."""
    events = model.events.rel.related_model  # type: ignore[attr-defined]
    held = {field.column for field in events._meta.fields} - {"id", "organization_id"}
    return [field for field in model._meta.concrete_fields if field.column in held]


def add_differences(result: Result, import_id: UUID) -> None:
    """Adds a line for each record that the import created or changed."""
    for model in tracked_models():
        for line in _lines(model, import_id):
            result.add(line)


def _lines(model: type[models.Model], import_id: UUID) -> Iterator[Line]:
    """Records in the order in which they were first written."""
    told = [
        f for f in event_columns(model) if not isinstance(f, models.ForeignKey | models.JSONField)
    ]
    names = [f'"{field.column}"' for field in told]
    table = event_table(model)
    columns = ", ".join([f"a.{name}" for name in names] + [f"b.{name}" for name in names])
    statement = f"""
        SELECT f.is_new, b.pgh_id IS NOT NULL{", " + columns if columns else ""}
        FROM (
            SELECT pgh_obj_id, min(pgh_id) AS first, max(pgh_id) AS last,
                   bool_or(pgh_label = 'insert') AS is_new
            FROM {table} WHERE pgh_context->>'import_id' = %s GROUP BY 1
        ) f
        JOIN {table} a ON a.pgh_id = f.last
        LEFT JOIN LATERAL (
            SELECT * FROM {table} p
            WHERE p.pgh_obj_id = f.pgh_obj_id AND p.pgh_id < f.first
            ORDER BY p.pgh_id DESC LIMIT 1
        ) b ON NOT f.is_new
        ORDER BY f.first
    """  # noqa: S608 - names of models
    with connection.cursor() as cursor:
        cursor.execute(statement, [str(import_id)])
        while rows := cursor.fetchmany(CHUNK):
            for is_new, _, *values in rows:
                new, old = values[: len(told)], values[len(told) :]
                yield _line(model, told, is_new, old, new)


def _line(
    model: type[models.Model],
    told: list[models.Field],
    is_new: bool,
    old: Iterable[Any],
    new: Iterable[Any],
) -> Line:
    pairs = [
        (field.name, "" if is_new else as_text(field, before), as_text(field, after))
        for field, before, after in zip(told, old, new, strict=True)
    ]
    name = next((after for key, _, after in pairs if key in _NAMES and after), "")
    what = f"{str(model._meta.verbose_name).capitalize()} {name}".strip()
    details = tuple(pair for pair in pairs if pair[1] != pair[2])
    return Line(Outcome.NEW if is_new else Outcome.CHANGED, what[:300], None, details)


_NAMES = ("legal_name", "number", "key", "name", "as_of", "title")
