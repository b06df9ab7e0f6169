"""The planner learns of rows written at once, by the owner's hand, and of nothing else."""

import pytest
from django.db import DatabaseError, connection

from accounts.statistics import refresh_statistics
from accounts.tenancy import tenant
from tests.cast import Cast
from vendors.models import Vendor


def known_rows(table: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        return float(cursor.fetchone()[0])


def test_the_planner_knows_the_rows_once_they_are_committed(cast: Cast) -> None:
    with tenant(cast.harbor):
        Vendor.objects.bulk_create(Vendor(legal_name=f"Vendor {n}") for n in range(700))
        refresh_statistics(Vendor)
    assert known_rows("vendors_vendor") >= 700


def test_a_name_that_is_no_table_runs_nothing(db: None) -> None:
    before = known_rows("vendors_vendor")
    with pytest.raises(DatabaseError, match="does not exist"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT longshore_refresh_statistics(%s)", [["vendors_vendor; DROP TABLE x"]]
        )
    assert known_rows("vendors_vendor") == before
