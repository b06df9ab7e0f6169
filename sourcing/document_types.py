"""Which files are kept as documents, and whether one is what its name says.

Pure apart from reading the file it is given. A name's ending says what a file claims to be; its
first bytes, or what lies in its archive, say what it is. Both must agree. Archives (`.zip`) are
not kept: nobody can see from outside what is in one, and a virus check may not look inside.
"""

import codecs
import email.parser
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO

from puremagic.main import identify_all

from sourcing.document_names import ending_of

HEAD = 4096
#: An office file has some dozens of parts; more is a file made to hurt whoever opens it.
MOST_PARTS = 10_000
#: Above this an archive is a bomb rather than a document.
MOST_INFLATED = 2 * 1024**3
_BLOCK = 1024 * 1024


class TypeRefused(ValueError):
    """The file is of a kind that isn't kept, or isn't what its name says."""


@dataclass(frozen=True)
class FileType:
    """`is_one` looks into the file, which it may read from any place."""

    words: str
    media_type: str
    is_one: Callable[[IO[bytes]], bool]


def check_type(name: str, file: IO[bytes]) -> FileType:
    """The type of a file that is what its name says.

    Raises `TypeRefused` with a sentence that names what the file claims to be and what it is.
    """
    ending = ending_of(name)
    claimed = TYPES.get(ending)
    if claimed is None:
        kind = f"ends in .{ending}" if ending else "has no ending such as .pdf"
        raise TypeRefused(f"“{name}” {kind}, which isn't kept here. Upload {ACCEPTED}.")
    if file.seek(0, 2) == 0:
        raise TypeRefused(f"“{name}” is empty: it has 0 bytes. Choose the file again.")
    if not claimed.is_one(file):
        raise TypeRefused(
            f"“{name}” says that it is {claimed.words}, but its content is {content_words(file)}. "
            "Give it its right name or save it anew in the program it comes from."
        )
    return claimed


def content_words(file: IO[bytes]) -> str:
    """What a file's bytes look like, as part of a sentence."""
    for file_type in TYPES.values():
        if file_type.is_one is not _is_text and file_type.is_one(file):
            return file_type.words
    head = _head(file)
    for signature, words in _NOT_KEPT.items():
        if head.startswith(signature):
            return words
    if markup := _MARKUP.match(head):
        return "an SVG picture" if b"svg" in markup.group().lower() else "a web page or XML"
    found = identify_all(head, b"")
    known = [match for match in found if len(match.byte_match) >= 4 and match.offset == 0]
    if known:
        return f"something else: {known[0].name} ({known[0].extension or 'no ending'})"
    return "plain text" if _is_text(file) else "of no known type"


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read(HEAD)


def _starts_with(*signatures: bytes) -> Callable[[IO[bytes]], bool]:
    def is_one(file: IO[bytes]) -> bool:
        return _head(file).startswith(signatures)

    return is_one


def _office(folder: str) -> Callable[[IO[bytes]], bool]:
    """Office Open XML (ECMA-376): a zip with its content types and the program's folder.

    A file with macros is none: its ending would be .docm, .xlsm or .pptm.
    """

    def is_one(file: IO[bytes]) -> bool:
        parts = _parts(file)
        return (
            "[Content_Types].xml" in parts
            and any(part.startswith(folder) for part in parts)
            and not any(part.lower().endswith("vbaproject.bin") for part in parts)
        )

    return is_one


def _open_document(media_type: str) -> Callable[[IO[bytes]], bool]:
    """OpenDocument (ISO/IEC 26300-3, 3.3): the first part of the zip names the type, unpacked."""

    def is_one(file: IO[bytes]) -> bool:
        head = _head(file)
        named = b"mimetype" + media_type.encode()
        return head.startswith(b"PK\x03\x04") and head[30 : 30 + len(named)] == named

    return is_one


def _parts(file: IO[bytes]) -> frozenset[str]:
    """The names in a zip archive; none where it isn't one or wouldn't be safe to open."""
    if not _head(file).startswith(b"PK\x03\x04"):
        return frozenset()
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError):
        return frozenset()
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_INFLATED:
        return frozenset()
    return frozenset(part.filename for part in listed)


