"""What a backup says about itself, and whether that is still true.

A backup is a folder: `database.dump` (PostgreSQL's custom format), `files/` (the documents) and
`manifest.json` with the size and SHA-256 of each, the rows of each table and the migrations.
`manifest.sha256` is the manifest's own checksum.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = "longshore-backup/1"
MANIFEST, CHECKSUM, DUMP, FILES = "manifest.json", "manifest.sha256", "database.dump", "files"


class BackupRefused(ValueError):
    """The folder is no backup, or not the one that was made; the text names what is wrong."""


@dataclass(frozen=True)
class Entry:
    """One file of the backup: its path below the folder, bytes, and SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`server_version` is a number such as 180003; `tables` maps each to its rows."""

    format: str
    created_at: str
    server_version: int
    migrations: list[str]
    tables: dict[str, int]
    entries: list[Entry]


def entry(folder: Path, path: Path) -> Entry:
    """Measures a file of the backup."""
    return Entry(str(path.relative_to(folder)), path.stat().st_size, sha256(path))


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    (folder / CHECKSUM).write_text(f"{sha256(folder / MANIFEST)}  {MANIFEST}\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Reads and checks the manifest itself. Raises `BackupRefused`."""
    path = folder / MANIFEST
    if not path.is_file():
        raise BackupRefused(f"{folder} holds no {MANIFEST}: it is no backup, or an unfinished one.")
    try:
        expected = (folder / CHECKSUM).read_text(encoding="utf-8").split()[0]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise BackupRefused(f"{folder / CHECKSUM} is missing or can't be read.") from error
    if sha256(path) != expected:
        raise BackupRefused(f"{path} was changed after the backup: its checksum differs.")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise BackupRefused(f"{path} is of format {raw['format']}; expected {FORMAT}.")
        return Manifest(**{**raw, "entries": [Entry(**item) for item in raw["entries"]]})
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, BackupRefused):
            raise
        raise BackupRefused(f"{path} can't be read: {error}") from error


def problems(folder: Path, manifest: Manifest) -> Iterator[str]:
    """A sentence for each entry that is missing or not as it was."""
    for item in manifest.entries:
        path = folder / item.path
        if not path.resolve().is_relative_to(folder.resolve()):
            yield f"{item.path} leads out of the backup."
        elif not path.is_file():
            yield f"{item.path} is missing."
        elif path.stat().st_size != item.size:
            yield f"{item.path} has {path.stat().st_size} bytes; expected {item.size}."
        elif sha256(path) != item.sha256:
            yield f"{item.path} is damaged: its checksum differs."
