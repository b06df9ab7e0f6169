"""Tells PostgreSQL's planner the size of tables that have just been filled.

Until autovacuum has looked at a table, about a minute later, the planner takes it for a few rows
and joins thousands by thousands row by row. Only the owner of a table may ANALYZE it, so the
application calls a function of the owner's.
"""

from django.db import connection, models, transaction

#: Rows written at once from which on the planner's guesses are worth mending.
WORTH_REFRESHING = 500
FUNCTION = "longshore_refresh_statistics"


def refresh_statistics(*written: type[models.Model]) -> None:
    """Has the tables of these models looked at as soon as the transaction has committed.

    Takes about a tenth of a second, so only where many rows were written. A table that somebody
    else is looking at right now is left to them.
    """
    tables = [model._meta.db_table for model in written]

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {FUNCTION}(%s::text[])", [tables])

    transaction.on_commit(look)
