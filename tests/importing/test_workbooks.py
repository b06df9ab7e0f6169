"""Excel workbooks: typed cells, and archives made to do harm."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from vendors.importing.contract_file import ContractFile
from vendors.importing.mapping_file import load_mapping
from vendors.importing.refusal import FileRefused
from vendors.importing.workbook import read_sheet

HEADER = ["contract_number", "vendor", "first_day", "amount", "currency"]


def workbook(path: Path, rows: list[list[Any]], **formats: str) -> Path:
    """Writes rows; a cell given as (value, format name) carries that number format."""
    with xlsxwriter.Workbook(path) as book:
        styles = {name: book.add_format({"num_format": text}) for name, text in formats.items()}
        sheet = book.add_worksheet("Contracts")
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                value, style = cell if isinstance(cell, tuple) else (cell, None)
                if isinstance(value, date):
                    sheet.write_datetime(y, x, value, styles[style])
                else:
                    sheet.write(y, x, value, styles.get(style))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as caught:
        ContractFile(path, load_mapping("longshore")).check()
    return caught.value.reason


def rewrite(path: Path, part: str, content: str) -> Path:
    """Replaces one part of a workbook."""
    with ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = content.encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name, raw in parts.items():
            new.writestr(name, raw)
    return path


def sheet_xml(rows: str, before: str = "") -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?>{before}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>'
        "</worksheet>"
    )


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    row = ["C-1", "Kestrel Ltd", (date(2026, 1, 1), "day"), 1, "USD"]
    return workbook(tmp_path / "a.xlsx", [HEADER, row], day="yyyy-mm-dd")


def test_typed_cells_mean_what_the_sheet_shows(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            [
                *HEADER,
                "item_number",
                "last_day",
                "auto_renewal",
                "renewal_uplift_percent",
                "title",
                "renewal_months",
                "paid_to_date",
            ],
            [
                2020313,
                "Kestrel  Ltd",
                (date(2026, 1, 1), "day"),
                0.1 + 0.2,
                "USD",
                1.0,
                (date(2026, 12, 31), "day"),
                True,
                (0.035, "percent"),
                "'=1",
                12,
                -1234.56,
            ],
            [],
            ["C-2", "Kestrel  Ltd", "2026-01-01", 9999999999999.99, "USD"],
        ],
        day="dd/mm/yyyy",
        percent="0.0%",
    )
    file = ContractFile(path, load_mapping("longshore"))
    first, second = file.rows()
    assert (first.contract_number, first.item_number) == ("2020313", "1")
    assert first.vendor_name == "Kestrel  Ltd"
    assert (first.first_day, first.last_day) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (str(first.amount), str(first.paid_to_date)) == ("0.30", "-1234.56")
    assert first.auto_renewal is True
    assert str(first.renewal_uplift_percent) == "3.50"
    assert first.renewal_months == 12
    assert (second.line, str(second.amount), second.last_day) == (4, "9999999999999.99", None)


def test_numbers_keep_their_value_where_the_decimal_mark_is_a_comma(plain: Path) -> None:
    path = workbook(plain, [["n"], [1234.5], [1e-7], [1e21]])
    cells = [texts for _, texts in read_sheet(path, sheet=None, decimal_mark=",")]
    assert cells == [["n"], ["1234,5"], ["0,0000001"], ["1" + "0" * 21]]


def test_money_with_more_decimals_than_money_has_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, ["C-1", "Kestrel", "2026-01-01", 1.005, "USD"]])
    [error] = ContractFile(path, load_mapping("longshore")).check().errors
    assert str(error) == 'line 2, column "amount": "1.005"; expected at most 2 decimals'


def test_formulas_count_by_their_stored_results(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*HEADER, "title"])
        sheet.write_row(1, 0, ["C-1", "Kestrel", "2026-01-01", 0, "USD"])
        sheet.write_formula(1, 3, "=1000+500", value=1500)
        sheet.write_formula(1, 5, '=""', value="none")
    with ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    rewrite(path, "xl/worksheets/sheet1.xml", xml.replace("<v>none</v>", "<v></v>"))
    [row] = ContractFile(path, load_mapping("longshore")).rows()
    assert (str(row.amount), row.title) == ("1500.00", None)


def test_a_formula_that_was_never_calculated_is_an_error(plain: Path) -> None:
    cells = [
        f'<c r="{column}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in zip("ABCDE", HEADER, strict=True)
    ]
    texts = ["C-1", "Kestrel", "2026-01-01"]
    row = [
        f'<c r="{column}2" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in zip("ABC", texts, strict=True)
    ]
    row += ['<c r="D2"><f>SUM(A1:A2)</f></c>', '<c r="E2" t="e"><v>#REF!</v></c>']
    rewrite(
        plain,
        "xl/worksheets/sheet1.xml",
        sheet_xml(f'<row r="1">{"".join(cells)}</row><row r="2">{"".join(row)}</row>'),
    )
    errors = ContractFile(plain, load_mapping("longshore")).check().errors
    assert [str(error) for error in errors] == [
        'line 2, column "amount": "=SUM(A1:A2)"; expected a value; the result of this formula is '
        "not stored in the file",
        'line 2, column "currency": "#REF!"; expected a value, not the error of a spreadsheet '
        "formula",
    ]


def test_rows_beyond_the_extent_a_sheet_claims_are_read(plain: Path) -> None:
    with ZipFile(plain) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    rewrite(plain, "xl/worksheets/sheet1.xml", xml.replace('ref="A1:E2"', 'ref="A1:E1"'))
    assert ContractFile(plain, load_mapping("longshore")).check().summary["rows"] == 1


def test_a_date_with_an_hour_is_not_a_day(tmp_path: Path) -> None:
    cell = (datetime(2026, 1, 1, 13, 30), "day")  # noqa: DTZ001
    path = workbook(
        tmp_path / "a.xlsx", [HEADER, ["C-1", "Kestrel", cell, 1, "USD"]], day="yyyy-mm-dd hh:mm"
    )
    [error] = ContractFile(path, load_mapping("longshore")).check().errors
    assert (error.column, error.value) == ("first_day", "2026-01-01T13:30:00")


def test_the_first_visible_sheet_is_read_unless_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        hidden, first, second = (book.add_worksheet(n) for n in ("Lists", "2025", "2026"))
        hidden.hide()
        first.activate()
        for sheet, text in ((hidden, "hidden"), (first, "first"), (second, "second")):
            sheet.write(0, 0, text)

    def read(sheet: str | None) -> list[list[str]]:
        return [texts for _, texts in read_sheet(path, sheet=sheet, decimal_mark=".")]

    assert read(None) == [["first"]]
    assert read("2026") == [["second"]]
    with pytest.raises(FileRefused) as caught:
        read("2027")
    assert caught.value.reason == (
        'a.xlsx: there is no visible sheet "2027" (did you mean "2026"?); '
        'the workbook shows "2025", "2026".'
    )


def test_an_archive_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    for name, words in (
        ("content.xml", "an OpenDocument file (.ods); expected an Excel workbook (.xlsx)."),
        ("xl/workbook.bin", "a binary workbook (.xlsb); expected"),
        ("notes.txt", "a ZIP archive without a workbook; expected"),
    ):
        with ZipFile(path, "w") as archive:
            archive.writestr(name, "x")
        assert words in refusal(path)


def test_a_damaged_workbook(plain: Path) -> None:
    whole = plain.read_bytes()
    plain.write_bytes(whole[:-200])
    assert "a.xlsx: the workbook is damaged" in refusal(plain)
    plain.write_bytes(whole)
    rewrite(plain, "xl/worksheets/sheet1.xml", sheet_xml('<row r="1"><c t="s"><v>99</v></c></row>'))
    assert "a.xlsx: the workbook is damaged" in refusal(plain)
    rewrite(plain, "xl/worksheets/sheet1.xml", "<worksheet><sheetData>")
    assert "a.xlsx: the workbook is damaged" in refusal(plain)


def test_a_zip_bomb_is_refused_by_its_directory(plain: Path) -> None:
    with ZipFile(plain, "a", ZIP_DEFLATED) as archive, archive.open("xl/media/x.bin", "w") as part:
        for _ in range(20):
            part.write(bytes(2**20))
    assert plain.stat().st_size < 100_000
    assert "a.xlsx: the workbook unpacks to 20 MB from 0.0 MB, which no real table does" in refusal(
        plain
    )


def test_a_directory_that_lies_about_sizes_is_found_out(plain: Path) -> None:
    rewrite(plain, "xl/worksheets/sheet1.xml", sheet_xml("<row/>" * 50_000))
    raw = bytearray(plain.read_bytes())
    with ZipFile(plain) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    true_size = info.file_size.to_bytes(4, "little")
    assert raw.count(true_size) == 2
    plain.write_bytes(bytes(raw).replace(true_size, (300).to_bytes(4, "little")))
    assert "a.xlsx: the workbook is damaged" in refusal(plain)


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (sheet_xml(f'<row r="1">{"<c/>" * 2_001}</row>'), "has too many cells in row 1"),
        (sheet_xml(f'<row r="1"><c><v>{"7" * 3_000_000}</v></c></row>'), "a text of more than 1 M"),
        (sheet_xml('<row r="99999999999"/>'), "numbers its rows wrongly (99999999999)"),
        (sheet_xml('<row r="2"/><row r="1"/>'), "numbers its rows wrongly (1)"),
        (sheet_xml('<row r="1"><row r="2"/></row>'), "numbers its rows wrongly (2)"),
        (sheet_xml("<x/>" * 200_001), "has more than 200,000 elements"),
        (sheet_xml("<row/>" * 200_001), "has more than 200,000 rows"),
        (
            sheet_xml("<row>&boom;</row>", '<!DOCTYPE x [<!ENTITY boom "boom">]>'),
            "declares XML entities, which no spreadsheet program writes",
        ),
        (sheet_xml('<row r="1"><c r="SGR1"><v>1</v></c></row>'), "13,044 columns, at most 500"),
    ],
)
def test_sheets_made_to_exhaust_memory_are_refused(plain: Path, xml: str, words: str) -> None:
    assert words in refusal(rewrite(plain, "xl/worksheets/sheet1.xml", xml))


def test_strings_are_looked_for_under_any_name(plain: Path) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    many = f'<?xml version="1.0"?><sst xmlns="{space}">{"<si><t/></si>" * 100_001}</sst>'
    rewrite(plain, "xl/media/picture.png", many)
    assert "xl/media/picture.png has more than 200,000 elements" in refusal(plain)
