"""A workbook whose sheet is full goes on with the next sheet."""

from io import BytesIO

from openpyxl import load_workbook

from accounts.exporting import writers
from accounts.exporting.table import Cell, Table
from accounts.exporting.writers import _write_xlsx


def sheets(rows: int, most_lines: int) -> tuple[int, dict[str, list[tuple[object, ...]]]]:
    table = Table("Vendors", ["Vendor"], [[Cell(f"V{each}")] for each in range(rows)], rows)
    file = BytesIO()
    number = _write_xlsx(table, file, lambda done: None, most_lines)
    book = load_workbook(file)
    return number, {s.title: list(s.iter_rows(values_only=True)) for s in book.worksheets}


def test_no_row_is_lost_beyond_a_full_sheet() -> None:
    assert sheets(5, 3) == (
        5,
        {
            "Vendors": [("Vendor",), ("V0",), ("V1",)],
            "Sheet 2": [("Vendor",), ("V2",), ("V3",)],
            "Sheet 3": [("Vendor",), ("V4",)],
        },
    )


def test_a_sheet_that_is_just_full_is_the_only_one() -> None:
    assert sheets(2, 3) == (2, {"Vendors": [("Vendor",), ("V0",), ("V1",)]})
    assert sheets(0, 3) == (0, {"Vendors": [("Vendor",)]})


def test_the_limit_is_that_of_the_format() -> None:
    assert writers.MOST_LINES == 2**20
