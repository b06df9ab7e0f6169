"""Brings the rows of a file into a list: each row a new record, a changed one, or refused.

A blank cell leaves a value as it is. Every row is written in a savepoint of its own, so what the
database says against one row is that row's error and harms no other.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from accounts import refusals
from sourcing.importing.headers import IGNORED
from sourcing.importing.lists import ImportList
from sourcing.importing.references import MissingReference, References
from sourcing.importing.result import Line, Result
from sourcing.importing.values import as_text, value_of
from sourcing.models.file_import import Outcome
from vendors.importing.cells import CellRefused
from vendors.importing.sheets import RawRow
from vendors.importing.text_marker import without_marker
from vendors.models import Vendor

type Problems = list[tuple[str, str, str]]


class _RowRefused(Exception):
    """The row can't be taken; `retry` where a later row may bring what is missing."""

    def __init__(self, problems: Problems, retry: bool = False) -> None:
        self.problems = problems
        self.retry = retry


class RowWriter:
    """Writes one file's rows; needs the organization's transaction.

    `columns` leads from the file's headers to the list's columns.
    """

    def __init__(self, listed: ImportList, columns: Mapping[str, str]) -> None:
        self.listed = listed
        self.headers = {column: h for h, column in columns.items() if column != IGNORED}
        self.references = References()
        self.written: dict[tuple[Any, ...], int] = {}

    def write(self, rows: Iterable[RawRow], progress: Callable[[int], None]) -> Result:
        """All rows of the file; those that refer to later rows are tried again at the end."""
        lines: dict[int, Line] = {}
        again: list[RawRow] = []
        for number, raw in enumerate(rows, 1):
            lines[raw.line], retry = self._line(raw)
            if retry:
                again.append(raw)
            progress(number)
        while again:
            waiting, again = again, []
            for raw in waiting:
                lines[raw.line], retry = self._line(raw)
                if retry:
                    again.append(raw)
            if len(again) == len(waiting):
                break
        result = Result()
        for line in sorted(lines):
            result.add(lines[line])
        return result

    def _line(self, raw: RawRow) -> tuple[Line, bool]:
        try:
            with transaction.atomic():
                return self._write(raw), False
        except _RowRefused as refused:
            problems, retry = refused.problems, refused.retry
        except IntegrityError as error:
            problems, retry = [("", "the whole row", _lower(refusals.sentence(error)))], False
        except DataError:
            problems, retry = [("", "the whole row", "values that fit into the register")], False
        cells = {name: text[:1000] for name, text in raw.cells.items()}
        line = Line(Outcome.REFUSED, self._what(raw), raw.line, tuple(problems), cells)
        return line, retry

    def _write(self, raw: RawRow) -> Line:
        if raw.problem:
            raise _RowRefused([("", raw.problem.value, raw.problem.expected)])
        values = self._values(raw)
        record = self._record(values, raw)
        is_new = record._state.adding
        changed = [] if is_new else self._changed(record, values)
        old = {name: getattr(record, self._field(name).attname) for name in changed}
        for name, value in values.items():
            setattr(record, self._field(name).attname, value)
        if is_new:
            self.listed.fill(record)
            changed = [name for name in self.listed.fields if self._is_filled(record, name)]
        if not changed:
            return Line(Outcome.UNCHANGED, self._what(raw), raw.line)
        self._check(record, changed, raw)
        record.save(force_insert=True) if is_new else record.save(update_fields=changed)
        self._remember(record, values, raw)
        details = tuple(
            (name, self._text(name, old.get(name)), self._text(name, self._now(record, name)))
            for name in changed
        )
        outcome = Outcome.NEW if is_new else Outcome.CHANGED
        return Line(outcome, self._what(raw), raw.line, details)

    def _values(self, raw: RawRow) -> dict[str, Any]:
        """The values of all filled cells by field; raises _RowRefused with every bad cell."""
        values: dict[str, Any] = {}
        problems: Problems = []
        missing = 0
        for name in self.listed.fields:
            try:
                value = self._value(name, raw)
            except CellRefused as error:
                header = self.headers.get(self._columns(name)[0], name)
                problems.append((header, self._cell(raw, self._columns(name)[0])[:200], str(error)))
                missing += isinstance(error, MissingReference)
            else:
                if value is not None:
                    values[name] = value
        if problems:
            raise _RowRefused(problems, retry=missing == len(problems))
        return values

    def _value(self, name: str, raw: RawRow) -> Any:
        field = self._field(name)
        texts = [self._cell(raw, column) for column in self._columns(name)]
        if not any(texts):
            if name in self.listed.key:
                raise CellRefused("a value: it says which record the row is about")
            return None
        if name in self.listed.lookups:
            return self.references.find_item(texts[0], texts[1], texts[2])
        if isinstance(field, models.ForeignKey):
            return self.references.find(field.remote_field.model, texts[0])
        return value_of(field, texts[0])

    def _record(self, values: dict[str, Any], raw: RawRow) -> Any:
        """The record that the row is about, new where there is none."""
        key = {self._field(name).attname: values[name] for name in self.listed.key}
        earlier = self.written.get(tuple(key.values()))
        found = self.listed.model._default_manager.filter(**key).first()
        if earlier and found is not None and self._changed(found, values):
            raise _RowRefused(
                [("", self._what(raw), f"each record once, or the same as in line {earlier}")]
            )
        if isinstance(found, Vendor) and found.merged_into is not None:
            # What a file says of a merged vendor is the survivor's, but for the old name.
            del values["legal_name"]
            return found.merged_into
        return found if found is not None else self.listed.model()

    def _changed(self, record: Any, values: Mapping[str, Any]) -> list[str]:
        return [n for n, value in values.items() if self._now(record, n) != value]

    def _check(self, record: Any, changed: list[str], raw: RawRow) -> None:
        objections = self.listed.object_to(record, changed)
        problems = [self._problem(raw, name, said) for name, said in objections.items()]
        relations = [
            field.name for field in record._meta.fields if isinstance(field, models.ForeignKey)
        ]
        try:
            record.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            problems += [
                self._problem(raw, name, _lower(" ".join(messages)))
                for name, messages in error.message_dict.items()
            ]
        problems += [
            self._problem(raw, field.name, "a value, since this is a new record")
            for field in record._meta.fields
            if field.name in self.listed.fields
            and isinstance(field, models.ForeignKey)
            and not field.null
            and getattr(record, field.attname) is None
        ]
        if problems:
            raise _RowRefused(problems)

    def _problem(self, raw: RawRow, name: str, expected: str) -> tuple[str, str, str]:
        if name not in self.listed.fields:
            return ("", self._what(raw), expected)
        column = self._columns(name)[0]
        return (self.headers.get(column, column), self._cell(raw, column)[:200], expected)

    def _remember(self, record: Any, values: Mapping[str, Any], raw: RawRow) -> None:
        self.written[tuple(values.get(name) for name in self.listed.key)] = raw.line
        self.references.learn(record)

    def _is_filled(self, record: Any, name: str) -> bool:
        return self._now(record, name) not in {None, ""}

    def _now(self, record: Any, name: str) -> Any:
        return getattr(record, self._field(name).attname)

    def _text(self, name: str, value: Any) -> str:
        field = self._field(name)
        if isinstance(field, models.ForeignKey):
            return self.references.name_of(field.remote_field.model, value)
        return as_text(field, value)

    def _what(self, raw: RawRow) -> str:
        columns = [column for name in self.listed.key for column in self._columns(name)]
        return " · ".join(t for t in (self._cell(raw, c) for c in columns) if t)[:300] or "?"

    def _columns(self, name: str) -> tuple[str, ...]:
        return self.listed.lookups.get(name, (name,))

    def _cell(self, raw: RawRow, column: str) -> str:
        text = raw.cells.get(self.headers.get(column, ""), "").strip()
        return without_marker(text)

    def _field(self, name: str) -> Any:
        return self.listed.model._meta.get_field(name)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
