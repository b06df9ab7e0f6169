"""A contract file seen through its mapping: checked as a whole first, then read row by row."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from vendors.importing.consistency import Consistency
from vendors.importing.contract_row import ContractRow
from vendors.importing.headers import match_headers
from vendors.importing.limits import MAX_LISTED_ERRORS
from vendors.importing.mapping import ContractMapping
from vendors.importing.refusal import FileRefused, RowError
from vendors.importing.rows import AgreedDay, RowReader
from vendors.importing.sheets import RawRow, Sheet, open_sheet
from vendors.importing.summary import Summary, Tally


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that can not be taken: its cells as they stand in the file, and every reason."""

    line: int
    cells: dict[str, str]
    errors: tuple[RowError, ...]


@dataclass(frozen=True, slots=True)
class RepeatedRow:
    """A row that says once more, in every cell, what an earlier one said; it is left out."""

    line: int
    first_line: int


type JudgedRow = ContractRow | RejectedRow | RepeatedRow


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What a file holds, without a trace of it having been stored.

    `summary` covers the rows that can be taken, `rejected` counts those that can not, `repeated`
    those left out because an earlier row is the same. `errors` has the first 10,000 errors of
    `error_count`. `figures_as_of` is the one day of all payment figures, None where rows carry
    their own day or none.
    """

    name: str
    headers: tuple[str, ...]
    figures_as_of: date | None
    summary: Summary
    rejected: int
    repeated: int
    errors: tuple[RowError, ...]
    error_count: int

    def refusal(self) -> FileRefused:
        """The refusal of a file with bad rows, which lists all of them."""
        unlisted = self.error_count - len(self.errors)
        more = f" The first {len(self.errors):,} are listed." if unlisted else ""
        errors = "1 error" if self.error_count == 1 else f"{self.error_count:,} errors"
        rows = "1 row" if self.rejected == 1 else f"{self.rejected:,} rows"
        return FileRefused(
            f"{self.name}: {errors} in {rows}; nothing was imported.{more}", self.errors
        )


class ContractFile:
    """A CSV, gzip-compressed CSV or XLSX file.

    It is read as a stream, as often as needed: for the day of its figures, to check it, and once
    more for the rows, so that nothing has to be undone when the last row is bad. `figures_as_of`
    overrides what the file says about the day its payment figures were drawn up.
    """

    def __init__(
        self, path: Path, mapping: ContractMapping, *, figures_as_of: date | None = None
    ) -> None:
        self.path = path
        self.mapping = mapping
        self.figures_as_of = figures_as_of
        self._headers: tuple[str, ...] = ()
        self._version: tuple[int, int] | None = None
        self._refused: dict[int, tuple[RowError, ...]] = {}

    def refuse(self, errors: Iterable[RowError]) -> None:
        """Makes rows count as bad that something outside the file speaks against."""
        for error in errors:
            self._refused[error.line] = (*self._refused.get(error.line, ()), error)

    @property
    def headers(self) -> tuple[str, ...]:
        """The file's headers in its own order and spelling."""
        if not self._headers:
            with self._open():
                pass
        return self._headers

    @property
    def figures_day(self) -> date | None:
        """The one day of all payment figures; None where rows carry their own day or none."""
        return self.figures_as_of or (self._agreed.day if self._agreed else None)

    def check(self) -> FileCheck:
        """Reads the whole file; raises FileRefused when it can't be read to its end."""
        checking = Checking(self)
        for _ in checking.rows():
            pass
        return checking.result()

    def rows(self) -> Iterator[ContractRow]:
        """The rows that can be taken, in the order of the file."""
        return (row for row in self.judged_rows() if isinstance(row, ContractRow))

    def rejected_rows(self) -> Iterator[RejectedRow]:
        """The rows that can not be taken, in the order of the file."""
        return (row for row in self.judged_rows() if isinstance(row, RejectedRow))

    def judged_rows(self) -> Iterator[JudgedRow]:
        """Every row, taken, rejected or repeated; the same answer at every reading."""
        agreed = self._agreed
        with self._open() as (sheet, spelling):
            reader = RowReader(
                self.mapping, spelling, figures_as_of=self.figures_as_of, agreed=agreed
            )
            consistency = Consistency()
            for raw in sheet.rows:
                if errors := self._refused.get(raw.line):
                    yield RejectedRow(raw.line, raw.cells, errors)
                else:
                    yield _judge(raw, reader, consistency)

    @cached_property
    def _agreed(self) -> AgreedDay | None:
        if self.figures_as_of or not self.mapping.days_remaining:
            return None
        counts: Counter[date] = Counter()
        first_lines: dict[date, int] = {}
        with self._open() as (sheet, spelling):
            reader = RowReader(self.mapping, spelling)
            for raw in sheet.rows:
                if day := reader.derived_day(raw):
                    counts[day] += 1
                    first_lines.setdefault(day, raw.line)
        if not counts:
            return None
        day, rows = counts.most_common(1)[0]
        return AgreedDay(day, rows, first_lines[day])

    @contextmanager
    def _open(self) -> Iterator[tuple[Sheet, dict[str, str]]]:
        with open_sheet(self.path, self.mapping) as sheet:
            self._check_unchanged()
            self._headers = sheet.headers
            yield sheet, match_headers(sheet.headers, self.mapping, self.path.name)

    def _check_unchanged(self) -> None:
        status = self.path.stat()
        version = (status.st_size, status.st_mtime_ns)
        if self._version not in {None, version}:
            raise FileRefused(f"{self.path.name}: the file was changed while it was being read.")
        self._version = version


class Checking:
    """One reading of a file that hands on its good rows and adds up what the file holds."""

    def __init__(self, file: ContractFile) -> None:
        self.file = file
        self.tally = Tally()
        self.repeated = self.rejected = self.error_count = 0
        self.errors: list[RowError] = []

    def rows(self) -> Iterator[ContractRow]:
        """The rows that can be taken, in the order of the file."""
        for row in self.file.judged_rows():
            if isinstance(row, ContractRow):
                self.tally.add(row)
                yield row
            elif isinstance(row, RepeatedRow):
                self.repeated += 1
            else:
                self.rejected += 1
                self.error_count += len(row.errors)
                self.errors.extend(row.errors[: MAX_LISTED_ERRORS - len(self.errors)])

    def result(self) -> FileCheck:
        """What the file holds, once all rows have been read; raises FileRefused without any."""
        if not self.tally.rows and not self.rejected:
            raise FileRefused(f"{self.file.path.name}: there is a header, but no row under it.")
        return FileCheck(
            name=self.file.path.name,
            headers=self.file.headers,
            figures_as_of=self.file.figures_day,
            summary=self.tally.summary(),
            rejected=self.rejected,
            repeated=self.repeated,
            errors=tuple(self.errors),
            error_count=self.error_count,
        )


def _judge(raw: RawRow, reader: RowReader, consistency: Consistency) -> JudgedRow:
    row = reader.read(raw)
    if isinstance(row, tuple):
        return RejectedRow(raw.line, raw.cells, row)
    if first_line := consistency.repeated_line(row, raw):
        return RepeatedRow(raw.line, first_line)
    if error := consistency.contradiction(row, raw):
        return RejectedRow(raw.line, raw.cells, (error,))
    return row
