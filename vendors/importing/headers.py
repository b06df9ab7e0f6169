"""Do the headers of a file fit its mapping?"""

from collections import Counter
from typing import Protocol

from vendors.importing.nearest import nearest
from vendors.importing.refusal import FileRefused, quoted

REJECT_HEADERS = ("rejected_line", "rejected_because")
"""Added to a file of rejected rows; ignored when the corrected file is imported again."""
LISTED = 10


class HeaderMapping(Protocol):
    """What any mapping knows of headers: all of them, and those a file must have."""

    @property
    def name(self) -> str: ...

    @property
    def headers(self) -> tuple[str, ...]: ...

    @property
    def expected_headers(self) -> tuple[str, ...]: ...


def match_headers(
    headers: tuple[str, ...], mapping: HeaderMapping, file_name: str
) -> dict[str, str]:
    """Leads from each header of the mapping to the spelling in the file, where it is there.

    Upper and lower case make no difference. Raises FileRefused that names every unknown, repeated
    and missing header.
    """
    known = {header.casefold(): header for header in mapping.headers}
    found = {header.casefold(): header for header in headers}
    problems = [
        *_unknown(headers, known),
        *_repeated(headers),
        *_missing(mapping, found),
    ]
    if problems:
        raise FileRefused(
            f"{file_name}: the header does not fit the mapping {mapping.name}. "
            f"{' '.join(problems)} The mapping knows {', '.join(mapping.headers)}."
        )
    return {known[key]: header for key, header in found.items() if key in known}


def _unknown(headers: tuple[str, ...], known: dict[str, str]) -> list[str]:
    sentences = [
        f"Unknown column {quoted(header)}{nearest(header, known.values())}."
        if header
        else f"Column {number} has no name."
        for number, header in enumerate(headers, 1)
        if header.casefold() not in known and header not in REJECT_HEADERS
    ]
    return _shortened(sentences, "unknown columns")


def _repeated(headers: tuple[str, ...]) -> list[str]:
    counts = Counter(header.casefold() for header in headers if header)
    repeated = [header for header, count in counts.items() if count > 1]
    return _shortened([f"Column {quoted(h)} stands more than once." for h in repeated], "columns")


def _missing(mapping: HeaderMapping, found: dict[str, str]) -> list[str]:
    missing = [h for h in mapping.expected_headers if h.casefold() not in found]
    return [f"Missing column {quoted(header)}." for header in missing]


def _shortened(sentences: list[str], what: str) -> list[str]:
    if len(sentences) <= LISTED:
        return sentences
    return [*sentences[:LISTED], f"And {len(sentences) - LISTED:,} more {what}."]
