"""Judging a month of 1,000 levels over 10 million measurements, beside SQL written by hand.

Ours counts the month of every level as the judge does: definitions, calendars and reports are read
before, the figures are. The limits are one statement on the daily sums, one on the raw rows, and
`percentile_cont` on them, in the organization's own name under row-level security.
"""

import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, connections  # noqa: E402

from accounts.models import Organization  # noqa: E402
from accounts.tenancy import tenant  # noqa: E402
from benchmarks.many_organizations import (  # noqa: E402
    QUICK,
    above_row_level_security,
    fill,
)
from benchmarks.measure import compare, show  # noqa: E402
from benchmarks.own_database import own_database  # noqa: E402
from sourcing.models import Engagement, LevelDefinition, ServiceLevel  # noqa: E402
from sourcing.selectors.judging_facts import PeriodOfLevel, level_facts  # noqa: E402
from sourcing.selectors.period_counts import counts_of  # noqa: E402
from sourcing.services.judging import judge_levels  # noqa: E402
from sourcing.services.measurement_months import make_months  # noqa: E402

LEVELS = 100 if QUICK else 1_000
ROWS_OF_A_LEVEL = 1_000 if QUICK else 10_000
#: Levels whose percentile is asked for, of all.
RANKED = LEVELS // 10
FIRST, LAST = date(2026, 5, 1), date(2026, 5, 31)
NOW = datetime(2026, 6, 5, tzinfo=UTC)
#: Seconds between a level's rows, so that they fill the month.
APART = 31 * 86_400 // ROWS_OF_A_LEVEL
MEMORY_KB = 300_000

_RAW = """
    INSERT INTO sourcing_measurement
        (organization_id, service_level_id, moment, reference, good, total, value, received_at)
    SELECT {organization}, l.id, timestamptz '2026-05-01 00:00Z' + n * interval '{apart} s',
           'r' || n, CASE WHEN l.key < 'L' THEN NULL ELSE (n % 997 > 0)::int END,
           CASE WHEN l.key < 'L' THEN NULL ELSE 1 END,
           CASE WHEN l.key < 'L' THEN n * 7919 % 1000 END, now()
    FROM generate_series(0, {rows} - 1) n, sourcing_servicelevel l
    WHERE l.organization_id = {organization}
"""
_TALLIED = """
    INSERT INTO sourcing_dailytally
        (organization_id, service_level_id, day, count, good, total, value, outage_minutes,
         excluded)
    SELECT organization_id, service_level_id, (moment AT TIME ZONE 'UTC')::date, count(*),
           coalesce(sum(good), 0), coalesce(sum(total), 0), coalesce(sum(value), 0), 0, 0
    FROM sourcing_measurement WHERE organization_id = {organization} GROUP BY 1, 2, 3
"""
_BY_SUMS = """
    SELECT service_level_id, sum(good), sum(total), sum(count) FROM sourcing_dailytally
    WHERE organization_id = %s AND day BETWEEN %s AND %s AND service_level_id = ANY(%s)
    GROUP BY service_level_id
"""
_BY_ROWS = """
    SELECT service_level_id, sum(good), sum(total), count(*) FROM sourcing_measurement
    WHERE organization_id = %s AND moment >= %s AND moment < %s AND service_level_id = ANY(%s)
    GROUP BY service_level_id
"""
_RANKED = """
    SELECT service_level_id, percentile_cont(0.9) WITHIN GROUP (ORDER BY value::float8)
    FROM sourcing_measurement
    WHERE organization_id = %s AND moment >= %s AND moment < %s AND service_level_id = ANY(%s)
    GROUP BY service_level_id
"""
DAYS = (FIRST, LAST)
MOMENTS = (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))


def make_levels(organization: Organization) -> None:
    """Levels of the first engagement: some a percentile in minutes, the others a ratio."""
    with tenant(organization):
        engagement = Engagement.objects.order_by("key")[0]
        levels = ServiceLevel.objects.bulk_create(
            ServiceLevel(
                engagement=engagement,
                key=f"{'A' if n < RANKED else 'L'}{n:04}",
                name=f"Level {n}",
                source="measurements",
            )
            for n in range(LEVELS)
        )
        ranked = {
            "indicator": "percentile",
            "percentile": Decimal(90),
            "direction": "lower",
            "unit": "minutes",
            "expected": Decimal(950),
            "minimum": Decimal(990),
        }
        ratio = {"indicator": "ratio", "expected": Decimal("99.9"), "minimum": Decimal("99.5")}
        LevelDefinition.objects.bulk_create(
            LevelDefinition(
                service_level=level,
                time_zone="UTC",
                valid_from=FIRST,
                **(ranked if n < RANKED else ratio),
            )
            for n, level in enumerate(levels)
        )


