"""Several at once on one level, and what is excluded with approval."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any

import orjson
from django.db import connection

from accounts.tenancy import tenant
from sourcing.batch_reading import BatchForm
from sourcing.models import DailyTally, DirtyDay, Exclusion, ServiceLevel
from sourcing.services.measurements import take_measurements
from sourcing.services.rollups import roll_up_again, roll_up_between
from tests.cast import Cast
from tests.measurements.levels import make_engagement, make_level

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
ROUNDS = 8
ROWS = 25


def _send(level: ServiceLevel, references: list[str], good: int = 50) -> None:
    rows = [
        {
            "service_level": str(level.pk),
            "reference": reference,
            "moment": "2026-06-01T12:00:00Z",
            "good": good,
            "total": 60,
        }
        for reference in references
    ]
    with tenant(level.organization_id):
        take_measurements(body=orjson.dumps(rows), form=BatchForm.JSON, now=NOW)


def _tally(level: ServiceLevel) -> Any:
    with tenant(level.organization_id):
        assert not DirtyDay.objects.exists()
        return DailyTally.objects.values_list("count", "good", "total", "excluded").get(
            service_level=level, day=date(2026, 6, 1)
        )


def test_two_ingesters_and_a_recount_at_once_lose_nothing(cast: Cast) -> None:
    """Each sends rows of its own and corrects the same ones; a third counts all of it anew."""
    level = make_level(make_engagement(cast.harbor), "uptime")
    together = Barrier(3)

    def ingest(name: str) -> None:
        for round_ in range(ROUNDS):
            together.wait()
            _send(level, [f"{name}-{round_}-{n}" for n in range(ROWS)])
            _send(level, ["shared"], good=round_)
        connection.close()

    def recount() -> None:
        for _ in range(ROUNDS):
            together.wait()
            with tenant(level.organization_id):
                roll_up_again([level.pk])
        connection.close()

    with ThreadPoolExecutor(3) as threads:
        for future in [
            threads.submit(ingest, "a"),
            threads.submit(ingest, "b"),
            threads.submit(recount),
        ]:
            future.result()
    rows = 2 * ROUNDS * ROWS
    good = rows * 50 + (ROUNDS - 1)
    assert _tally(level) == (rows + 1, good, (rows + 1) * 60, 0)


def test_an_approved_exclusion_leaves_both_sides_and_a_claimed_one_nothing(cast: Cast) -> None:
    level = make_level(make_engagement(cast.harbor), "uptime")
    _send(level, ["INC-1", "INC-2", "INC-3"])
    starts, ends = datetime(2026, 6, 1, 11, tzinfo=UTC), datetime(2026, 6, 1, 13, tzinfo=UTC)
    with tenant(cast.harbor):
        exclusion = Exclusion.objects.create(
            service_level=level,
            starts_at=starts,
            ends_at=ends,
            reference="INC-2",
            cause="maintenance",
            reason="Agreed in the change board.",
            claimed_on=date(2026, 6, 2),
        )
        roll_up_between(level.pk, starts, ends)
    assert _tally(level) == (3, 150, 180, 0)
    with tenant(cast.harbor):
        Exclusion.objects.filter(pk=exclusion.pk).update(
            state="approved", decided_by=cast.omar, decided_at=NOW
        )
        roll_up_between(level.pk, starts, ends)
    assert _tally(level) == (2, 100, 120, 1)
    _send(level, ["INC-4"])
    assert _tally(level) == (3, 150, 180, 1)


def test_minutes_out_that_are_excluded_dont_count(cast: Cast) -> None:
    """Of an outage from 22:00 to 02:00 in New York the maintenance until 23:30 is left out."""
    level = make_level(make_engagement(cast.harbor), "uptime")
    with tenant(cast.harbor):
        Exclusion.objects.create(
            service_level=level,
            starts_at=datetime(2026, 6, 2, 1, tzinfo=UTC),
            ends_at=datetime(2026, 6, 2, 3, 30, tzinfo=UTC),
            cause="maintenance",
            reason="Agreed in the change board.",
            claimed_on=date(2026, 6, 2),
            state="approved",
            decided_by=cast.omar,
            decided_at=NOW,
        )
        row = {
            "service_level": str(level.pk),
            "reference": "INC-9",
            "moment": "2026-06-02T02:00:00Z",
            "ends_at": "2026-06-02T06:00:00Z",
        }
        take_measurements(body=orjson.dumps([row]), form=BatchForm.JSON, now=NOW)
        days: Any = DailyTally.objects.order_by("day").values_list("day", "count", "outage_minutes")
        assert list(days) == [(date(2026, 6, 1), 1, 30), (date(2026, 6, 2), 0, 120)]
