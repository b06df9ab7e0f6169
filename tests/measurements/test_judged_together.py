"""Two systems send and the judge judges, all at once: each result is one of whole batches."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier, Event
from typing import Any

import orjson
from django.db import connection

from accounts.tenancy import tenant
from sourcing.batch_reading import BatchForm
from sourcing.models import DailyTally, DirtyDay, LevelDefinition, Measurement, PeriodResult
from sourcing.models.service_level import ServiceLevel
from sourcing.services.judging import judge_levels
from sourcing.services.measurements import take_measurements
from sourcing.services.rollups import roll_up_again
from tests.cast import Cast
from tests.measurements.levels import make_engagement, make_level

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
#: The result of May is final since 12 June; that of June runs.
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
ROUNDS = 6
ROWS = 20
TOTAL = 60


def _send(level: ServiceLevel, references: list[str], good: int) -> None:
    rows = [
        {
            "service_level": str(level.pk),
            "reference": f"{reference}-{month}",
            "moment": f"2026-{month}-10T12:00:00Z",
            "good": good,
            "total": TOTAL,
        }
        for reference in references
        for month in ("05", "06")
    ]
    with tenant(level.organization_id):
        take_measurements(body=orjson.dumps(rows), form=BatchForm.JSON, now=NOW)


def _recounted(level: ServiceLevel, month: int) -> tuple[int, Decimal, Decimal]:
    """Rows, good and all of a month, one raw row after the other."""
    rows = [
        (row.good or Decimal(0), row.total or Decimal(0))
        for row in Measurement.objects.filter(service_level=level)
        if row.moment.month == month
    ]
    return len(rows), sum((good for good, _ in rows), Decimal(0)), Decimal(TOTAL * len(rows))


def _figures(level: ServiceLevel, first_day: date) -> list[tuple[Any, ...]]:
    results: Any = PeriodResult.objects.filter(service_level=level, first_day=first_day)
    return list(
        results.order_by("revision").values_list(
            "revision", "is_latest", "sample", "numerator", "denominator"
        )
    )


def test_two_ingesters_and_a_judge_at_once_agree_with_a_slow_recount(cast: Cast) -> None:
    """Late rows of a final month make revisions; each holds batches as a whole and stays."""
    level = make_level(make_engagement(cast.harbor), "uptime", time_zone="UTC")
    _send(level, ["first"], good=TOTAL)
    judge_levels(organization=cast.harbor, now=NOW)
    together = Barrier(3)

    def ingest(name: str) -> None:
        for round_ in range(ROUNDS):
            together.wait()
            _send(level, [f"{name}-{round_}-{n}" for n in range(ROWS)], good=50)
            _send(level, ["shared"], good=round_)
        connection.close()

    def judge() -> None:
        for _ in range(ROUNDS):
            together.wait()
            judge_levels(organization=cast.harbor, now=NOW)
            judge_levels(organization=cast.harbor, now=NOW)
        connection.close()

    with ThreadPoolExecutor(3) as threads:
        for future in [threads.submit(ingest, "a"), threads.submit(ingest, "b"),
                       threads.submit(judge)]:  # fmt: skip
            future.result()
    judge_levels(organization=cast.harbor, now=NOW)

    rows = 2 + 2 * ROUNDS * ROWS
    good = Decimal(TOTAL + 2 * ROUNDS * ROWS * 50 + ROUNDS - 1)
    with tenant(cast.harbor):
        assert not DirtyDay.objects.exists()
        assert _recounted(level, 5) == _recounted(level, 6) == (rows, good, Decimal(TOTAL * rows))
        for first_day in (MAY, JUNE):
            assert _figures(level, first_day)[-1][1:] == (True, rows, good, Decimal(TOTAL * rows))
        revisions = _figures(level, MAY)
        assert len(_figures(level, JUNE)) == 1
    assert [number for number, *_ in revisions] == list(range(1, len(revisions) + 1))
    assert len(revisions) > 1
    assert revisions[0] == (1, False, 1, TOTAL, TOTAL)
    assert [is_latest for _, is_latest, *_ in revisions].count(True) == 1
    for _, _, sample, _, denominator in revisions:
        assert denominator == TOTAL * sample
        # The first row, perhaps the shared one, and batches of 20.
        assert (sample - 1) % ROWS in {0, 1}


def test_a_level_that_moves_to_another_zone_while_rows_wait_counts_them_on_its_new_day(
    cast: Cast,
) -> None:
    """23:30 in UTC is the same day in New York and the next one in Kolkata."""
    level = make_level(make_engagement(cast.harbor), "uptime")
    held, waits = Event(), Event()

    def ingest() -> None:
        held.wait()
        waits.set()
        with tenant(cast.harbor):
            row = {
                "service_level": str(level.pk),
                "reference": "late",
                "moment": "2026-06-01T23:30:00Z",
                "good": 50,
                "total": TOTAL,
            }
            take_measurements(body=orjson.dumps([row]), form=BatchForm.JSON, now=NOW)
        connection.close()

    with ThreadPoolExecutor(1) as threads:
        future = threads.submit(ingest)
        with tenant(cast.harbor):
            ServiceLevel.objects.select_for_update(no_key=True).get(pk=level.pk)
            held.set()
            waits.wait()
            _until_somebody_waits()
            LevelDefinition.objects.filter(service_level=level).update(time_zone="Asia/Kolkata")
            roll_up_again([level.pk])
        future.result()
    with tenant(cast.harbor):
        (tally,) = DailyTally.objects.all()
    assert (tally.day, tally.good) == (date(2026, 6, 2), Decimal(50))


def _until_somebody_waits() -> None:
    """Returns once another connection waits for a row of ours."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(
                "SELECT pg_sleep(0.02), count(*) FROM pg_locks"
                " WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
            )
            if (cursor.fetchone() or (None, 0))[1]:
                return
    raise AssertionError("Nobody waited for the lock.")
