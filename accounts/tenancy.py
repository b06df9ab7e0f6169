"""Tenancy: how code enters an organization, and how a table is bound to one.

PostgreSQL decides. A protected table has row-level security, enabled and forced, with one
policy that compares `organization_id` to the transaction's setting `app.organization_id`; a
transaction without the setting sees no row. A foreign key between protected tables is
composite, `(organization_id, x_id)`, so that not even raw SQL can point a row at another
organization's parent.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from uuid_utils.compat import uuid7

from accounts.current import current_organization, organization_id

POLICY = (
    "organization_id = (select nullif(current_setting('app.organization_id', true), '')::bigint)"
)
#: The columns of that index.
HISTORY_ORDER = "organization_id, pgh_created_at, pgh_id"


class TenantChangeRefused(RuntimeError):
    """Another organization was entered inside a running transaction."""


@contextmanager
def tenant(organization: Any) -> Iterator[None]:
    """Runs the block in one transaction that sees and writes only this organization's rows.

    Takes an `Organization` or its id. Entering the same organization again is a savepoint.
    Raises `TenantChangeRefused` inside a transaction that serves another organization or none.
    """
    wanted: int = organization if isinstance(organization, int) else organization.pk
    connection = transaction.get_connection()
    if connection.in_atomic_block and organization_id() != wanted:
        raise TenantChangeRefused(
            f"This transaction serves organization {organization_id()}; "
            f"it can't change to {wanted}. Leave it first."
        )
    token = current_organization.set(wanted)
    try:
        with transaction.atomic():
            yield
    finally:
        current_organization.reset(token)


class TenantForeignKey(models.ForeignKey):
    """A foreign key to a table of the same organization.

    Django makes neither constraint nor index for it; `ProtectTenantTable` makes the composite
    ones, which lead with the organization.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs["db_index"] = False
        super().__init__(*args, **kwargs)


class TenantModel(models.Model):
    """A row that belongs to one organization, by default to the one that has been entered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization",
        on_delete=models.PROTECT,
        default=organization_id,
        editable=False,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True


class ProtectTenantTable(Operation):
    """Binds a model's table to its organization: policy, tenant key, composite foreign keys.

    Name it in the migration that creates the model, after the models it refers to, and again
    in one that adds a `TenantForeignKey`; it may run any number of times.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__qualname__, [self.model_name], {})

    def describe(self) -> str:
        return f"Binds the rows of {self.model_name} to their organization"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are: only the database changes."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        for statement in protection(model._meta.db_table):
            schema_editor.execute(statement)
        for name, definition in _constraints(model):
            if not _exists(schema_editor, name):
                schema_editor.execute(
                    f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT "{name}" {definition}'
                )
        for name, columns in _indexes(model):
            schema_editor.execute(
                f'CREATE INDEX IF NOT EXISTS "{name}" ON "{model._meta.db_table}" ({columns})'
            )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Takes nothing down: a migration before this one may have put the same table up.

        Columns and tables that go take their keys and indexes with them.
        """


def protection(table: str) -> list[str]:
    """The statements that put a table, or a partition, under its organization's policy."""
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'DROP POLICY IF EXISTS tenant ON "{table}"',
        f'CREATE POLICY tenant ON "{table}" USING ({POLICY}) WITH CHECK ({POLICY})',
    ]


def _is_history(model: type[models.Model]) -> bool:
    return any(field.name == "pgh_id" for field in model._meta.fields)


def _tenant_foreign_keys(model: type[models.Model]) -> list[TenantForeignKey]:
    return [field for field in model._meta.fields if isinstance(field, TenantForeignKey)]


def _constraints(model: type[models.Model]) -> list[tuple[str, str]]:
    """Name and definition of the tenant key and the composite foreign keys of a table.

    A history table has neither: its rows outlive what they tell of. Nor has a table whose key
    is made of several columns: nothing refers to its rows, and they are too many to check each.
    """
    if _is_history(model) or isinstance(model._meta.pk, models.CompositePrimaryKey):
        return []
    table = model._meta.db_table
    found = [(f"{table}_tenant_key", "UNIQUE (organization_id, id)")]
    for field in _tenant_foreign_keys(model):
        definition = (
            f'FOREIGN KEY (organization_id, "{field.column}") REFERENCES '
            f'"{field.remote_field.model._meta.db_table}" (organization_id, id) '
            "DEFERRABLE INITIALLY DEFERRED"
        )
        found.append((f"{table}_{field.column}_tenant_fk"[:63], definition))
    return found


def _indexes(model: type[models.Model]) -> list[tuple[str, str]]:
    """Name and columns of the indexes behind foreign keys, or behind the pages of history."""
    table = model._meta.db_table
    if _is_history(model):
        return [
            (f"{table}_object"[:63], "organization_id, pgh_obj_id, pgh_created_at"),
            (history_index(table), HISTORY_ORDER),
        ]
    return [
        (f"{table}_{field.column}_idx"[:63], f'organization_id, "{field.column}"')
        for field in _tenant_foreign_keys(model)
    ]


def history_index(table: str) -> str:
    """The name of the index through which all of an organization's events are read in order."""
    return f"{table}_recent"[:63]


def _exists(schema_editor: BaseDatabaseSchemaEditor, constraint: str) -> bool:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [constraint])
        return cursor.fetchone() is not None
