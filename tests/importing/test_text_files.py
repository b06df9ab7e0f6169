"""Text files that can't be read, and what is said about each."""

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.importing.conftest import LONGSHORE_HEADER, Write
from vendors.importing.contract_file import ContractFile
from vendors.importing.mapping_file import MAPPINGS, load_mapping
from vendors.importing.refusal import FileRefused

ZIPPED = gzip.compress(b"a", mtime=0)
ROW = "C-1,Kestrel Ltd,2026-01-01,,1,USD"


def refusal(path: Path, mapping: str = "longshore") -> str:
    with pytest.raises(FileRefused) as caught:
        ContractFile(path, load_mapping(mapping)).check()
    assert not caught.value.errors
    return caught.value.reason


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "", "a.csv: the file is empty; expected a header and rows."),
        ("a.csv", "\r\n , \n\n", "a.csv: the file is empty; expected a header and rows."),
        ("a.csv.gz", "", "a.csv.gz: the file is empty; expected a header and rows."),
        ("a.csv", LONGSHORE_HEADER, "a.csv: there is a header, but no row under it."),
        ("a.csv", LONGSHORE_HEADER + "\n,,,,,\n", "there is a header, but no row under it."),
        ("a.txt", ROW, "a.txt: can not be read; expected CSV (.csv), gzip-compressed CSV"),
        ("a.csv", b"PK\x03\x04....", "the name says .csv, but the content is a ZIP archive"),
        ("a.csv", ZIPPED, "the name says .csv, but the content is gzip-compressed"),
        ("a.xlsx", ROW, "the name says .xlsx, but the content is plain text"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls) or one"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls: can not be read; expected CSV"),
        ("a.csv", b"%PDF-1.7", "the content is a PDF document"),
        ("a.csv", "<html><table>", "the content is a web page or XML document"),
        ("a.csv", ROW.encode("utf-16"), "the content is UTF-16 text"),
        ("a.csv", ROW.encode("utf-16-le"), "line 1: the byte at position 1 is zero"),
    ],
)
def test_what_is_no_table_of_contracts(
    write: Write, name: str, content: str | bytes, words: str
) -> None:
    assert words in refusal(write(name, content))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.csv") == f"{tmp_path}/gone.csv: there is no such file."
    assert refusal(tmp_path) == f"{tmp_path}: there is no such file."


def test_plain_text_that_calls_itself_compressed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_text(ROW)
    assert "the name says .gz, but the content is plain text" in refusal(path)


def test_a_compressed_file_that_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    rows = "".join(f"C-{n},Kestrel {n * n} Ltd,2026-01-01,,{n},USD\n" for n in range(5_000))
    path.write_bytes(gzip.compress(f"{LONGSHORE_HEADER}\n{rows}".encode())[:-2_000])
    assert "a.csv.gz: the compressed file is damaged or cut off after line" in refusal(path)


def test_a_wrong_encoding_is_found_to_the_byte(write: Write) -> None:
    head = f"\ufeff{LONGSHORE_HEADER}\n{ROW}\nC-2,Caf".encode()
    path = write("a.csv", head + "é Ltd,2026-01-01,,1,USD\n".encode("windows-1252"))
    assert refusal(path) == (
        f"a.csv, line 3: the byte 0xE9 at position {len(head)} is not utf-8 text. Save the file "
        "as CSV UTF-8, or name its real encoding in the mapping (format: encoding: windows-1252, "
        "for example)."
    )


def test_a_nul_byte_is_found_to_the_byte(write: Write) -> None:
    text = f"{LONGSHORE_HEADER}\n{ROW}\nC-2,\0,2026-01-01,,1,USD\n"
    assert (
        f"a.csv, line 3: the byte at position {text.index(chr(0))} is zero, so this is not utf-8"
        in refusal(write("a.csv", text))
    )


def test_a_utf_8_file_where_another_encoding_is_declared(write: Write) -> None:
    mapping = write(
        "mine.yaml",
        (load_text("longshore")).replace("  encoding: utf-8", "  encoding: windows-1252"),
    )
    path = write("a.csv", f"\ufeff{LONGSHORE_HEADER}\n{ROW}\n")
    assert "begins with the mark of UTF-8 text, but the mapping expects cp1252" in refusal(
        path, str(mapping)
    )


def load_text(name: str) -> str:

    return (MAPPINGS / f"{name}.yaml").read_text()


@pytest.mark.parametrize("rows", [1, 200_000])
def test_carriage_returns_alone(write: Write, rows: int) -> None:
    path = write("a.csv", "\r".join([LONGSHORE_HEADER, *[ROW] * rows]))
    assert refusal(path) == (
        "a.csv: its lines end with a carriage return alone, as on old Macs; expected line feeds "
        "(Unix) or carriage return and line feed (Windows)."
    )


