"""Asks a virus scanner about a file: ClamAV's daemon, or a function of one's own.

Knows nothing of documents and opens no transaction; what is asked may take minutes.
"""

import socket
import struct
from collections.abc import Callable
from typing import IO
from urllib.parse import unquote, urlsplit

from django.utils.module_loading import import_string

#: Between two answers of the daemon; a large archive takes it long.
TIMEOUT = 120
_BLOCK = 64 * 1024

type Scanner = Callable[[IO[bytes]], str]


class ScannerFailed(Exception):
    """The scanner couldn't be reached or gave no verdict; the file must be asked about again."""


def scanner(setting: str) -> Scanner:
    """The scanner that `DOCUMENT_SCANNER` names.

    A scanner takes an open file and returns what it found, such as `Eicar-Test-Signature`, or an
    empty text for a clean file. Raises `ScannerFailed` when it can't tell.
    """
    address = urlsplit(setting)
    if address.scheme == "clamd":
        where = (address.hostname or "127.0.0.1", address.port or 3310)
        return lambda file: _ask_clamd(file, lambda: socket.create_connection(where, TIMEOUT))
    if address.scheme == "clamd+unix":
        return lambda file: _ask_clamd(file, lambda: _unix(unquote(address.path)))
    found: Scanner = import_string(setting)
    return found


def _unix(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(TIMEOUT)
    connection.connect(path)
    return connection


def _ask_clamd(file: IO[bytes], connect: Callable[[], socket.socket]) -> str:
    """INSTREAM of clamd(8): blocks, each after its length; a block of length zero ends the file."""
    try:
        with connect() as connection:
            connection.sendall(b"zINSTREAM\0")
            while block := file.read(_BLOCK):
                connection.sendall(struct.pack("!L", len(block)) + block)
            connection.sendall(struct.pack("!L", 0))
            answer = _answer(connection)
    except OSError as error:
        raise ScannerFailed(f"The virus scanner can't be reached: {error}") from error
    verdict = answer.removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise ScannerFailed(f"The virus scanner answered {answer[:200]!r}.")


def _answer(connection: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and (part := connection.recv(4096)):
        received += part
    return received.rstrip(b"\0").decode("utf-8", "replace")
