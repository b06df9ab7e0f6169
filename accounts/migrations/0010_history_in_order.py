from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.tenancy import HISTORY_ORDER, history_index

TABLES = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND EXISTS (SELECT FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attname = 'pgh_id')
      AND EXISTS (SELECT FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attname = 'organization_id')
    ORDER BY 1
"""
BROKEN = """
    SELECT EXISTS (SELECT FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
                   WHERE c.relname = %s AND NOT i.indisvalid)
"""


def add(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Indexes the history that there is; a table made later gets its index with it."""
    with editor.connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            name = history_index(table)
            cursor.execute(BROKEN, [name])
            # One whose making was interrupted would count as there and never be used.
            if cursor.fetchone()[0]:
                cursor.execute(f'DROP INDEX CONCURRENTLY "{name}"')
            cursor.execute(
                f'CREATE INDEX CONCURRENTLY IF NOT EXISTS "{name}" ON "{table}" ({HISTORY_ORDER})'
            )


def remove(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{history_index(table)}"')


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0009_sign_in")]

    operations = [migrations.RunPython(add, remove)]
