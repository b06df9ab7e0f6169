"""A trigger that refuses loops in a parent-child table: nobody is their own ancestor."""

import pgtrigger


def refuse_loops(
    name: str, table: str, child: str, parent: str, sentence: str
) -> pgtrigger.Trigger:
    """Refuses a row of `table` whose `parent` column leads back to its `child` column.

    The walk runs under the row-level security of the writing transaction, so it sees one
    organization's rows only. `sentence` is what the person reads.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Condition(f"NEW.{parent} IS NOT NULL"),
        func=f"""
            IF EXISTS (
                WITH RECURSIVE ancestors(id) AS (
                    SELECT NEW.{parent}
                    UNION
                    SELECT t.{parent} FROM {table} t
                    JOIN ancestors a ON t.{child} = a.id
                    WHERE t.{parent} IS NOT NULL
                )
                SELECT FROM ancestors WHERE id = NEW.{child}
            ) THEN
                RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '{sentence}',
                    CONSTRAINT = '{table}_{name}';
            END IF;
            RETURN NULL;
        """,  # noqa: S608 - names come from the models beside this file
    )
