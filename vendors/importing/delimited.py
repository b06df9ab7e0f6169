"""Records of a delimited text file, as a stream, each with the line on which it begins."""

import csv
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from vendors.importing.limits import MAX_BYTES, MAX_LINES, MAX_RECORD_BYTES
from vendors.importing.refusal import FileRefused

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

type Record = tuple[int, list[str]]


def read_records(source: BinaryIO, *, name: str, encoding: str, delimiter: str) -> Iterator[Record]:
    """Yields (line, cells); lines of nothing but blanks and delimiters are left out.

    `source` gives the unpacked bytes. Raises FileRefused on anything that makes the rest of the
    text unreadable: a wrong encoding, NUL bytes, a quoted cell that is not closed.
    """
    lines = _Lines(source, name, encoding, delimiter)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin_record()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise lines.broken_record(error) from error
        if cells is None:
            return
        if cells:
            yield lines.record_line, cells


class _Lines:
    """The decoded lines of a file, which know where they stand.

    Lines are cut from the bytes before they are decoded: so the place of a byte that doesn't
    decode is exact, and no more than one record is ever in memory.
    """

    def __init__(self, source: BinaryIO, name: str, encoding: str, delimiter: str) -> None:
        self.source = source
        self.name = name
        self.encoding = encoding
        self.delimiter = delimiter
        self.line = 0
        self.offset = self.length = 0
        self.blank = f" \t\r\n{delimiter}".encode()
        self.record_line = 1
        self.record: list[str] = []
        self.record_bytes = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def begin_record(self) -> None:
        self.record_line = self.line + 1
        self.record.clear()
        self.record_bytes = 0

    def __next__(self) -> str:
        raw = self._next_line()
        # Spreadsheet programs may append a million lines of delimiters; they are skipped early.
        while not self.record and raw and not raw.strip(self.blank):
            self.record_line = self.line + 1
            self.record_bytes = 0
            raw = self._next_line()
        if not raw:
            raise StopIteration
        text = self._decode(raw)
        self.record.append(text)
        return text

    def _next_line(self) -> bytes:
        self.offset += self.length
        raw = self._read()
        self.length = len(raw)
        if raw:
            self.line += 1
            self._check(raw)
        return raw

    def _read(self) -> bytes:
        try:
            raw = self.source.readline(MAX_RECORD_BYTES + 1)
        except (EOFError, OSError, zlib.error) as error:
            raise FileRefused(
                f"{self.name}: the compressed file is damaged or cut off after line "
                f"{self.line:,} ({error})."
            ) from error
        if self.line == 0 and raw.startswith(BYTE_ORDER_MARK):
            return self._without_mark(raw)
        return raw

    def _without_mark(self, raw: bytes) -> bytes:
        if self.encoding != "utf-8":
            raise FileRefused(
                f"{self.name}: the file begins with the mark of UTF-8 text, but the mapping "
                f"expects {self.encoding}; set format: encoding: utf-8 in the mapping."
            )
        self.offset = len(BYTE_ORDER_MARK)
        return raw[len(BYTE_ORDER_MARK) :]

    def _check(self, raw: bytes) -> None:
        self.record_bytes += len(raw)
        if b"\0" in raw:
            at = self.offset + raw.index(b"\0")
            raise FileRefused(
                f"{self.name}, line {self.line}: the byte at position {at:,} is zero, so this "
                f"is not {self.encoding} text (UTF-16, or not text at all); save it as CSV UTF-8."
            )
        if self.line == 1 and b"\r" in raw.rstrip(b"\r\n"):
            raise FileRefused(
                f"{self.name}: its lines end with a carriage return alone, as on old Macs; "
                "expected line feeds (Unix) or carriage return and line feed (Windows)."
            )
        if self.record_bytes > MAX_RECORD_BYTES:
            raise self._too_long(raw)
        if self.offset + len(raw) > MAX_BYTES or self.line > MAX_LINES:
            raise FileRefused(
                f"{self.name}: more than {MAX_BYTES // 2**20} MB of text or {MAX_LINES:,} lines; "
                "split it into several files, an import adds to what is already there."
            )

    def _too_long(self, raw: bytes) -> FileRefused:
        if self.line == self.record_line:
            return FileRefused(
                f"{self.name}, line {self.line}: the line is longer than "
                f"{MAX_RECORD_BYTES // 2**20} MB; is this a table?"
            )
        self.record.append(raw.decode(self.encoding, "replace"))
        return self._unclosed()

    def _decode(self, raw: bytes) -> str:
        try:
            return raw.decode(self.encoding)
        except UnicodeDecodeError as error:
            byte = raw[error.start]
            raise FileRefused(
                f"{self.name}, line {self.line}: the byte 0x{byte:02X} at position "
                f"{self.offset + error.start:,} is not {self.encoding} text. Save the file as "
                f"{'CSV UTF-8' if self.encoding == 'utf-8' else self.encoding}, or name its real "
                "encoding in the mapping (format: encoding: windows-1252, for example)."
            ) from error

    def broken_record(self, error: csv.Error) -> FileRefused:
        """What to say about a record that the CSV reader could not make sense of."""
        if "new-line character" in str(error):
            return FileRefused(
                f"{self.name}, line {self.line}: a carriage return stands alone in the line; "
                "expected the line end of the other lines, or quotation marks around the cell."
            )
        if "field limit" in str(error) and not any('"' in text for text in self.record):
            return FileRefused(
                f"{self.name}, line {self.line}: a cell has more than "
                f"{csv.field_size_limit():,} characters."
            )
        return self._unclosed()

    def _unclosed(self) -> FileRefused:
        line = _line_of_open_quote(self.record, self.record_line, self.delimiter)
        return FileRefused(
            f"{self.name}, line {line}: a quoted cell opens here and is not closed where it "
            "should be; expected a closing quotation mark before the next delimiter or line end "
            "(a quotation mark inside a quoted cell is written twice)."
        )


def _line_of_open_quote(record: list[str], first: int, delimiter: str) -> int:
    """The line on which the quoted cell opens that breaks a record starting on line `first`."""
    opened, state = first, "start"
    for line, text in enumerate(record, first):
        for character in text:
            if state == "start" and character == '"':
                opened, state = line, "inside"
            elif state == "inside":
                state = "closing" if character == '"' else "inside"
            elif state == "closing" and character == '"':
                state = "inside"
            elif character in {delimiter, "\n", "\r"}:
                state = "start"
            elif state == "closing":
                return opened
            else:
                state = "plain"
    return opened
