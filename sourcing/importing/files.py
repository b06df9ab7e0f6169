"""Opens an uploaded file for lists, with the guards of contract files."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vendors.importing.limits import MAX_COLUMNS
from vendors.importing.mapping import ContractMapping
from vendors.importing.refusal import FileRefused
from vendors.importing.sheets import Sheet, open_sheet

DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 64 * 1024


@contextmanager
def open_list(path: Path) -> Iterator[Sheet]:
    """The file's headers and rows; the separator of a text file is found in its first line.

    Raises FileRefused, also while rows are read.
    """
    mapping = ContractMapping(name="list", columns={}, delimiter=_delimiter(path))
    with open_sheet(path, mapping) as sheet:
        named = [header for header in sheet.headers if header]
        if len(named) > MAX_COLUMNS:
            raise FileRefused(f"{path.name}: {len(named):,} columns, at most {MAX_COLUMNS}.")
        twice = {header for header in named if named.count(header) > 1}
        if twice:
            raise FileRefused(
                f"{path.name}: the column {sorted(twice)[0]} stands more than once; rename one."
            )
        yield sheet


def _delimiter(path: Path) -> str:
    if path.name.lower().endswith(".xlsx"):
        return ","
    try:
        opened = gzip.open if path.name.lower().endswith(".gz") else open
        with opened(path, "rb") as file:
            first = file.read(LOOKED_AT).split(b"\n", 1)[0].decode("utf-8", "replace")
    except (EOFError, OSError):
        return ","  # What is wrong with the file is told when it is read.
    return max(DELIMITERS, key=first.count)