def _is_text(file: IO[bytes]) -> bool:
    """Text in UTF-8, UTF-16 with its mark, or an 8-bit code page; not markup, not a script."""
    head = _head(file)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decodes(file, "utf-16")
    if head.startswith(_NOT_PLAIN) or _MARKUP.match(head):
        return False
    file.seek(0)
    while block := file.read(_BLOCK):
        if block.translate(None, _TEXT_BYTES):
            return False
    return True


def _decodes(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := file.read(_BLOCK):
            if "\x00" in decoder.decode(block):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mail(file: IO[bytes]) -> bool:
    """A saved mail (RFC 5322): text that begins with header fields, one of the usual among them."""
    head = _head(file)
    if not re.match(rb"(From [^\n]*\n)?[A-Za-z][A-Za-z0-9-]*:", head) or b"\x00" in head:
        return False
    fields = email.parser.BytesHeaderParser().parsebytes(head)
    return any(name in fields for name in ("From", "Received", "Date", "Return-Path"))


# What text is made of: everything but control characters; tab, line feeds and escapes of old
# mail encodings (ISO-2022) are text too.
_TEXT_BYTES = bytes(set(range(256)) - (set(range(32)) - {9, 10, 12, 13, 27}) - {127})
_MARKUP = re.compile(
    rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|script|svg|\?xml|iframe)\b", re.IGNORECASE
)
#: Begin files that are written in letters and yet are no plain text.
_NOT_PLAIN = (b"%PDF-", b"#!", b"{\\rtf", b"%!PS")
_NOT_KEPT: Mapping[bytes, str] = MappingProxyType(
    {
        b"MZ": "a Windows program",
        b"\x7fELF": "a Linux program",
        b"\xcf\xfa\xed\xfe": "a macOS program",
        b"#!": "a script",
        b"PK\x03\x04": "a ZIP archive or an office file with macros",
        b"PK\x05\x06": "an empty ZIP archive",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an office file from before 2007",
        b"{\\rtf": "an RTF document",
        b"%!PS": "a PostScript document",
        b"GIF8": "a GIF picture",
        b"Rar!": "a RAR archive",
        b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
        b"\x1f\x8b": "a gzip archive",
    }
)
_OPENXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"

_JPEG = FileType("a JPEG picture", "image/jpeg", _starts_with(b"\xff\xd8\xff"))
TYPES: Mapping[str, FileType] = MappingProxyType(
    {
        "pdf": FileType("a PDF document", "application/pdf", _starts_with(b"%PDF-")),
        "docx": FileType(
            "a Word document", f"{_OPENXML}.wordprocessingml.document", _office("word/")
        ),
        "xlsx": FileType("an Excel workbook", f"{_OPENXML}.spreadsheetml.sheet", _office("xl/")),
        "pptx": FileType(
            "a PowerPoint presentation",
            f"{_OPENXML}.presentationml.presentation",
            _office("ppt/"),
        ),
        "odt": FileType("an OpenDocument text", f"{_ODF}.text", _open_document(f"{_ODF}.text")),
        "ods": FileType(
            "an OpenDocument spreadsheet",
            f"{_ODF}.spreadsheet",
            _open_document(f"{_ODF}.spreadsheet"),
        ),
        "odp": FileType(
            "an OpenDocument presentation",
            f"{_ODF}.presentation",
            _open_document(f"{_ODF}.presentation"),
        ),
        "png": FileType("a PNG picture", "image/png", _starts_with(b"\x89PNG\r\n\x1a\n")),
        "jpg": _JPEG,
        "jpeg": _JPEG,
        "eml": FileType("a saved mail", "message/rfc822", _is_mail),
        "csv": FileType("a CSV table", "text/csv", _is_text),
        "txt": FileType("plain text", "text/plain", _is_text),
    }
)
ACCEPTED = "PDF, Word, Excel, PowerPoint, OpenDocument, CSV, TXT, PNG, JPEG or EML files"