def test_a_single_carriage_return_in_a_line(write: Write) -> None:
    path = write("a.csv", f"{LONGSHORE_HEADER}\n{ROW}\nC-2,Kes\rtrel,2026-01-01,,1,USD\n")
    assert "a.csv, line 3: a carriage return stands alone in the line" in refusal(path)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
def test_line_ends_of_unix_and_windows_are_fine(write: Write, end: str) -> None:
    file = ContractFile(
        write("a.csv", end.join([LONGSHORE_HEADER, ROW, ""])), load_mapping("longshore")
    )
    assert file.check().summary["rows"] == 1


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ('C-2,"Kestrel Ltd,2026-01-01,,1,USD', 3),
        ('C-2,"Kestrel Ltd,2026-01-01,,"20,000.00",USD', 3),
        ('C-2,"Kestrel\nLtd","2026-01-01,,1,USD', 4),
        ('C-2,"Kestrel ""Ltd"" Inc,2026-01-01,,1,USD', 3),
        ('C-2,5" pipes,2026-01-01,,"1,USD', 3),
    ],
)
def test_an_unclosed_quote_is_reported_where_it_opens(write: Write, broken: str, line: int) -> None:
    rest = "\n".join([ROW] * 3)
    text = f"{LONGSHORE_HEADER}\n{ROW}\n{broken}\n{rest}\n"
    assert refusal(write("a.csv", text)) == (
        f"a.csv, line {line}: a quoted cell opens here and is not closed where it should be; "
        "expected a closing quotation mark before the next delimiter or line end (a quotation "
        "mark inside a quoted cell is written twice)."
    )


def test_an_unclosed_quote_does_not_swallow_a_long_file(write: Write) -> None:
    text = f'{LONGSHORE_HEADER}\n{ROW}\nC-2,"Kestrel\n' + f"{ROW}\n" * 50_000
    assert refusal(write("a.csv", text)).startswith("a.csv, line 3: a quoted cell opens here")


def test_a_line_or_cell_without_end(write: Write) -> None:
    long_cell = f"{LONGSHORE_HEADER}\n{ROW}\nC-2,{'x' * 200_000}\n"
    assert refusal(write("a.csv", long_cell)) == (
        "a.csv, line 3: a cell has more than 131,072 characters."
    )
    long_line = f"{LONGSHORE_HEADER}\n{ROW}\n{'x,' * 2**20}\n"
    assert refusal(write("a.csv", long_line)) == (
        "a.csv, line 3: the line is longer than 1 MB; is this a table?"
    )


def test_headers_that_do_not_fit_are_all_named(write: Write) -> None:
    header = "contract_number,Vendr,vendor,first_day,VENDOR,colour,,amount"
    assert refusal(write("a.csv", f"{header}\n{ROW}")).startswith(
        "a.csv: the header does not fit the mapping longshore. "
        'Unknown column "Vendr" (did you mean "vendor"?). Unknown column "colour". '
        'Column 7 has no name. Column "vendor" stands more than once. '
        'Missing column "currency". The mapping knows contract_number, vendor, first_day,'
    )


def test_a_table_of_something_else_does_not_fill_the_screen(write: Write) -> None:
    header = ",".join(f"x{number}" for number in range(400))
    reason = refusal(write("a.csv", f"{header}\n1\n"))
    assert "And 390 more unknown columns." in reason
    assert len(reason) < 2_000


def test_every_column_of_a_quarter_has_to_be_there(write: Write) -> None:
    header = ",".join(h for h in load_mapping("philadelphia").headers if h != "tot_payments")
    assert 'Missing column "tot_payments".' in refusal(
        write("a.csv", f"{header}\n1\n"), "philadelphia"
    )


def test_another_delimiter_is_recognized(write: Write) -> None:
    assert refusal(write("a.csv", LONGSHORE_HEADER.replace(",", ";"))) == (
        'a.csv: the header is one column, its names seem to be separated by ";"; the mapping '
        'expects "," (format: delimiter).'
    )


def test_a_file_that_changes_under_the_reader(write: Write) -> None:
    file = ContractFile(write("a.csv", f"{LONGSHORE_HEADER}\n{ROW}\n"), load_mapping("longshore"))
    file.check()
    write("a.csv", f"{LONGSHORE_HEADER}\n{ROW}\n{ROW}\n")
    with pytest.raises(FileRefused, match="the file was changed while it was being read"):
        list(file.rows())


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from('ab1,"\n\r\t;=-.é\0'), max_size=60), st.booleans())
def test_whatever_stands_in_a_file_it_is_read_or_refused(
    write: Write, text: str, under_header: bool
) -> None:
    path = write("a.csv", f"{LONGSHORE_HEADER}\n{ROW}\n{text}" if under_header else text)
    with suppress(FileRefused):
        assert ContractFile(path, load_mapping("longshore")).check().summary["rows"] == 1
