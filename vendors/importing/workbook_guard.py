"""Looks through an XLSX file before it is opened, so that a hostile one can't exhaust memory.

A workbook is a ZIP archive of XML. Its directory is checked first, then every XML part is
unpacked as a stream through a parser that refuses document types and entities and counts
elements. Only then does openpyxl, which keeps parts of it in memory, see the file.
"""

import zlib
from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from vendors.importing.limits import (
    MAX_ELEMENTS_IN_ROW,
    MAX_PART_ELEMENTS,
    MAX_ROW_ELEMENTS,
    MAX_SHARED_STRING_ELEMENTS,
    MAX_SHARED_STRINGS_BYTES,
    MAX_SHEET_ROW,
    MAX_WORKBOOK_BYTES,
    MAX_WORKBOOK_PART_BYTES,
    MAX_WORKBOOK_PARTS,
    MAX_WORKBOOK_RATIO,
    MAX_WORKBOOK_ROW_BYTES,
    MAX_WORKBOOK_TEXT_BYTES,
)
from vendors.importing.refusal import FileRefused

MEGABYTE = 2**20
CHUNK = 64 * 1024
HARMLESS_BYTES = 8 * MEGABYTE
"""Below this size a high compression ratio is left alone: empty styled sheets pack well."""


UNREADABLE = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SAXException,
    zlib.error,
)


class _Refused(SAXException):
    """Stops the parser; the message completes "file: ..."."""


def inspect_workbook(source: IO[bytes], name: str) -> bool:
    """Refuses what isn't a harmless XLSX file; says whether any of its cells holds a formula."""
    try:
        with ZipFile(source) as archive:
            parts = archive.infolist()
            _check_directory(parts, name)
            return sum(_inspect(archive, part) for part in parts) > 0
    except _Refused as error:
        raise FileRefused(f"{name}: {error.getMessage()}") from error
    except DefusedXmlException as error:
        raise FileRefused(
            f"{name}: the workbook declares XML entities, which no spreadsheet program writes."
        ) from error
    except UNREADABLE as error:
        raise FileRefused(f"{name}: the workbook is damaged ({error}).") from error


def _check_directory(parts: list[ZipInfo], name: str) -> None:
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise FileRefused(f"{name}: {_what_instead(names)}; expected an Excel workbook (.xlsx).")
    if len(parts) > MAX_WORKBOOK_PARTS or len(names) < len(parts):
        raise FileRefused(f"{name}: the workbook has too many or repeated parts ({len(parts):,}).")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MAX_WORKBOOK_BYTES:
        raise FileRefused(
            f"{name}: the workbook unpacks to {unpacked / MEGABYTE:,.0f} MB, at most "
            f"{MAX_WORKBOOK_BYTES // MEGABYTE} MB are read; save the sheet as CSV UTF-8 instead."
        )
    if unpacked > HARMLESS_BYTES and unpacked > packed * MAX_WORKBOOK_RATIO:
        raise FileRefused(
            f"{name}: the workbook unpacks to {unpacked / MEGABYTE:,.0f} MB from "
            f"{packed / MEGABYTE:,.1f} MB, which no real table does."
        )


def _what_instead(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "a binary workbook (.xlsb)"
    if "content.xml" in names:
        return "an OpenDocument file (.ods)"
    return "a ZIP archive without a workbook"


def _inspect(archive: ZipFile, part: ZipInfo) -> bool:
    parser = DefusedExpatParser(forbid_dtd=True)
    counter = _ElementCounter(part.filename)
    parser.setContentHandler(counter)
    with archive.open(part) as content:
        chunk = content.read(CHUNK)
        if not _is_xml(part, chunk):
            return False
        # The directory may lie about sizes, so what is really unpacked counts.
        while chunk:
            counter.count_bytes(len(chunk))
            parser.feed(chunk)
            chunk = content.read(CHUNK)
    parser.close()
    return counter.has_formulas


def _is_xml(part: ZipInfo, beginning: bytes) -> bool:
    # By content as well as by name, because a part's role doesn't follow from its name.
    return part.filename.endswith((".xml", ".rels")) or beginning[:256].lstrip().startswith(
        (b"<?xml", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
    )


class _ElementCounter(ContentHandler):
    """Measures what reading a part would keep in memory.

    openpyxl holds a whole row of a sheet at a time, and of every other part everything.
    """

    def __init__(self, part_name: str) -> None:
        super().__init__()
        self.part_name = part_name
        self.holds_strings = part_name.lower().endswith("sharedstrings.xml")
        self.has_formulas = False
        self.bytes = self.bytes_since_element = self.bytes_in_row = 0
        self.elements = self.elements_in_row = 0
        self.rows = self.row = 0
        self.in_row = False

    def count_bytes(self, number: int) -> None:
        """Called for every chunk before it is parsed."""
        self.bytes += number
        self.bytes_since_element += number
        self.bytes_in_row += number if self.in_row else 0
        if self.bytes > self._byte_limit():
            raise self._too_big(f"unpacks to more than {self._byte_limit() // MEGABYTE} MB")
        if self.bytes_since_element > MAX_WORKBOOK_TEXT_BYTES + CHUNK:
            raise self._too_big("holds a text of more than 1 MB")
        if self.bytes_in_row > MAX_WORKBOOK_ROW_BYTES + CHUNK:
            raise self._too_big(f"has more than 2 MB in row {self.row}")

    def _byte_limit(self) -> int:
        if self.rows:
            return MAX_WORKBOOK_BYTES
        return MAX_SHARED_STRINGS_BYTES if self.holds_strings else MAX_WORKBOOK_PART_BYTES

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Counts the element where it stands: in a row, or for good."""
        self.bytes_since_element = 0
        tag = name.rpartition(":")[2]
        if tag == "row":
            self._begin_row(attrs.get("r"))
        elif tag == "f":
            self.has_formulas = True
        if self.in_row:
            self.elements_in_row += 1
            if self.elements_in_row > MAX_ELEMENTS_IN_ROW:
                raise self._too_big(f"has too many cells in row {self.row}")
        else:
            self._count_for_good()

    def _count_for_good(self) -> None:
        self.elements += 1
        limit = MAX_SHARED_STRING_ELEMENTS if self.holds_strings else MAX_PART_ELEMENTS
        if self.elements > limit:
            raise self._too_big(f"has more than {limit:,} elements")

    def endElement(self, name: str) -> None:
        """Leaves the row."""
        if name.rpartition(":")[2] == "row":
            self.in_row = False

    def _begin_row(self, number: str | None) -> None:
        row = _row_number(number, self.row)
        if self.in_row or not self.row < row <= MAX_SHEET_ROW:
            raise _Refused(f"{self.part_name} numbers its rows wrongly ({number}).")
        self.in_row, self.row = True, row
        self.bytes_in_row = self.elements_in_row = 0
        self.rows += 1
        if self.rows > MAX_ROW_ELEMENTS:
            raise self._too_big(f"has more than {MAX_ROW_ELEMENTS:,} rows")

    def _too_big(self, what: str) -> _Refused:
        return _Refused(
            f"{self.part_name} {what}; delete what is not needed (also empty but formatted rows "
            "and columns) or save the sheet as CSV UTF-8 instead."
        )


def _row_number(number: str | None, previous: int) -> int:
    if number is None:
        return previous + 1
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0
