"""Looks for canaries in everything that leaves the application, however it is wrapped."""

import base64
import io
import logging
import re
import zipfile
from typing import Any
from urllib.parse import unquote

from tests.canaries.planting import MARK

_MARK = re.compile(MARK.encode() + rb"[\w.@-]*", re.I)
_WRAPPED = re.compile(rb"[A-Za-z0-9_-]{24,}={0,2}")


def canaries_in(data: bytes) -> set[bytes]:
    """The canaries in some bytes: plain, in a zip's members, and in base64 such as a cursor's."""
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    data += b"\n" + unquote(data.decode("latin-1")).encode("latin-1", "replace")
    found = set(_MARK.findall(data))
    for text in set(_WRAPPED.findall(data)):
        body = text.rstrip(b"=")
        plain = base64.urlsafe_b64decode(body[: len(body) // 4 * 4])
        found |= set(_MARK.findall(plain))
    return found


def bytes_of(answer: Any) -> bytes:
    """Status, headers and the whole body of an answer, streamed or not."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    cookies = answer.cookies.output()
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    wrapped = b"\n".join(sorted(canaries_in(body))) if body.startswith(b"PK\x03\x04") else b""
    return f"{answer.status_code}\n{head}\n{cookies}\n".encode() + body + b"\n" + wrapped


def look(answer: Any, what: str, echoed: str = "") -> bytes:
    """Fails where an answer holds a canary, other than one that was just asked for."""
    data = bytes_of(answer)
    left = re.sub(re.escape(echoed).encode(), b"", data, flags=re.I) if echoed else data
    found = canaries_in(left)
    assert not found, f"{what} ({answer.status_code}) tells {sorted(found)[:3]}"
    return data


class Listener(logging.Handler):
    """Keeps each log line with all that is attached to it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        attached = {
            name: value
            for name, value in vars(record).items()
            if name not in {"args", "request", "sql", "params"}
        }
        self.lines.append(f"{record.getMessage()} {attached}")
