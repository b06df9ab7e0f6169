"""Measurements sent over HTTP, beside a bare COPY of the same rows and beside `bulk_create`.

Ours is the real endpoint, from the token to the answer: it reads and checks 50,000 rows, writes
them under row-level security and counts their days anew. The COPY goes into a table with the same
columns and primary key, without policy, partitions or rollup, of text that was
written before; `bulk_create` writes model
instances that are made before it is timed. Each round has rows of its own, in the order of time.
"""

import logging
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["API_REQUESTS_PER_MINUTE"] = "100000000"
django.setup()

import orjson  # noqa: E402
import psycopg  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.models import Organization  # noqa: E402
from accounts.tenancy import tenant  # noqa: E402
from benchmarks.many_organizations import (  # noqa: E402
    QUICK,
    above_row_level_security,
    fill,
    secret_of,
)
from benchmarks.measure import ROUNDS, show  # noqa: E402
from benchmarks.own_database import own_database  # noqa: E402
from sourcing.models import (  # noqa: E402
    DailyTally,
    Engagement,
    LevelDefinition,
    Measurement,
    ServiceLevel,
)

ROWS = 5_000 if QUICK else 50_000
LEVELS = 100
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
#: What is in the table before: a month of the organization.
BEFORE = 20_000 if QUICK else 500_000
PAGE = "/api/v1/measurements/"
_COPY = (
    "COPY bare_measurement (organization_id, service_level_id, moment, reference, good, total,"
    " received_at) FROM STDIN"
)


def make_levels(organization: Organization) -> list[ServiceLevel]:
    """Levels of the first engagement, measured by good of total."""
    with tenant(organization):
        engagement = Engagement.objects.order_by("key")[0]
        levels = ServiceLevel.objects.bulk_create(
            ServiceLevel(
                engagement=engagement, key=f"L{n:03}", name=f"Level {n}", source="measurements"
            )
            for n in range(LEVELS)
        )
        LevelDefinition.objects.bulk_create(
            LevelDefinition(
                service_level=level,
                indicator="ratio",
                expected=Decimal("99.9"),
                minimum=Decimal("99.5"),
                time_zone="America/New_York",
                valid_from=date(2025, 1, 1),
            )
            for level in levels
        )
    return levels


type Row = tuple[ServiceLevel, datetime, str]


def batches(levels: list[ServiceLevel]) -> Iterator[list[Row]]:
    """Batches without end; each level has a row a minute, and each batch goes on in time."""
    minute = 0
    while True:
        rows: list[Row] = []
        while len(rows) < ROWS:
            moment = FIRST + timedelta(minutes=minute)
            rows += [(level, moment, f"probe-{minute}") for level in levels]
            minute += 1
        yield rows[:ROWS]


def body_of(rows: list[Row]) -> bytes:
    return orjson.dumps(
        [
            {
                "service_level": str(level.pk),
                "reference": reference,
                "moment": moment,
                "good": 59.5,
                "total": 60,
            }
            for level, moment, reference in rows
        ]
    )


def timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def main() -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.DEBUG = False
    logging.disable(logging.INFO)
    with own_database() as name:
        organization, other, *_ = fill([10] * (5 if QUICK else 50))
        levels = make_levels(organization)
        others = make_levels(other)
        headers = {"Authorization": f"Bearer {secret_of(organization)}"}
        client = Client()
        upcoming = batches(levels)

        def ours(rows: bytes) -> None:
            answer = client.post(PAGE, rows, content_type="application/json", headers=headers)
            assert answer.status_code == 201, answer.content[:500]
            assert answer.json()["new"] == ROWS

        for _ in range(BEFORE // ROWS):
            ours(body_of(next(upcoming)))
        with above_row_level_security(name) as connection:
            connection.execute(
                "CREATE TABLE bare_measurement (LIKE sourcing_measurement INCLUDING INDEXES)"
            )
            connection.execute("INSERT INTO bare_measurement SELECT * FROM sourcing_measurement")
            connection.execute("VACUUM ANALYZE bare_measurement")
            measure(connection, organization, ours, upcoming, others)
        with tenant(organization):
            counted = sum(DailyTally.objects.values_list("count", flat=True))
            assert counted == Measurement.objects.count() >= BEFORE + ROWS


def measure(
    connection: psycopg.Connection[Any],
    organization: Organization,
    ours: Callable[[bytes], None],
    upcoming: Iterator[list[Row]],
    others: list[ServiceLevel],
) -> None:
    """Times the three in turn and prints rows a second; `others` are another organization's."""
    made_by_django = batches(others)
    spent: dict[str, list[float]] = {"ours": [], "copy": [], "bulk": []}
    for round_ in range(ROUNDS + 1):
        body, copied, made = body_of(rows := next(upcoming)), next(upcoming), next(made_by_django)
        assert len(rows) == ROWS
        text = "".join(
            f"{organization.pk}\t{level.pk}\t{moment}\t{reference}\t59.5\t60\t{moment}\n"
            for level, moment, reference in copied
        ).encode()
        instances = instances_of(made)
        times = {
            "ours": timed(partial(ours, body)),
            "copy": timed(partial(copy, connection, text)),
            "bulk": timed(partial(bulk, others[0].organization, instances)),
        }
        if round_:
            for arm, seconds in times.items():
                spent[arm].append(seconds)
    rate = {arm: ROWS / median(seconds) for arm, seconds in spent.items()}
    show(
        bench=f"{ROWS:,} measurements over HTTP beside a bare COPY",
        ours=rate["ours"],
        limit=rate["copy"],
        unit="rows/s",
        target=0.3,
        more_is_better=True,
    )
    show(
        bench=f"{ROWS:,} measurements over HTTP beside bulk_create",
        ours=rate["ours"],
        limit=rate["bulk"],
        unit="rows/s",
        target=5,
        more_is_better=True,
    )


def instances_of(rows: list[Row]) -> list[Measurement]:
    return [
        Measurement(
            organization_id=level.organization_id,
            service_level_id=level.pk,
            moment=moment,
            reference=reference,
            good=Decimal("59.5"),
            total=Decimal(60),
            received_at=moment,
        )
        for level, moment, reference in rows
    ]


def copy(connection: psycopg.Connection[Any], text: bytes) -> None:
    """The bare COPY of text that was written before."""
    with connection.cursor().copy(_COPY) as into:
        into.write(text)


def bulk(organization: Organization, instances: list[Measurement]) -> None:
    with tenant(organization):
        Measurement.objects.bulk_create(instances, batch_size=5_000)


if __name__ == "__main__":
    main()
