"""Writes tables as CSV and XLSX, a row at a time, so that memory stays the same for any length.

Text that a spreadsheet program would take for a formula is marked as text: a file may hold what
somebody else typed, and a formula can send the reader's data elsewhere. Numbers and dates stay
what they are.
"""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, BinaryIO

import xlsxwriter

from accounts.exporting.table import Table, Value, lines

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
#: What a cell of a workbook holds at most.
LONGEST_TEXT = 32_767
#: And the lines of a sheet.
MOST_LINES = 1_048_576
#: A workbook's numbers are binary with 15 exact digits; longer ones go in as text.
EXACT_DIGITS = 15

type Progress = Callable[[int], None]


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_table(table: Table, form: Format, file: BinaryIO, progress: Progress) -> int:
    """Writes the table and returns its number of rows; `progress` hears how many are done."""
    return (
        _write_csv(table, file, progress)
        if form is Format.CSV
        else _write_xlsx(table, file, progress)
    )


def safe_text(text: str) -> str:
    """The text, with an apostrophe before what would be taken for a formula."""
    return f"'{text}" if text.startswith(FORMULA_MARKS) else text


def _write_csv(table: Table, file: BinaryIO, progress: Progress) -> int:
    # The mark at the beginning tells spreadsheet programs that this is UTF-8.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    number = -1
    for number, line in enumerate(lines(table)):
        writer.writerow([_csv_cell(value) for value in line])
        progress(number)
    text.detach()
    return number


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value.replace("\0", ""))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _write_xlsx(
    table: Table, file: BinaryIO, progress: Progress, most_lines: int = MOST_LINES
) -> int:
    """A sheet that is full, its headings counted, is continued on the next one."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    sheets = _Sheets(book, table.name)
    written = lines(table)
    headings = next(written)
    sheets.begin(headings)
    number = 0
    for number, line in enumerate(written, 1):
        if sheets.next_row == most_lines:
            sheets.begin(headings)
        sheets.add(line)
        progress(number)
    book.close()
    return number


class _Sheets:
    """The sheets of a workbook, of which the newest is written to."""

    def __init__(self, book: xlsxwriter.Workbook, name: str) -> None:
        self.book, self.name = book, name
        self.count = self.next_row = 0
        self.sheet: Any = None
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.quoted = book.add_format({"quote_prefix": True})
        self.heading = book.add_format({"bold": True})

    def begin(self, headings: Iterable[Value]) -> None:
        self.count += 1
        name = _sheet_name(self.name) if self.count == 1 else f"Sheet {self.count}"
        self.sheet = self.book.add_worksheet(name)
        self.sheet.freeze_panes(1, 0)
        for column, value in enumerate(headings):
            self.sheet.write_string(0, column, str(value), self.heading)
        self.next_row = 1

    def add(self, line: Iterable[Value]) -> None:
        for column, value in enumerate(line):
            self._write(self.next_row, column, value)
        self.next_row += 1

    def _write(self, row: int, column: int, value: Value) -> None:
        if isinstance(value, datetime | time):
            self.sheet.write_string(row, column, _csv_cell(value))
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, self.day)
        elif isinstance(value, int | Decimal) and _is_exact(value):
            self.sheet.write_number(row, column, float(value))
        elif value is not None and value != "":
            text = str(value)[:LONGEST_TEXT]
            mark = self.quoted if text.startswith(FORMULA_MARKS) else None
            self.sheet.write_string(row, column, text, mark)


def _is_exact(value: int | Decimal) -> bool:
    return len(Decimal(value).as_tuple().digits) <= EXACT_DIGITS


def _sheet_name(name: str) -> str:
    return "".join(c for c in name if c not in "[]:*?/\\'")[:31] or "List"
