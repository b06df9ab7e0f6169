"""Batches of measurements from other systems.

A batch goes by COPY into a temporary table, because PostgreSQL refuses COPY into a table with
forced row-level security, and from there in one statement into the measurements. The same row
again changes nothing, other figures under the same reference correct it; its moment stays.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from accounts.current import organization_id
from sourcing.batch_reading import (
    BadRow,
    Batch,
    BatchForm,
    RowsRefused,
    Taken,
    excerpt,
    read_batch,
)
from sourcing.measurement_batch import MEASUREMENTS, IncomingMeasurement
from sourcing.measurement_checks import (
    AFTER_REMOVAL,
    EARLIEST,
    Terms,
    is_plainly_good,
    problems,
    terms_of,
)
from sourcing.models import ServiceLevel
from sourcing.models.service_level import Source
from sourcing.selectors.definitions import definition_of
from sourcing.selectors.level_spans import spans_of
from sourcing.selectors.measurement_months import removed_up_to
from sourcing.services.rollups import DAYS, MARK, lock_levels, mark_days, roll_up, span_parameters

_TABLE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS incoming_measurement (
        n int, service_level_id uuid, moment timestamptz, reference text,
        good numeric, total numeric, value numeric, ends_at timestamptz
    ) ON COMMIT DELETE ROWS;
    DELETE FROM incoming_measurement;
"""
_COPY = (
    "COPY incoming_measurement (n, service_level_id, moment, reference, good, total, value,"
    " ends_at) FROM STDIN"
)
_STORED = """
    FROM incoming_measurement i
    JOIN sourcing_measurement m ON m.organization_id = %(organization)s
        AND m.service_level_id = i.service_level_id AND m.reference = i.reference
"""
#: How many references are stored already, and how many of them at another moment.
_KNOWN = f"SELECT count(*), count(*) FILTER (WHERE m.moment <> i.moment) {_STORED}"
_MOVED = f"""
    SELECT i.n, i.moment, min(m.moment) {_STORED} AND m.moment <> i.moment
    GROUP BY i.n, i.moment ORDER BY i.n
"""
#: Days that lose an outage's minutes, because its new end is an earlier one.
_FORMER_OUTAGES = """(
    SELECT m.* FROM incoming_measurement i
    JOIN sourcing_measurement m ON m.organization_id = %(organization)s
        AND m.service_level_id = i.service_level_id AND m.moment = i.moment
        AND m.reference = i.reference
    WHERE m.ends_at IS NOT NULL
)"""
_INSERT = """
    INSERT INTO sourcing_measurement AS m (
        organization_id, service_level_id, moment, reference, good, total, value, ends_at,
        received_at
    )
    SELECT %(organization)s, service_level_id, moment, reference, good, total, value, ends_at,
           %(now)s
    FROM incoming_measurement
"""
#: How COPY reads a backslash, and nothing.
_ESCAPE, _ESCAPED, _NOTHING = "\\", r"\\", r"\N"
#: Only where rows are stored already: looking for a conflict takes time with each row.
_CORRECT = """
    ON CONFLICT (organization_id, service_level_id, moment, reference) DO UPDATE SET
        good = EXCLUDED.good, total = EXCLUDED.total, value = EXCLUDED.value,
        ends_at = EXCLUDED.ends_at, received_at = EXCLUDED.received_at
    WHERE (m.good, m.total, m.value, m.ends_at) IS DISTINCT FROM
          (EXCLUDED.good, EXCLUDED.total, EXCLUDED.value, EXCLUDED.ends_at)
"""
#: Writes, marks the days of what was new or changed, and says how many rows that were.
_WRITE = """
    WITH written AS ({insert} RETURNING service_level_id, moment, ends_at),
    marked AS ({mark})
    SELECT count(*) FROM written
"""


@dataclass(frozen=True)
class _Level:
    """`text` is the id as it is copied, and hashed faster than it."""

    id: UUID
    text: str
    terms: Sequence[Terms]


def take_measurements(
    *,
    body: bytes,
    form: BatchForm,
    now: datetime,
    partial: bool = False,
    engagement: UUID | None = None,
) -> Taken:
    """Stores a batch and counts its days, in one transaction.

    With `partial` the good rows are stored and the bad ones listed; else one bad row refuses the
    batch: RowsRefused. `engagement` bounds the batch to the levels of one. Raises BatchRefused
    for a body that can't be read at all.
    """
    batch = read_batch(body, form, MEASUREMENTS)
    levels = _levels(batch.rows.values(), engagement)
    good = _checked(batch, levels, now)
    if batch.errors and not partial:
        raise RowsRefused(batch.taken(new=0, changed=0))
    with transaction.atomic():
        new, changed = _store(batch, good, now, partial=partial)
    return batch.taken(new=new, changed=changed)


def _levels(
    rows: Collection[IncomingMeasurement], engagement: UUID | None
) -> Mapping[object, _Level | str]:
    """Each level that the rows name, by id and by keys; the reason where it takes no rows."""
    named = {(row.service_level, row.engagement, row.level) for row in rows}
    chosen = Q(pk__in={level for level, _, _ in named if level}) | Q(
        engagement__key__in={key for _, key, _ in named if key},
        key__in={key for _, _, key in named if key},
    )
    found = ServiceLevel.objects.filter(chosen)
    if engagement is not None:
        found = found.filter(engagement=engagement)
    known = list(found.values_list("pk", "engagement__key", "key", "source"))
    spans = spans_of([pk for pk, *_ in known])
    levels: dict[object, _Level | str] = {}
    for pk, engagement_key, key, source in known:
        own = spans.get(pk, ())
        terms = [terms_of(definition_of(span.row), span.starts, span.ends) for span in own]
        level = _Level(pk, str(pk), terms) if source == Source.MEASUREMENTS else key
        levels[pk] = levels[engagement_key, key] = level
    return levels


