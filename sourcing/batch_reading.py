"""From the body of a request to rows, with everything that is wrong with them.

Pure. A batch is a JSON array, a JSON object in each line (NDJSON), or for flat rows CSV whose
header has the same names. msgspec reads a good batch at once; where it stumbles, each row is read
by itself, so that every bad one can be named.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, get_type_hints

import msgspec

MAX_LISTED_ERRORS = 1_000
EXCERPT_LENGTH = 60


class BatchForm(StrEnum):
    """How a batch is written, by the content type that says so."""

    JSON = "application/json"
    NDJSON = "application/x-ndjson"
    CSV = "text/csv"


@dataclass(frozen=True)
class RowKind[Row]:
    """What the rows of a batch are: a msgspec struct, and in words what each field takes.

    `noun` is their plural. `parts` are the kinds of objects in fields that hold a list of them.
    """

    row: type[Row]
    noun: str
    expected: Mapping[str, str]
    required: tuple[str, ...]
    most: int
    parts: Mapping[str, "RowKind[Any]"] = field(default_factory=dict)

    @cached_property
    def decoder_of_all(self) -> msgspec.json.Decoder[list[Row]]:
        return msgspec.json.Decoder(list[self.row])  # type: ignore[name-defined]

    @cached_property
    def decoder_of_one(self) -> msgspec.json.Decoder[Row]:
        return msgspec.json.Decoder(self.row)

    @cached_property
    def types(self) -> Mapping[str, Any]:
        return get_type_hints(self.row, include_extras=True)


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
class Batch[Row]:
    """The rows that could be read, by number, and what is wrong with the others."""

    rows: dict[int, Row] = field(default_factory=dict)
    errors: list[BadRow] = field(default_factory=list)
    received: int = 0

    @property
    def refused(self) -> int:
        """How many rows have an error."""
        return len({error.row for error in self.errors})

    def taken(self, *, new: int, changed: int) -> "Taken":
        """What became of the batch once its good rows are stored."""
        errors = sorted(self.errors, key=lambda error: error.row)
        return Taken(
            received=self.received,
            new=new,
            changed=changed,
            unchanged=self.received - self.refused - new - changed,
            refused=self.refused,
            errors=tuple(errors[:MAX_LISTED_ERRORS]),
            error_count=len(errors),
        )


@dataclass(frozen=True)
class Taken:
    """What became of a batch; `errors` are the first of `error_count`."""

    received: int
    new: int
    changed: int
    unchanged: int
    refused: int
    errors: tuple[BadRow, ...] = ()
    error_count: int = 0


class RowsRefused(ValueError):
    """Rows of the batch are bad and nothing was stored; `taken` lists them."""

    def __init__(self, taken: Taken) -> None:
        super().__init__(f"{taken.refused} of {taken.received} rows can't be taken.")
        self.taken = taken


def read_batch[Row](body: bytes, form: BatchForm, kind: RowKind[Row]) -> Batch[Row]:
    """The rows of a body; raises BatchRefused where it isn't what it says, or too long."""
    try:
        if form is BatchForm.JSON:
            return _from_array(body, kind)
        if form is BatchForm.NDJSON:
            return _collected(_lines(body, kind), kind)
        return _collected(_csv_rows(body, kind), kind)
    except (UnicodeDecodeError, RecursionError) as error:
        raise BatchRefused(f"The body can't be read: {error}.") from error


def excerpt(value: object) -> str:
    """A value as an error shows it."""
    shown = "" if value is None else str(value)
    return shown if len(shown) <= EXCERPT_LENGTH else shown[: EXCERPT_LENGTH - 1] + "…"


def _from_array[Row](body: bytes, kind: RowKind[Row]) -> Batch[Row]:
    try:
        rows = kind.decoder_of_all.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _collected(_elements(body.decode("utf-8"), kind), kind)
    _refuse_more_than(kind.most, len(rows))
    return Batch(dict(enumerate(rows, 1)), received=len(rows))


_JSON = json.JSONDecoder(parse_float=Decimal, parse_constant=str)


def _elements(text: str, kind: RowKind[Any]) -> Iterator[Any]:
    """The elements of an array one by one, so that one too long is never held as a whole."""
    at = _after_space(text, 0)
    if text[at : at + 1] != "[":
        raise BatchRefused(f"Expected a JSON array of {kind.noun}.")
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


def _lines(body: bytes, kind: RowKind[Any]) -> Iterator[Any]:
    for line in body.splitlines():
        if not line.strip():
            continue
        try:
            yield kind.decoder_of_one.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            yield _any_json(line.decode("utf-8", "replace"))


def _any_json(text: str) -> Any:
    try:
        return _JSON.decode(text)
    except ValueError:
        return text


def _csv_rows(body: bytes, kind: RowKind[Any]) -> Iterator[Any]:
    reader = csv.reader(body.decode("utf-8-sig").splitlines(), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        unknown = [name for name in header if name not in kind.expected]
        if unknown or not header or len(set(header)) < len(header):
            raise BatchRefused(
                f"The header has “{excerpt(', '.join(header))}”; expected each at most once: "
                f"{', '.join(kind.expected)}."
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


def _collected[Row](found: Iterator[Any], kind: RowKind[Row]) -> Batch[Row]:
    batch: Batch[Row] = Batch()
    for number, raw in enumerate(found, 1):
        _refuse_more_than(kind.most, number)
        batch.received = number
        if isinstance(raw, kind.row):
            batch.rows[number] = raw
        elif errors := list(_problems(number, raw, kind)):
            batch.errors += errors
        else:
            batch.rows[number] = msgspec.convert(raw, kind.row)
    return batch


def _problems(number: int, raw: Any, kind: RowKind[Any], place: str = "") -> Iterator[BadRow]:
    if not isinstance(raw, dict):
        wanted = (
            "an object" if place or kind.parts else "an object, or as many cells as the header has"
        )
        yield BadRow(number, place.removesuffix("."), excerpt(raw), wanted)
        return
    for name, value in raw.items():
        at = f"{place}{name}"
        if name not in kind.expected:
            expected = f"one of {', '.join(kind.expected)}"
            yield BadRow(number, excerpt(at), excerpt(value), expected)
        elif name in kind.parts and isinstance(value, list):
            yield from _problems_of_parts(number, value, kind, name)
        elif not _reads(value, kind.types[name]):
            yield BadRow(number, at, excerpt(value), kind.expected[name])
    for name in kind.required:
        if name not in raw:
            yield BadRow(number, f"{place}{name}", "", kind.expected[name])


def _problems_of_parts(
    number: int, parts: list[Any], kind: RowKind[Any], name: str
) -> Iterator[BadRow]:
    """What is wrong with the objects in a field, by their place from 1 on, and with the field."""
    of_parts = kind.parts[name]
    if len(parts) > of_parts.most or not parts:
        yield BadRow(number, name, f"{len(parts)} {of_parts.noun}", kind.expected[name])
        return
    for place, part in enumerate(parts, 1):
        yield from _problems(number, part, of_parts, f"{name}.{place}.")


def _reads(value: Any, wanted: Any) -> bool:
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError:
        return False
    return True


def _refuse_more_than(limit: int, rows: int) -> None:
    if rows > limit:
        raise BatchRefused(f"More than {limit:,} rows. Send them in several batches.")
