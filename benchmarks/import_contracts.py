"""An import of 100,000 contract rows beside COPY of the same rows into plain copies of the tables.

Ours reads and checks the file, finds what is new, writes records and their history under
row-level security with all keys, and commits. The limit copies the rows that this left behind into
tables with the same columns and primary keys, without policy, triggers and foreign keys. Memory is
the importing process's peak; the time for 1,000 rows must not grow with their number.
"""

import csv
import json
import multiprocessing
import os
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4
from zoneinfo import ZoneInfo

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, connections  # noqa: E402

from accounts.models import Organization  # noqa: E402
from accounts.services.organizations import create_organization  # noqa: E402
from accounts.tenancy import tenant  # noqa: E402
from benchmarks.own_database import own_database, use_database  # noqa: E402
from sourcing.services.contract_import import import_contracts  # noqa: E402
from vendors.importing.mapping_file import load_mapping  # noqa: E402

QUICK = bool(os.environ.get("QUICK"))
ROUNDS = 3 if QUICK else 7
SIZES = (2_000, 20_000) if QUICK else (10_000, 100_000)
TABLES = (
    "vendors_vendor",
    "vendors_contract",
    "vendors_contractitem",
    "vendors_paymenttodate",
    "sourcing_engagement",
    "sourcing_engagementcontract",
)
STORED = (*TABLES, *(f"{table}event" for table in TABLES))
COLUMNS = (
    "contract_number",
    "item_number",
    "vendor",
    "vendor_country",
    "title",
    "function",
    "business_unit",
    "first_day",
    "last_day",
    "amount",
    "currency",
    "paid_to_date",
    "figures_as_of",
)
KILOBYTES = 1024  # of a megabyte


def write_file(path: Path, rows: int) -> None:
    """Five items for every two contracts, eight contracts for a vendor; the same each time."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in range(rows):
            contract = row * 2 // 5
            first = date(2020, 1, 1) + timedelta(days=contract * 37 % 1500 + row % 5 * 60)
            writer.writerow(
                (
                    f"C-{contract:06d}",
                    f"A{row % 5}" if row % 5 not in {0, 3} else "",
                    f"Vendor {contract // 8:05d} Ltd",
                    "IN",
                    f"Contract {contract}: services",
                    ("Payroll", "Testing", "Support")[contract % 3],
                    f"Unit {contract % 40}",
                    first,
                    first + timedelta(days=365),
                    f"{1000 + row * 7919 % 90_000}.50",
                    "USD",
                    f"{row * 104_729 % 90_000}.25",
                    "2026-06-30",
                )
            )


def import_once(database: str, host: str, path: Path) -> tuple[float, float, str, dict[str, int]]:
    """Seconds, peak memory in MB, the organization and what was added; in a process of its own."""
    use_database(database, host)
    organization = create_organization(
        slug=f"bench-{uuid4().hex[:12]}",
        name="Bench",
        home_country="US",
        home_time_zone=ZoneInfo("UTC"),
        reporting_currency="USD",
        pinned_today=None,
    )
    start = perf_counter()
    result = import_contracts(
        organization=organization,
        path=path,
        mapping=load_mapping("longshore"),
        today=datetime.now(UTC).date(),
    )
    spent = perf_counter() - start
    return spent, peak_memory(), organization.slug, result.changes.added


def peak_memory() -> float:
    """The most memory that this process has had since its program started, in MB; on Linux.

    `getrusage` would not do: a process inherits that peak from the one that started it, and this
    benchmark's own holds every row that it copies.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(peak) / KILOBYTES


def measured(database: str, path: Path) -> tuple[float, float, str, dict[str, int]]:
    host = connections["owner"].settings_dict["HOST"]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(import_once, (database, host, path))


def stored_rows(slug: str) -> dict[str, bytes]:
    """What an import left behind, table by table, as COPY writes it."""
    rows = {}
    with tenant(Organization.objects.get(slug=slug)), connection.cursor() as cursor:
        for table in STORED:
            with cursor.copy(f"COPY (SELECT * FROM {table}) TO STDOUT") as copy:  # noqa: S608
                rows[table] = b"".join(bytes(block) for block in copy)
    return rows


def make_plain_tables() -> None:
    with connections["owner"].cursor() as cursor:
        for table in STORED:
            cursor.execute(f"CREATE TABLE plain_{table} (LIKE {table} INCLUDING DEFAULTS)")
            key = "pgh_id" if table.endswith("event") else "id"
            cursor.execute(f"ALTER TABLE plain_{table} ADD PRIMARY KEY ({key})")


def copy_once(rows: dict[str, bytes]) -> float:
    with connections["owner"].cursor() as cursor:
        for table in STORED:
            cursor.execute(f"TRUNCATE plain_{table}")
        start = perf_counter()
        cursor.execute("BEGIN")
        for table in STORED:
            with cursor.copy(f"COPY plain_{table} FROM STDIN") as copy:
                copy.write(rows[table])
        cursor.execute("COMMIT")
        return perf_counter() - start


def assert_equal(slug: str) -> None:
    """The plain copies hold exactly what the import stored."""
    figures = "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {} t"
    for table in STORED:
        with tenant(Organization.objects.get(slug=slug)), connection.cursor() as cursor:
            cursor.execute(figures.format(table))
            ours = cursor.fetchone()
        with connections["owner"].cursor() as cursor:
            cursor.execute(figures.format(f"plain_{table}"))
            assert cursor.fetchone() == ours, table
        assert ours[0], table


def report(*, bench: str, ours: float, limit: float, unit: str, target: float, ok: bool) -> None:
    figure = {
        "bench": bench,
        "ours": round(ours, 2),
        "limit": round(limit, 2),
        "unit": unit,
        "ratio": round(ours / limit, 3),
        "target": target,
        "ok": ok,
    }
    print(json.dumps(figure), flush=True)


def main() -> None:
    few, many = SIZES
    with tempfile.TemporaryDirectory() as folder, own_database() as database:
        files = {size: Path(folder) / f"{size}.csv" for size in SIZES}
        for size, path in files.items():
            write_file(path, size)
        small = [measured(database, files[few]) for _ in range(ROUNDS)]
        big, copied = [], []
        make_plain_tables()
        for round_number in range(ROUNDS):
            big.append(measured(database, files[many]))
            slug, added = big[-1][2:]
            assert (added["items"], added["contracts"]) == (many, many * 2 // 5)
            rows = stored_rows(slug)
            copied.append(copy_once(rows))
            if round_number == 0:
                assert_equal(slug)
    ours, limit = median(run[0] for run in big), median(copied)
    report(
        bench=f"import of {many:,} contract rows beside COPY of records and history",
        ours=many / ours,
        limit=many / limit,
        unit="rows/s",
        target=0.1,
        ok=ours <= limit / 0.1,
    )
    small_pace, big_pace = (
        median(run[0] for run in runs) / size * 1000 for runs, size in ((small, few), (big, many))
    )
    report(
        bench=f"import: 1,000 of {many:,} rows beside 1,000 of {few:,}",
        ours=big_pace,
        limit=small_pace,
        unit="s",
        target=1.3,
        ok=big_pace <= 1.3 * small_pace,
    )
    small_peak, big_peak = (median(run[1] for run in runs) for runs in (small, big))
    report(
        bench=f"import: peak memory of {many:,} rows, at most 300 MB",
        ours=big_peak,
        limit=300,
        unit="MB",
        target=1,
        ok=big_peak <= 300,
    )
    print(f"peak memory of {few:,} rows: {small_peak:.0f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
