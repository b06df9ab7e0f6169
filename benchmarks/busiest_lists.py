"""The five busiest lists' own SQL under row-level security beside an explicit predicate.

Both arms run the statements that the endpoint sends for a page of 100: ours as the application
with the organization set, the limit as a role to which no policy applies, with the organization
named in each statement.
"""

import logging
import os
import re

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["API_REQUESTS_PER_MINUTE"] = "100000000"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from psycopg.types.json import set_json_loads  # noqa: E402

from accounts.tenancy import tenant  # noqa: E402
from benchmarks.many_organizations import (  # noqa: E402
    QUICK,
    TABLES,
    above_row_level_security,
    fill,
    secret_of,
)
from benchmarks.measure import compare  # noqa: E402
from benchmarks.own_database import own_database  # noqa: E402

SIZES = [1_000] * 10 if QUICK else [10_000] * 50
LISTS = ("vendors", "contracts", "contract-items", "engagements", "findings")


def main() -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.DEBUG = False
    logging.disable(logging.INFO)
    with own_database() as name:
        organization = fill(SIZES)[len(SIZES) // 2]
        headers = {"Authorization": f"Bearer {secret_of(organization)}"}
        with above_row_level_security(name) as bare:
            # Django prepares no statement either; both arms plan each time.
            bare.prepare_threshold = None
            # Django reads jsonb as text and parses it where a model is made.
            set_json_loads(
                lambda data: str(data, "utf-8") if isinstance(data, bytes) else str(data), bare
            )
            for prefix in LISTS:
                with CaptureQueriesContext(connection) as captured:
                    answer = Client().get(f"/api/v1/{prefix}/?page_size=100", headers=headers)
                assert len(answer.json()["results"]) == 100
                statements = [query["sql"] for query in captured if _is_read(query["sql"])]
                explicit = [_with_predicate(sql, organization.pk) for sql in statements]

                def ours(statements: list[str] = statements) -> list[object]:
                    with tenant(organization), connection.cursor() as cursor:
                        return [_rows(cursor, sql) for sql in statements]

                def limit(explicit: list[str] = explicit) -> list[object]:
                    with bare.transaction(), bare.cursor() as cursor:
                        # As many statements as the tenancy sends at the beginning of its own.
                        cursor.execute("SELECT set_config('app.nothing', '1', true)")
                        return [_rows(cursor, sql) for sql in explicit]

                assert ours() == limit()
                compare(bench=f"SQL of the list {prefix}", ours=ours, limit=limit, target=1.15)


#: The list's own table; those of subqueries have an alias such as U0.
OUTER = re.compile(r'FROM "(\w+)"(?! \w\d)( WHERE )?')


def _is_read(sql: str) -> bool:
    found = OUTER.search(sql)
    return sql.startswith("SELECT") and found is not None and found.group(1) in TABLES


def _with_predicate(sql: str, organization: int) -> str:
    found = OUTER.search(sql)
    assert found
    predicate = f' WHERE "{found.group(1)}"."organization_id" = {organization} '
    more = "AND " if found.group(2) else ""
    return f'{sql[: found.start()]}FROM "{found.group(1)}"{predicate}{more}{sql[found.end() :]}'


def _rows(cursor: object, sql: str) -> list[object]:
    cursor.execute(sql)  # type: ignore[attr-defined]
    return sorted(cursor.fetchall(), key=repr)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
