"""The filtered history as a table for a file, read a batch at a time."""

from collections.abc import Iterator
from datetime import UTC

from accounts.audit.entries import AuditEntry, audit_entries
from accounts.audit.filters import Filters
from accounts.audit.reading import Position, read_events
from accounts.exporting.table import Cell, Table
from accounts.models import Organization

COLUMNS = (
    "When (UTC)",
    "Who",
    "Origin",
    "From where",
    "What",
    "Kind",
    "Record",
    "Record id",
    "Field",
    "Old value",
    "New value",
)
BATCH = 500


def history_table(organization: Organization, filters: Filters) -> Table:
    """A row for each changed field, and one for an event without any.

    Its rows are read inside the organization's transaction. How many there are isn't known before.
    """
    return Table(name="History", headings=COLUMNS, rows=_all_rows(organization, filters), count=0)


def _all_rows(organization: Organization, filters: Filters) -> Iterator[list[Cell]]:
    after: Position | None = None
    while True:
        found = read_events(organization=organization, filters=filters, after=after, limit=BATCH)
        for entry in audit_entries(found, organization):
            yield from _rows(entry)
        if len(found) < BATCH:
            return
        after = found[-1].position


def _rows(entry: AuditEntry) -> Iterator[list[Cell]]:
    start = (
        entry.at.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        entry.who,
        entry.origin,
        entry.from_where,
        entry.what,
        entry.kind,
        entry.record,
        entry.record_id,
    )
    changed = [(change.field, change.old, change.new) for change in entry.changes]
    for end in changed or [("", "", "")]:
        yield [Cell(value) for value in (*start, *end)]
