"""Which column of a file fills which field: guessed first, decided by a person."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import FieldDoesNotExist

from accounts.nearest import closest
from sourcing.importing.lists import ImportList
from vendors.importing.headers import REJECT_HEADERS

IGNORED = ""
#: How alike a header and a column must be to be taken for the same.
NEAR = 0.8


def guess_columns(headers: Sequence[str], listed: ImportList) -> dict[str, str]:
    """Leads from each header to the column it probably is, or to IGNORED."""
    known = {}
    for column in listed.columns:
        known[_plain(column)] = known[_plain(label_of(listed, column))] = column
    guessed = {
        header: known.get(_plain(header), IGNORED)
        for header in headers
        if header not in REJECT_HEADERS
    }
    for header, column in guessed.items():
        near = closest(_plain(header), known, count=1, cutoff=NEAR) if column == IGNORED else []
        if near and known[near[0]] not in guessed.values():
            guessed[header] = known[near[0]]
    return {header: guessed.get(header, IGNORED) for header in headers}


def label_of(listed: ImportList, column: str) -> str:
    """What people call the column."""
    try:
        field = listed.model._meta.get_field(column)
    except FieldDoesNotExist:
        return column.replace("_", " ").capitalize()
    name = str(getattr(field, "verbose_name", column))
    return name[:1].upper() + name[1:]


def problems(chosen: Mapping[str, str], listed: ImportList) -> list[str]:
    """What speaks against a choice of columns."""
    used = [column for column in chosen.values() if column != IGNORED]
    found = [
        f"No column of a file is called {column}."
        for column in used
        if column not in listed.columns
    ]
    found += [
        f"Two columns of the file fill {label_of(listed, column)}; choose one."
        for column in dict.fromkeys(used)
        if used.count(column) > 1
    ]
    found += [
        f"{label_of(listed, column)} is needed in every row, but no column fills it."
        for column in listed.columns
        if listed.is_required(column) and column not in used
    ]
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
