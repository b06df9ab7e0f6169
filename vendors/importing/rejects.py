"""Writes rejected rows beside the file, ready to be corrected and imported again."""

import csv
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from vendors.importing.contract_file import RejectedRow
from vendors.importing.headers import REJECT_HEADERS
from vendors.importing.mapping import ContractMapping
from vendors.importing.refusal import FileRefused
from vendors.importing.text_marker import with_marker


def rejects_path(path: Path) -> Path:
    """`contracts.csv`, `contracts.csv.gz` or `contracts.xlsx` → `contracts.rejected.csv`."""
    stem = path.name
    for suffix in (".gz", ".csv", ".xlsx"):
        stem = stem[: -len(suffix)] if stem.lower().endswith(suffix) else stem
    return path.with_name(f"{stem}.rejected.csv")


def write_rejects(
    target: Path,
    headers: tuple[str, ...],
    rows: Iterable[RejectedRow],
    mapping: ContractMapping,
) -> int:
    """Writes the original columns, the line and the reasons; returns how many rows.

    The file is in the mapping's own encoding and delimiter, and appears complete or not at all;
    one of the same name is replaced. Raises FileRefused when it can't be written.
    """
    temporary: Path | None = None
    try:
        with NamedTemporaryFile(
            "w",
            dir=target.parent,
            prefix=f".{target.name}.",
            delete=False,
            newline="",
            encoding="utf-8-sig" if mapping.encoding == "utf-8" else mapping.encoding,
            errors="replace",
        ) as file:
            temporary = Path(file.name)
            writer = csv.writer(file, delimiter=mapping.delimiter)
            own = tuple(header for header in headers if header not in REJECT_HEADERS)
            writer.writerow([*own, *REJECT_HEADERS])
            written = 0
            for row in rows:
                cells = [with_marker(row.cells[header]) for header in own]
                writer.writerow([*cells, row.line, _reasons(row)])
                written += 1
        temporary.replace(target)
    except OSError as error:
        raise FileRefused(
            f"{target}: the rejected rows can not be written ({error.strerror})."
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return written


def _reasons(row: RejectedRow) -> str:
    return "; ".join(
        f"{error.column or error.value}: expected {error.expected}" for error in row.errors
    )
