"""Rows that one statement selects become rows of a model, without a way through Python."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models

from accounts.current import organization_id

# A UUID of version 7: 48 bits of milliseconds, then random ones with version and variant set.
# PostgreSQL has a function for it only from version 18 on.
NEW_ID = """encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
    FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid"""


def insert_selected(
    model: type[models.Model],
    columns: Sequence[str],
    statement: str,
    parameters: Mapping[str, Any] | None = None,
) -> int:
    """Inserts what `statement` selects into the organization that has been entered.

    `columns` are names of table columns, all of which the statement gives; it may give others
    too. What they don't name gets its field's default, the id a new one. Triggers, policy and
    constraints work as in any other insert. Returns how many rows were inserted.
    """
    values: dict[str, Any] = {"organization_id": organization_id()}
    for field in model._meta.concrete_fields:
        column = str(field.column)
        if column not in {"id", "organization_id", *columns}:
            values[column] = field.get_db_prep_save(field.get_default(), connection)
    own_id = [] if "id" in columns else ["id"]
    quote = connection.ops.quote_name
    into = ", ".join(quote(name) for name in (*own_id, *columns, *values))
    new_id = [NEW_ID] if own_id else []
    given = [f"s.{quote(name)}" for name in columns]
    fixed = [f"%(default_{name})s" for name in values]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({into}) "  # noqa: S608 - names of models
            f"SELECT {', '.join([*new_id, *given, *fixed])} FROM ({statement}) s",
            {**(parameters or {}), **{f"default_{name}": v for name, v in values.items()}},
        )
        return int(cursor.rowcount)
