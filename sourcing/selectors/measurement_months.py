"""Which months of measurements have a table, and up to when single measurements were removed."""

from datetime import date, datetime

from django.db import connection
from django.db.models import Max

from accounts.models import Removal, Removed
from accounts.retention import add_months

#: Months after this one that have a table already.
MONTHS_AHEAD = 3


def months_ahead(today: date) -> int:
    """How many months after this one have their table, without a gap."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid"
            " WHERE inhparent = 'sourcing_measurement'::regclass"
        )
        made = {name for (name,) in cursor.fetchall()}
    ahead = 0
    while f"sourcing_measurement_{_later(today, ahead + 1):%Y_%m}" in made:
        ahead += 1
    return ahead


def removed_up_to() -> datetime | None:
    """The moment before which this organization's single measurements are gone; None for none.

    Their daily sums can't be counted anew: they stay as they are.
    """
    removals = Removal.objects.filter(kind=Removed.MEASUREMENTS)
    moment: datetime | None = removals.aggregate(Max("up_to"))["up_to__max"]
    return moment


def _later(today: date, months: int) -> date:
    return add_months(today.replace(day=1), months)
