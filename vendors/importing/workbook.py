"""Records of an XLSX sheet, as a stream of texts like those of a delimited file."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, repeat
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import ReadOnlyCell

from vendors.importing.limits import MAX_COLUMNS
from vendors.importing.nearest import nearest
from vendors.importing.refusal import FileRefused, quoted
from vendors.importing.workbook_guard import inspect_workbook

SIGNIFICANT_DIGITS = 15
"""What a spreadsheet program keeps and shows; further digits of a stored number are noise."""

type Record = tuple[int, list[str]]


def read_sheet(path: Path, *, sheet: str | None, decimal_mark: str) -> Iterator[Record]:
    """Yields (row number, texts) of one sheet, the first if none is named.

    Dates become year-month-day, numbers plain digits with `decimal_mark`, percentages carry
    their sign. A formula whose result was never stored comes as the formula, starting with "=".
    Raises FileRefused when the file isn't a workbook, isn't safe, or has no such sheet.
    """
    try:
        with path.open("rb") as source:
            has_formulas = inspect_workbook(source, path.name)
            yield from _records(source, path.name, sheet, decimal_mark, has_formulas)
    except (
        ArithmeticError,
        AttributeError,
        BadZipFile,
        LookupError,
        OSError,
        SyntaxError,
        TypeError,
        ValueError,
    ) as error:
        # openpyxl trusts the file's inner references and fails in many ways when they are wrong.
        raise FileRefused(f"{path.name}: the workbook is damaged ({error}).") from error


def _records(
    source: BinaryIO, name: str, sheet: str | None, decimal_mark: str, has_formulas: bool
) -> Iterator[Record]:
    with closing(load_workbook(source, read_only=True, data_only=True)) as results:
        cells = _rows(results, sheet, name)
        if not has_formulas:
            yield from _texts(zip(cells, repeat(()), strict=False), decimal_mark, name)
            return
        # Results and formulas can't be read in one go, so the sheet is read twice side by side.
        with closing(load_workbook(source, read_only=True)) as formulas:
            pairs = zip(cells, _rows(formulas, sheet, name), strict=True)
            yield from _texts(pairs, decimal_mark, name)


def _rows(workbook: Workbook, sheet: str | None, name: str) -> Iterator[Any]:
    visible = [each.title for each in workbook.worksheets if each.sheet_state == "visible"]
    wanted = sheet or next(iter(visible), "")
    if wanted not in visible:
        raise FileRefused(
            f"{name}: there is no visible sheet {quoted(wanted)}{nearest(wanted, visible)}; "
            f"the workbook shows {', '.join(map(quoted, visible)) or 'none'}."
        )
    worksheet: Any = workbook[wanted]
    # The extent that a file claims may be smaller than its content, and rows would be lost.
    worksheet.reset_dimensions()
    return iter(worksheet.iter_rows())


def _texts(rows: Iterator[tuple[Any, Any]], decimal_mark: str, name: str) -> Iterator[Record]:
    for number, (results, formulas) in enumerate(rows, 1):
        if len(results) > MAX_COLUMNS:
            raise FileRefused(
                f"{name}, row {number}: {len(results):,} columns, at most {MAX_COLUMNS} are "
                "read; delete the empty columns on the right."
            )
        pairs = zip(results, chain(formulas, repeat(None)), strict=False)
        yield number, [_text(result, formula, decimal_mark) for result, formula in pairs]


def _text(cell: ReadOnlyCell, formula: ReadOnlyCell | None, decimal_mark: str) -> str:
    value: Any = cell.value
    if value is None:
        return _unevaluated(cell, formula)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "").replace(".", decimal_mark)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _unevaluated(cell: ReadOnlyCell, formula: ReadOnlyCell | None) -> str:
    # An empty text is stored as a result of type "str" without a value, a missing result is not.
    if formula is None or formula.data_type != "f" or cell.data_type == "str":
        return ""
    return str(getattr(formula.value, "text", formula.value))


def _number(value: float, number_format: str) -> str:
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{SIGNIFICANT_DIGITS}g}")
    return f"{exact * 100:f}%" if "%" in number_format else f"{exact:f}"