def load(name: str, organization: Organization) -> None:
    """Raw rows and their daily sums, in the order of time, above row-level security."""
    make_months(FIRST, LAST)
    given = {"organization": organization.pk, "apart": APART, "rows": ROWS_OF_A_LEVEL}
    with above_row_level_security(name) as loader:
        for statement in (_RAW, _TALLIED):
            loader.execute(statement.format(**given).encode())
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE sourcing_measurement")
        cursor.execute("ANALYZE sourcing_dailytally")


def main() -> None:
    with own_database() as name:
        organization, *_ = fill([10] * 5)
        make_levels(organization)
        load(name, organization)
        with tenant(organization):
            periods = [
                PeriodOfLevel(each, scheduled)
                for each in level_facts()
                for scheduled in each.periods(LAST)
            ]
        summed = [each for each in periods if each.row.indicator == "ratio"]
        ranked = [each for each in periods if each.row.indicator == "percentile"]
        assert (len(summed), len(ranked)) == (LEVELS - RANKED, RANKED)
        compare_counts(organization, summed, ranked)
        memory(organization)


def compare_counts(
    organization: Organization, summed: list[PeriodOfLevel], ranked: list[PeriodOfLevel]
) -> None:
    """The three ratios, after the figures were found to be the same."""
    by_sums = ours(organization, summed)
    from_sums = by_hand(organization, _BY_SUMS, DAYS, summed)
    from_rows = by_hand(organization, _BY_ROWS, MOMENTS, summed)
    assert by_sums() == {level: (good, total) for level, good, total, _ in from_sums()}
    assert sorted(from_sums()) == sorted(from_rows())
    by_rank = ours(organization, ranked)
    of_values = by_hand(organization, _RANKED, MOMENTS, ranked)
    attained = {level: Decimal(repr(value)) for level, value in of_values()}
    assert len(attained) == RANKED
    with tenant(organization):
        assert {
            each.facts.level.pk: counted.figure.attained
            for each, counted in zip(ranked, counts_of(ranked, until(ranked)), strict=True)
        } == attained
    month = f"a month of {LEVELS:,} levels over {LEVELS * ROWS_OF_A_LEVEL:,} rows"
    compare(bench=f"{month}, SQL on daily sums", ours=by_sums, limit=from_sums, target=1.5)
    compare(bench=f"{month}, from raw rows", ours=by_sums, limit=from_rows, target=1 / 50)
    compare(
        bench=f"percentiles of {RANKED:,} levels, percentile_cont",
        ours=by_rank,
        limit=of_values,
        target=1.5,
    )


def until(periods: list[PeriodOfLevel]) -> dict[Any, datetime]:
    return {each.facts.level.pk: NOW for each in periods}


def ours(
    organization: Organization, periods: list[PeriodOfLevel]
) -> Callable[[], dict[Any, tuple[Decimal | None, Decimal | None]]]:
    moments = until(periods)

    def count() -> dict[Any, tuple[Decimal | None, Decimal | None]]:
        with tenant(organization):
            found = counts_of(periods, moments)
        return {
            each.facts.level.pk: (counted.numerator, counted.denominator)
            for each, counted in zip(periods, found, strict=True)
        }

    return count


def by_hand(
    organization: Organization, statement: str, between: Any, periods: list[PeriodOfLevel]
) -> Callable[[], list[tuple[Any, ...]]]:
    levels = [each.facts.level.pk for each in periods]

    def count() -> list[tuple[Any, ...]]:
        with tenant(organization), connection.cursor() as cursor:
            cursor.execute(statement, [organization.pk, *between, levels])
            return list(cursor.fetchall())

    return count


def memory(organization: Organization) -> None:
    """The peak of this process after all levels were judged and written."""
    judged = judge_levels(organization=organization, now=NOW)
    assert judged.new >= LEVELS, json.dumps(judged.as_json())
    show(
        bench=f"peak memory once {LEVELS:,} levels were judged and written",
        ours=_peak_kb(),
        limit=MEMORY_KB,
        unit="kB",
        target=1,
    )


def _peak_kb() -> int:
    """This process's own peak; `ru_maxrss` would begin with that of whoever started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
