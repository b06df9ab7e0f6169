"""Opens a contract file, whatever its format, as a header and a stream of rows."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from vendors.importing.delimited import Record, read_records
from vendors.importing.limits import MAX_BYTES, MAX_ROWS
from vendors.importing.mapping import ContractMapping
from vendors.importing.refusal import FileRefused, RowError, quoted
from vendors.importing.workbook import read_sheet

ZIP = b"PK\x03\x04"
GZIP = b"\x1f\x8b"
SIGNATURES = {
    ZIP: "a ZIP archive, as Excel workbooks are",
    GZIP: "gzip-compressed",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls) or one protected by a password",
    b"%PDF": "a PDF document",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"<": "a web page or XML document",
}
READABLE = "CSV (.csv), gzip-compressed CSV (.csv.gz) or Excel workbook (.xlsx)"


@dataclass(frozen=True, slots=True)
class RawRow:
    """The texts of one row by the header of their column, as the file spells it.

    `problem` is set when the row doesn't have the shape of the header.
    """

    line: int
    cells: dict[str, str]
    problem: RowError | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headers of a file in its order and spelling, and its rows, to be read once."""

    name: str
    headers: tuple[str, ...]
    rows: Iterator[RawRow]


@contextmanager
def open_sheet(path: Path, mapping: ContractMapping) -> Iterator[Sheet]:
    """Opens a CSV, gzip-compressed CSV or XLSX file; rows without any text are left out.

    Raises FileRefused, also while the rows are being read.
    """
    with _open_records(path, mapping) as records:
        header = next(_filled(records), None)
        if header is None:
            raise FileRefused(f"{path.name}: the file is empty; expected a header and rows.")
        headers = _headers(header[1], path.name, mapping)
        yield Sheet(path.name, headers, _raw_rows(_filled(records), headers, path.name))


@contextmanager
def _open_records(path: Path, mapping: ContractMapping) -> Iterator[Iterator[Record]]:
    name = path.name.lower()
    _check_size(path)
    if name.endswith(".xlsx"):
        _check_signature(path, expected=ZIP)
        mark = mapping.cell_format.decimal_mark
        yield read_sheet(path, sheet=mapping.sheet, decimal_mark=mark)
    elif name.endswith((".csv", ".csv.gz")):
        _check_signature(path, expected=GZIP if name.endswith(".gz") else b"")
        with _open_text(path) as source:
            yield read_records(
                source, name=path.name, encoding=mapping.encoding, delimiter=mapping.delimiter
            )
    else:
        raise FileRefused(f"{path.name}: can not be read; expected {READABLE}.")


def _check_size(path: Path) -> None:
    if not path.is_file():
        raise FileRefused(f"{path}: there is no such file.")
    size = path.stat().st_size
    if size == 0:
        raise FileRefused(f"{path.name}: the file is empty; expected a header and rows.")
    if size > MAX_BYTES:
        raise FileRefused(
            f"{path.name}: {size / 2**20:,.0f} MB, at most {MAX_BYTES // 2**20} MB are read; split "
            "it into several files, an import adds to what is already there."
        )


def _check_signature(path: Path, expected: bytes) -> None:
    try:
        with path.open("rb") as file:
            beginning = file.read(8)
    except OSError as error:
        raise FileRefused(f"{path}: can not be read ({error.strerror}).") from error
    found = _signature(beginning)
    if found != expected:
        what = SIGNATURES.get(found, "plain text")
        raise FileRefused(
            f"{path.name}: the name says {path.suffix.lower()}, but the content is {what}; "
            f"expected {READABLE}, named accordingly."
        )


def _signature(beginning: bytes) -> bytes:
    return next((mark for mark in SIGNATURES if beginning.startswith(mark)), b"")


@contextmanager
def _open_text(path: Path) -> Iterator[BinaryIO]:
    if not path.name.lower().endswith(".gz"):
        with path.open("rb") as plain:
            yield plain
        return
    with gzip.open(path, "rb") as unpacked:
        yield cast(BinaryIO, unpacked)


def _filled(records: Iterator[Record]) -> Iterator[Record]:
    return (record for record in records if any(text.strip() for text in record[1]))


def _headers(texts: list[str], name: str, mapping: ContractMapping) -> tuple[str, ...]:
    headers = tuple(text.strip() for text in texts)
    while headers and not headers[-1]:
        headers = headers[:-1]
    if len(headers) == 1 and len(mapping.expected_headers) > 1:
        _check_delimiter(headers[0], name, mapping.delimiter)
    return headers


def _check_delimiter(header: str, name: str, delimiter: str) -> None:
    for other in ("\t", ";", ",", "|"):
        if other in header:
            raise FileRefused(
                f"{name}: the header is one column, its names seem to be separated by "
                f"{quoted(other)}; the mapping expects {quoted(delimiter)} (format: delimiter)."
            )


def _raw_rows(records: Iterator[Record], headers: tuple[str, ...], name: str) -> Iterator[RawRow]:
    for number, (line, texts) in enumerate(records, 1):
        if number > MAX_ROWS:
            raise FileRefused(
                f"{name}: more than {MAX_ROWS:,} rows; split it into several files, an import "
                "adds to what is already there."
            )
        yield _raw_row(line, texts, headers, short=name.lower().endswith(".xlsx"))


def _raw_row(line: int, texts: list[str], headers: tuple[str, ...], short: bool) -> RawRow:
    """`short` rows are filled up: a workbook doesn't store its empty cells."""
    missing = len(headers) - len(texts)
    surplus = [text for text in texts[len(headers) :] if text.strip()]
    if short and missing > 0:
        texts, missing = texts + [""] * missing, 0
    cells = dict(zip(headers, texts, strict=False))
    if missing <= 0 and not surplus:
        return RawRow(line, cells)
    found = f"{len(texts)} cells" if missing > 0 else f"{len(headers) + len(surplus)} filled cells"
    problem = RowError(line, "", found, f"{len(headers)} cells, as many as there are headers")
    return RawRow(line, cells | dict.fromkeys(headers[len(texts) :], ""), problem)
