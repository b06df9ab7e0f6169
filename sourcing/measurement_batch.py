"""From the body of a request to rows of measurements, with everything that is wrong with them.

Pure. A batch is a JSON array, a JSON object in each line (NDJSON), or CSV whose header has the
same names. msgspec reads a good batch at once; where it stumbles, each row is read by itself, so
that every bad one can be named.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, get_type_hints
from uuid import UUID

import msgspec

from sourcing.service_levels.definition import Unit

MAX_ROWS = 50_000
MAX_LISTED_ERRORS = 1_000
EXCERPT_LENGTH = 60

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class BatchForm(StrEnum):
    """How a batch is written, by the content type that says so."""

    JSON = "application/json"
    NDJSON = "application/x-ndjson"
    CSV = "text/csv"


class IncomingMeasurement(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """One measurement as it was sent; the level by its id, or by engagement and level key."""

    reference: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    moment: Moment
    service_level: UUID | None = None
    engagement: str | None = None
    level: str | None = None
    good: Decimal | None = None
    total: Decimal | None = None
    value: Decimal | None = None
    unit: Unit | None = None
    ends_at: Moment | None = None


MOMENT = "a date and time with its offset, such as 2026-06-30T14:05:00Z"
EXPECTED = {
    "reference": "1 to 120 characters that name the measurement",
    "moment": MOMENT,
    "service_level": "the id of a service level",
    "engagement": "the key of an engagement",
    "level": "the key of a service level of that engagement",
    "good": "a number",
    "total": "a number",
    "value": "a number",
    "unit": f"one of {', '.join(Unit)}",
    "ends_at": MOMENT,
}
REQUIRED = ("reference", "moment")
_TYPES = get_type_hints(IncomingMeasurement, include_extras=True)
_ROWS = msgspec.json.Decoder(list[IncomingMeasurement])
_ROW = msgspec.json.Decoder(IncomingMeasurement)
_JSON = json.JSONDecoder(parse_float=Decimal, parse_constant=str)


@dataclass(frozen=True, slots=True)
class BadRow:
    """What is wrong with one field of a row.

    `row` counts from 1; a CSV's header isn't counted. `field` is empty where the row as a whole
    is meant. `value` is what was sent, of a long text the beginning. `expected` completes
    "expected …".
    """

    row: int
    field: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = f"Row {self.row}, {self.field}" if self.field else f"Row {self.row}"
        found = f"“{self.value}”" if self.value else "nothing"
        return f"{place}: {found}; expected {self.expected}."


class BatchRefused(ValueError):
    """The batch as a whole can't be read; the message says where and why."""


@dataclass
class Batch:
    """The rows that could be read, by number, and what is wrong with the others."""

    rows: dict[int, IncomingMeasurement] = field(default_factory=dict)
    errors: list[BadRow] = field(default_factory=list)
    received: int = 0

    @property
    def refused(self) -> int:
        """How many rows have an error."""
        return len({error.row for error in self.errors})


def read_batch(body: bytes, form: BatchForm) -> Batch:
    """The rows of a body; raises BatchRefused where it isn't what it says, or too long."""
    try:
        if form is BatchForm.JSON:
            return _from_array(body)
        if form is BatchForm.NDJSON:
            return _collected(_lines(body))
        return _collected(_csv_rows(body))
    except (UnicodeDecodeError, RecursionError) as error:
        raise BatchRefused(f"The body can't be read: {error}.") from error


def excerpt(value: object) -> str:
    """A value as an error shows it."""
    shown = "" if value is None else str(value)
    return shown if len(shown) <= EXCERPT_LENGTH else shown[: EXCERPT_LENGTH - 1] + "…"


def _from_array(body: bytes) -> Batch:
    try:
        rows = _ROWS.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _collected(_elements(body.decode("utf-8")))
    _refuse_more_than(MAX_ROWS, len(rows))
    return Batch(dict(enumerate(rows, 1)), received=len(rows))


def _elements(text: str) -> Iterator[Any]:
    """The elements of an array one by one, so that one too long is never held as a whole."""
    at = _after_space(text, 0)
    if text[at : at + 1] != "[":
        raise BatchRefused("Expected a JSON array of measurements.")
    at = _after_space(text, at + 1)
    if text[at : at + 1] == "]":
        return
    while True:
        try:
            element, at = _JSON.raw_decode(text, at)
        except ValueError as error:
            raise BatchRefused(f"The body is not JSON: {error}.") from error
        yield element
        at = _after_space(text, at)
        if text[at : at + 1] == "]":
            return
        if text[at : at + 1] != ",":
            raise BatchRefused(f"The body is not JSON: expected , or ] at character {at + 1}.")
        at = _after_space(text, at + 1)


def _after_space(text: str, at: int) -> int:
    while text[at : at + 1] in {" ", "\t", "\n", "\r"}:
        at += 1
    return at


def _lines(body: bytes) -> Iterator[Any]:
    for line in body.splitlines():
        if not line.strip():
            continue
        try:
            yield _ROW.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            yield _any_json(line.decode("utf-8", "replace"))


def _any_json(text: str) -> Any:
    try:
        return _JSON.decode(text)
    except ValueError:
        return text


def _csv_rows(body: bytes) -> Iterator[Any]:
    reader = csv.reader(body.decode("utf-8-sig").splitlines(), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        unknown = [name for name in header if name not in EXPECTED]
        if unknown or not header or len(set(header)) < len(header):
            raise BatchRefused(
                f"The header has “{excerpt(', '.join(header))}”; expected each at most once: "
                f"{', '.join(EXPECTED)}."
            )
        for cells in reader:
            if cells:
                yield _named(header, cells)
    except csv.Error as error:
        raise BatchRefused(f"Line {reader.line_num} is not CSV: {error}.") from error


def _named(header: list[str], cells: list[str]) -> Any:
    if len(cells) != len(header):
        return ",".join(cells)
    named = zip(header, cells, strict=True)
    return {name: cell.strip() for name, cell in named if cell.strip()}


def _collected(found: Iterator[Any]) -> Batch:
    batch = Batch()
    for number, raw in enumerate(found, 1):
        _refuse_more_than(MAX_ROWS, number)
        batch.received = number
        if isinstance(raw, IncomingMeasurement):
            batch.rows[number] = raw
        elif errors := list(_problems(number, raw)):
            batch.errors += errors
        else:
            batch.rows[number] = msgspec.convert(raw, IncomingMeasurement)
    return batch


def _problems(number: int, raw: Any) -> Iterator[BadRow]:
    if not isinstance(raw, dict):
        yield BadRow(number, "", excerpt(raw), "an object, or as many cells as the header has")
        return
    for name, value in raw.items():
        if name not in EXPECTED:
            yield BadRow(number, excerpt(name), excerpt(value), f"one of {', '.join(EXPECTED)}")
        elif not _reads(name, value):
            yield BadRow(number, name, excerpt(value), EXPECTED[name])
    for name in REQUIRED:
        if name not in raw:
            yield BadRow(number, name, "", EXPECTED[name])


def _reads(name: str, value: Any) -> bool:
    try:
        msgspec.convert(value, _TYPES[name])
    except msgspec.ValidationError:
        return False
    return True


def _refuse_more_than(limit: int, rows: int) -> None:
    if rows > limit:
        raise BatchRefused(f"More than {limit:,} rows. Send them in several batches.")
