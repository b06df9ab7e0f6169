"""The scan of the City of Philadelphia beside bare psycopg reading the same tables.

Needs the demo: run `make demo SERVE=0` first.
"""

import os
import sys
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402

from accounts.models import Organization  # noqa: E402
from accounts.tenancy import tenant  # noqa: E402
from benchmarks.measure import compare  # noqa: E402
from risk.services.scan import scan  # noqa: E402

TABLES = (
    "vendors_vendor",
    "vendors_contract",
    "vendors_contractitem",
    "vendors_paymenttodate",
    "sourcing_engagement",
    "sourcing_engagementcontract",
    "risk_finding",
)


def main() -> None:
    city = Organization.objects.filter(slug="philadelphia").first()
    if city is None or city.pinned_today is None:
        sys.exit("The demo is not loaded: run make demo SERVE=0 first.")
    as_of = city.pinned_today

    def ours() -> int:
        result = scan(organization=city, as_of=as_of, now=datetime.now(UTC), dry_run=True)
        return sum(sum(counts.values()) for counts in result.findings.values())

    def limit() -> int:
        rows = 0
        with tenant(city), connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names stand above
                rows += len(cursor.fetchall())
        return rows

    assert ours() > 2_000
    assert limit() > 25_000
    compare(bench="scan of 3,014 contracts", ours=ours, limit=limit, target=15)


main()
