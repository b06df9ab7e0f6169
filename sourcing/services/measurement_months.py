"""Partitions of measurements: a table for each month, made ahead and dropped once it is empty.

The application may neither make nor drop tables; two functions of the database do this for it
and nothing else. A month that is missing loses nothing: whoever sends its first row makes it.
"""

from datetime import date

from django.db import OperationalError, connection, transaction

from accounts.retention import add_months
from sourcing.selectors.measurement_months import MONTHS_AHEAD


def make_months_ahead(*, today: date) -> None:
    """Makes the table of this month and of the next ones; those that exist stay as they are."""
    first = today.replace(day=1)
    make_months(first, add_months(first, MONTHS_AHEAD))


def make_months(first: date, last: date) -> None:
    """Makes the tables of the months from one day to another that don't exist."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT longshore_make_measurement_months(%s, %s)", [first, last])


def drop_empty_months() -> int:
    """Drops months without a row of any organization that are older than what may be removed.

    Returns how many; 0 too where measurements are so busy that they would have to wait.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT longshore_drop_empty_measurement_months()")
            (dropped,) = cursor.fetchone() or (0,)
            return int(dropped)
    except OperationalError:
        return 0
