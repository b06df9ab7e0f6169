"""Small files of every kind that is kept, and of some that aren't."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 64
PROGRAM = b"MZ\x90\0\x03\0\0\0" + b"\0" * 256
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
MAIL = b"Received: by mail.example\r\nFrom: vera@harbor.example\r\nSubject: Terms\r\n\r\nHello.\r\n"
CSV = "vendor;amount\nBorel & Fils;1 234,50 €\n".encode()
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def zipped(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        if first:
            file.writestr(*first)
        for name in names:
            file.writestr(name, b"<xml/>")
    return archive.getvalue()


def office(folder: str, *more: str) -> bytes:
    return zipped("[Content_Types].xml", f"{folder}/document.xml", *more)


def open_document(kind: str) -> bytes:
    media_type = f"application/vnd.oasis.opendocument.{kind}".encode()
    return zipped("content.xml", first=("mimetype", media_type))


GENUINE = {
    "a.pdf": PDF,
    "a.docx": office("word"),
    "a.xlsx": office("xl"),
    "a.pptx": office("ppt"),
    "a.odt": open_document("text"),
    "a.ods": open_document("spreadsheet"),
    "a.odp": open_document("presentation"),
    "a.png": PNG,
    "a.jpg": JPEG,
    "a.JPEG": JPEG,
    "a.eml": MAIL,
    "a.csv": CSV,
    "b.csv": "vendor,amount\nÉlan,5\n".encode("cp1252"),
    "a.txt": "Grüße an alle\n".encode("utf-16"),
}
