"""Opens a file of work items, with the guards of contract files, and reads all of it."""

from datetime import datetime
from pathlib import Path

from sourcing.work_item_mapping import WorkItemMapping
from sourcing.work_item_rows import WorkItemReader, WorkItemRecords
from vendors.importing.headers import match_headers
from vendors.importing.mapping import ContractMapping
from vendors.importing.refusal import FileRefused
from vendors.importing.sheets import open_sheet


def read_work_items(
    path: Path, mapping: WorkItemMapping, *, not_after: datetime
) -> WorkItemRecords:
    """The work items of a CSV, gzip-compressed CSV or XLSX file, and what is wrong with its rows.

    Moments after `not_after` are refused; pass the present. Raises FileRefused when the file as a
    whole can't be read or doesn't fit the mapping.
    """
    layout = ContractMapping(
        mapping.name,
        columns={},
        encoding=mapping.encoding,
        delimiter=mapping.delimiter,
        sheet=mapping.sheet,
    )
    with open_sheet(path, layout) as sheet:
        reader = WorkItemReader(mapping, _spelling(sheet.headers, mapping, path), not_after)
        reference = reader.columns["reference"].header
        for raw in sheet.rows:
            if raw.problem:
                reader.rows += 1
                reader.refuse([raw.problem], raw.cells.get(reference, "").strip())
            else:
                reader.add(raw.line, raw.cells)
    if not reader.rows:
        raise FileRefused(f"{path.name}: there is a header, but no row under it.")
    return reader.result()


def _spelling(headers: tuple[str, ...], mapping: WorkItemMapping, path: Path) -> dict[str, str]:
    known = {header.casefold() for header in mapping.headers}
    if mapping.ignores_others:
        headers = tuple(header for header in headers if header.casefold() in known)
    return match_headers(headers, mapping, path.name)