def _checked(
    batch: Batch[IncomingMeasurement], levels: Mapping[object, _Level | str], now: datetime
) -> dict[int, tuple[_Level, IncomingMeasurement]]:
    """The rows that fit their levels; what is wrong with others is added to the batch."""
    good: dict[int, tuple[_Level, IncomingMeasurement]] = {}
    seen: dict[tuple[str, str], int] = {}
    removed = removed_up_to()
    since = removed + AFTER_REMOVAL if removed else EARLIEST
    for number, row in batch.rows.items():
        name: object = row.service_level or (row.engagement, row.level)
        level = levels.get(name)
        if not isinstance(level, _Level):
            batch.errors.append(_no_level(number, row, level))
            continue
        is_good = is_plainly_good(row, level.terms, now, since)
        errors = [] if is_good else list(problems(number, row, level.terms, now, since))
        first = seen.setdefault((level.text, row.reference), number)
        if first != number:
            expected = f"each reference of a level once in a batch; row {first} has it"
            errors.append(BadRow(number, "reference", excerpt(row.reference), expected))
        if errors:
            batch.errors += errors
        else:
            good[number] = (level, row)
    return good


def _no_level(number: int, row: IncomingMeasurement, key: str | None) -> BadRow:
    if row.service_level is not None:
        field, value = "service_level", str(row.service_level)
    elif row.engagement and row.level:
        field, value = "level", f"{row.engagement} {row.level}"
    else:
        expected = "the id of a service level, or engagement and level with their keys"
        return BadRow(number, "service_level", "", expected)
    if key is not None:
        return BadRow(number, field, excerpt(value), "a level whose source is measurements")
    return BadRow(number, field, excerpt(value), "a service level of this organization")


def _store(
    batch: Batch[IncomingMeasurement],
    good: dict[int, tuple[_Level, IncomingMeasurement]],
    now: datetime,
    *,
    partial: bool,
) -> tuple[int, int]:
    """How many rows were new and how many changed."""
    if not good:
        return 0, 0
    level_ids = [UUID(text) for text in {level.text for level, _ in good.values()}]
    lock_levels(level_ids)
    # Read again: who held the lock may have given a level another definition, and other days.
    spans = spans_of(level_ids)
    parameters = {**span_parameters(spans), "organization": organization_id(), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        _copy(cursor, good)
        _make_months(cursor, {row.moment.date() for _, row in good.values()})
        known = _known(cursor, batch, parameters, partial=partial)
        if any(row.ends_at for _, row in good.values()):
            mark_days(DAYS.format(rows=_FORMER_OUTAGES), parameters)
        cursor.execute("SELECT count(*) FROM incoming_measurement")
        (kept,) = cursor.fetchone() or (0,)
        insert = _INSERT + (_CORRECT if known else "")
        mark = MARK.format(days=DAYS.format(rows="written"))
        cursor.execute(_WRITE.format(insert=insert, mark=mark), parameters)
        (written,) = cursor.fetchone() or (0,)
    roll_up(level_ids)
    return kept - known, written - (kept - known)


def _copy(cursor: Any, good: Mapping[int, tuple[_Level, IncomingMeasurement]]) -> None:
    """References are printable, so that of what means something in COPY only \\ can be in them."""
    lines = [
        f"{number}\t{level.text}\t{row.moment}\t{row.reference.replace(_ESCAPE, _ESCAPED)}"
        f"\t{_cell(row.good)}\t{_cell(row.total)}\t{_cell(row.value)}\t{_cell(row.ends_at)}\n"
        for number, (level, row) in good.items()
    ]
    with cursor.copy(_COPY) as copy:
        copy.write("".join(lines))
    cursor.execute("ANALYZE incoming_measurement")


def _cell(value: object) -> object:
    return _NOTHING if value is None else value


def _make_months(cursor: Any, days: Iterable[date]) -> None:
    """Partitions for months that have none; offsets may move a moment over a month's end."""
    for month in sorted({day.replace(day=1) for day in days}):
        cursor.execute(
            "SELECT longshore_make_measurement_months(%s::date - 1, %s::date + 31)", [month, month]
        )


def _known(
    cursor: Any, batch: Batch[IncomingMeasurement], parameters: Mapping[str, Any], *, partial: bool
) -> int:
    """How many of the incoming rows are stored already; refuses those whose moment is another."""
    cursor.execute(_KNOWN, parameters)
    known, moved = cursor.fetchone() or (0, 0)
    if moved:
        _refuse_moved(cursor, batch, parameters, partial=partial)
    return int(known - moved)


def _refuse_moved(
    cursor: Any, batch: Batch[IncomingMeasurement], parameters: Mapping[str, Any], *, partial: bool
) -> None:
    cursor.execute(_MOVED, parameters)
    moved = [
        BadRow(n, "moment", sent.isoformat(), f"{stored.isoformat()}, as first sent; it can't move")
        for n, sent, stored in cursor.fetchall()
    ]
    batch.errors += moved
    if not partial:
        raise RowsRefused(batch.taken(new=0, changed=0))
    cursor.execute(
        "DELETE FROM incoming_measurement WHERE n = ANY(%s)", [[error.row for error in moved]]
    )
