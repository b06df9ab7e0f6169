"""Writes tables as CSV and XLSX, a row at a time, so that memory stays the same for any length.

Text that a spreadsheet program would take for a formula is marked as text: a file may hold what
somebody else typed, and a formula can send the reader's data elsewhere. Numbers and dates stay
what they are.
"""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import BinaryIO

import xlsxwriter

from accounts.exporting.table import Table, Value, lines

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
#: What a cell of a workbook holds at most.
LONGEST_TEXT = 32_767
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


def _write_xlsx(table: Table, file: BinaryIO, progress: Progress) -> int:
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    sheet = book.add_worksheet(_sheet_name(table.name))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    quoted = book.add_format({"quote_prefix": True})
    heading = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    number = -1
    for number, line in enumerate(lines(table)):
        for column, value in enumerate(line):
            if number == 0:
                sheet.write_string(number, column, str(value), heading)
            elif isinstance(value, datetime | time):
                sheet.write_string(number, column, _csv_cell(value))
            elif isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, int | Decimal) and _is_exact(value):
                sheet.write_number(number, column, float(value))
            elif value is not None and value != "":
                text = str(value)[:LONGEST_TEXT]
                sheet.write_string(
                    number, column, text, quoted if text.startswith(FORMULA_MARKS) else None
                )
        progress(number)
    book.close()
    return number


def _is_exact(value: int | Decimal) -> bool:
    return len(Decimal(value).as_tuple().digits) <= EXACT_DIGITS


def _sheet_name(name: str) -> str:
    return "".join(c for c in name if c not in "[]:*?/\\'")[:31] or "List"
