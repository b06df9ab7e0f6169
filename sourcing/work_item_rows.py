"""From the rows of a file to the events of its work items. Pure.

What belongs to an item as a whole (its priority, when it was opened, resolved, closed) is taken
from its last row. Rows are ordered by their moments, then by the sequence the file gives, else
as they stand in the file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sourcing.item_events import EventKind, PauseReason, StateEvent
from sourcing.work_item_mapping import (
    FIELDS,
    REQUIRED_FIELDS,
    Meaning,
    RowsTell,
    WorkItemMapping,
)
from vendors.importing.cells import CellParser, CellRefused, parse_choice, parse_integer, parse_text
from vendors.importing.column import Column
from vendors.importing.limits import MAX_LISTED_ERRORS
from vendors.importing.refusal import EXCERPT_LENGTH, RowError

MOMENTS = ("at", "opened_at", "resolved_at", "closed_at")
REFERENCE_LENGTH = 120
WORD_LENGTH = 80
LARGEST_SEQUENCE = 999_999_998


@dataclass(frozen=True, slots=True)
class WorkItemRecord:
    """One work item of a file; `line` is the line of its first row, `priority` may be unknown."""

    reference: str
    priority: str | None
    events: tuple[StateEvent, ...]
    line: int
    rows: int


@dataclass(frozen=True, slots=True)
class WorkItemRecords:
    """What a file says.

    An item with a bad row isn't among the items: without one of its events its clock would be
    wrong. `errors` has the first 10,000 of `error_count`.
    """

    items: tuple[WorkItemRecord, ...]
    rows: int
    refused_items: int
    errors: tuple[RowError, ...]
    error_count: int


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    at: datetime
    sequence: int
    meaning: Meaning
    priority: str | None
    opened: datetime | None
    ended: datetime | None


class WorkItemReader:
    """Reads the rows of one file.

    `spelling` leads from the mapping's headers to the file's. Moments after `not_after` are
    refused; pass the present.
    """

    def __init__(
        self, mapping: WorkItemMapping, spelling: Mapping[str, str], not_after: datetime
    ) -> None:
        self.mapping = mapping
        self.not_after = not_after
        self.columns = {
            name: self._column(spelling[header], name)
            for header, name in mapping.columns.items()
            if header in spelling
        }
        self.found: dict[str, list[_Row]] = {}
        self.refused: set[str] = set()
        self.errors: list[RowError] = []
        self.rows = self.error_count = 0

    def read(self, rows: Iterable[tuple[int, Mapping[str, str]]]) -> WorkItemRecords:
        """The items of rows, each with its line and its cells by the file's headers."""
        for line, cells in rows:
            self.add(line, cells)
        return self.result()

    def add(self, line: int, cells: Mapping[str, str]) -> None:
        """Takes one row, or notes everything that is wrong with it."""
        self.rows += 1
        values: dict[str, Any] = dict.fromkeys(FIELDS)
        errors = []
        for name, column in self.columns.items():
            try:
                values[name] = column.read(cells[column.header])
            except CellRefused as error:
                errors.append(self._error(line, cells, name, str(error)))
        errors += self._contradictions(line, cells, values)
        if errors:
            self.refuse(errors, values["reference"])
            return
        meaning = self.mapping.meaning(values["state"])
        if values["reason"]:
            meaning = Meaning(meaning.kind, PauseReason(values["reason"]))
        rows = self.found.setdefault(values["reference"], [])
        sequence = values["sequence"]
        rows.append(
            _Row(
                line=line,
                at=values["at"],
                # 0 is kept for the start.
                sequence=(len(rows) if sequence is None else sequence) + 1,
                meaning=meaning,
                priority=values["priority"],
                opened=values["opened_at"],
                ended=values["resolved_at"] or values["closed_at"],
            )
        )

    def refuse(self, errors: Iterable[RowError], reference: str | None = None) -> None:
        """Notes what is wrong with a row, and that its item, where it is known, isn't taken."""
        for error in errors:
            self.error_count += 1
            if len(self.errors) < MAX_LISTED_ERRORS:
                self.errors.append(error)
        if reference:
            self.refused.add(reference)

    def result(self) -> WorkItemRecords:
        """The items of all rows so far, in the order of their first rows."""
        items = tuple(
            self._item(reference, rows)
            for reference, rows in self.found.items()
            if reference not in self.refused
        )
        return WorkItemRecords(
            items, self.rows, len(self.refused), tuple(self.errors), self.error_count
        )

    def _column(self, header: str, name: str) -> Column:
        required = name in REQUIRED_FIELDS
        return Column(header, name, self._parser(name), required, blanks=self.mapping.blanks)

    def _parser(self, name: str) -> CellParser:
        if name in MOMENTS:
            return self.mapping.moment
        if name == "sequence":
            return lambda text: parse_integer(text, minimum=0, maximum=LARGEST_SEQUENCE)
        if name == "reason":
            return lambda text: parse_choice(text, choices=tuple(PauseReason))
        if name == "state":
            return self._known_state
        length = REFERENCE_LENGTH if name == "reference" else WORD_LENGTH
        return lambda text: parse_text(text, maximum=length, one_line=True)

    def _known_state(self, text: str) -> str:
        self.mapping.meaning(text)
        return text

    def _contradictions(
        self, line: int, cells: Mapping[str, str], values: Mapping[str, Any]
    ) -> list[RowError]:
        errors = []
        for name in MOMENTS:
            moment = values[name]
            if moment is not None and moment > self.not_after:
                expected = f"a moment not after {self.not_after:%Y-%m-%d %H:%M} UTC"
                errors.append(self._error(line, cells, name, expected))
        opened = values["opened_at"]
        for name in ("resolved_at", "closed_at"):
            if opened and values[name] and values[name] < opened:
                expected = f"a moment not before it was opened, {opened:%Y-%m-%d %H:%M} UTC"
                errors.append(self._error(line, cells, name, expected))
        if values["reason"] and values["state"]:
            kind = self.mapping.meaning(values["state"]).kind
            if kind is not EventKind.PAUSED:
                errors.append(self._error(line, cells, "reason", "no reason, except for a pause"))
        return errors

    def _error(self, line: int, cells: Mapping[str, str], name: str, expected: str) -> RowError:
        header = self.columns[name].header
        return RowError(line, header, cells[header].strip()[: EXCERPT_LENGTH + 1], expected)

    def _item(self, reference: str, rows: list[_Row]) -> WorkItemRecord:
        ordered = sorted(rows, key=lambda row: (row.at, row.sequence, row.line))
        telling = _from_states if self.mapping.rows_tell is RowsTell.STATES else _from_events
        return WorkItemRecord(
            reference=reference,
            priority=ordered[-1].priority,
            events=tuple(telling(ordered)),
            line=min(row.line for row in rows),
            rows=len(rows),
        )


