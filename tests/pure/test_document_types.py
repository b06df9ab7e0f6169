"""A file is kept when it is of a known kind and is what its name says."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.document_names import LONGEST, ending_of, kept_name
from sourcing.document_types import TYPES, TypeRefused, check_type
from tests.documents import files


@pytest.mark.parametrize("name", files.GENUINE)
def test_genuine_files_are_kept(name: str) -> None:
    assert check_type(name, io.BytesIO(files.GENUINE[name])).words


@pytest.mark.parametrize(
    ("name", "content", "claims", "really"),
    [
        ("invoice.pdf", files.PROGRAM, "a PDF document", "a Windows program"),
        ("invoice.pdf", files.HTML, "a PDF document", "a web page or XML"),
        ("terms.docx", files.office("xl"), "a Word document", "an Excel workbook"),
        ("terms.docx", files.zipped("a.txt"), "a Word document", "a ZIP archive or an office"),
        ("m.docx", files.office("word", "word/vbaProject.bin"), "a Word document", "with macros"),
        ("terms.docx", files.OLD_WORD, "a Word document", "an office file from before 2007"),
        ("terms.odt", files.open_document("spreadsheet"), "OpenDocument text", "spreadsheet"),
        ("photo.png", files.JPEG, "a PNG picture", "a JPEG picture"),
        ("photo.jpg", files.PNG, "a JPEG picture", "a PNG picture"),
        ("rates.csv", files.PROGRAM, "a CSV table", "a Windows program"),
        ("rates.csv", files.PDF, "a CSV table", "a PDF document"),
        ("notes.txt", files.HTML, "plain text", "a web page or XML"),
        ("notes.txt", b" <svg onload='x'>", "plain text", "an SVG picture"),
        ("notes.txt", b"#!/bin/sh\nrm -r /\n", "plain text", "a script"),
        ("notes.txt", b"Rar!\x1a\x07\0", "plain text", "a RAR archive"),
        ("notes.txt", b"fLaC\0\0\0\x22" + b"\0" * 99, "plain text", "something else"),
        ("letter.eml", b"no header at all", "a saved mail", "plain text"),
        ("letter.pdf", b"\x00\x01\x02\x03" * 9, "a PDF document", "of no known type"),
    ],
)
def test_a_file_that_lies_is_refused_naming_both(
    name: str, content: bytes, claims: str, really: str
) -> None:
    with pytest.raises(TypeRefused) as refused:
        check_type(name, io.BytesIO(content))
    said, found = str(refused.value).split("but its content is")
    assert claims in said
    assert really in found


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("setup.exe", files.PROGRAM, "ends in .exe, which isn't kept here"),
        ("all.zip", files.zipped("a"), "ends in .zip, which isn't kept here"),
        ("contract", files.PDF, "has no ending such as .pdf"),
        ("contract.pdf", b"", "is empty: it has 0 bytes"),
    ],
)
def test_other_kinds_are_refused(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(TypeRefused, match=sentence):
        check_type(name, io.BytesIO(content))


def test_a_bomb_is_not_opened() -> None:
    many = files.zipped(*[f"word/{n}.xml" for n in range(10_001)], "[Content_Types].xml")
    with pytest.raises(TypeRefused):
        check_type("terms.docx", io.BytesIO(many))


@given(st.binary(max_size=400), st.sampled_from(sorted(files.GENUINE)))
def test_no_content_breaks_the_check(content: bytes, name: str) -> None:
    with suppress(TypeRefused):
        assert check_type(name, io.BytesIO(content)) is TYPES[ending_of(name)]


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Framework agreement.pdf", "Framework agreement.pdf"),
        ("..\\..\\etc/passwd.pdf", "passwd.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("عقد الخدمة.pdf", "عقد الخدمة.pdf"),
        ("signed 🖊️ copy.pdf", "signed 🖊️ copy.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("", "document"),
        (" . ", "document"),
        (".pdf", "pdf"),
        ("x" * 10_000_000 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_kept_on_one_visible_line(given_name: str, kept: str) -> None:
    assert kept_name(given_name) == kept


@given(st.text(max_size=400))
def test_a_kept_name_is_short_visible_and_stays_itself(text: str) -> None:
    name = kept_name(text)
    assert 0 < len(name) <= LONGEST
    assert "/" not in name
    assert "\n" not in name
    assert "\u202e" not in name
    assert kept_name(name) == name
    assert ending_of(name) == ending_of(name).lower()