def _from_events(rows: list[_Row]) -> list[StateEvent]:
    events = [_event(row, row.meaning.kind) for row in rows if row.meaning.kind]
    opened, ended = rows[-1].opened, rows[-1].ended
    if opened:
        events.insert(0, StateEvent(opened, EventKind.STARTED))
    if ended:
        events.append(StateEvent(ended, EventKind.STOPPED, sequence=rows[-1].sequence + 1))
    return events


def _from_states(rows: list[_Row]) -> list[StateEvent]:
    """What happened between one state and the next.

    The clock starts when the item was opened, else with its first row. Nothing after the end
    matters but a cancellation, and where the states don't say so the end is a stop.
    """
    opened, ended = rows[-1].opened, rows[-1].ended
    events = [StateEvent(opened or rows[0].at, EventKind.STARTED)]
    now = Meaning(None)
    for row in rows:
        then = row.meaning.kind
        if ended and row.at >= ended and then is not EventKind.CANCELLED:
            continue
        if now.kind is EventKind.STOPPED and then in {None, EventKind.PAUSED}:
            events.append(_event(row, EventKind.REOPENED))
        elif now.kind is EventKind.PAUSED and then is None:
            events.append(_event(row, EventKind.RESUMED))
        if then is not None and row.meaning != now:
            events.append(_event(row, then))
        now = row.meaning
    if ended and now.kind is not EventKind.STOPPED:
        sequence = max(row.sequence for row in rows) + 1
        events.append(StateEvent(ended, EventKind.STOPPED, sequence=sequence))
    return events


def _event(row: _Row, kind: EventKind) -> StateEvent:
    reason = row.meaning.reason if kind is EventKind.PAUSED else None
    return StateEvent(row.at, kind, reason, row.sequence)
