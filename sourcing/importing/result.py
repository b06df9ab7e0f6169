"""What an import did or would do, row by row."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sourcing.models.file_import import Outcome

#: New and changed rows that are listed; refused ones all are.
MOST_LISTED = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it is about, and its details as `ImportLine` keeps them."""

    outcome: Outcome
    what: str
    line: int | None = None
    details: tuple[tuple[str, str, str], ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)


class Result:
    """Counts all lines, keeps those to be listed, and sums everything up in a fingerprint."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.lines: list[Line] = []
        self._sum = 0

    def add(self, line: Line) -> None:
        """Takes in one row."""
        self.counts[line.outcome] += 1
        said = [line.outcome, line.what, line.line, line.details]
        # Added up, since the database doesn't always write in the same order.
        digest = hashlib.sha256(json.dumps(said).encode()).digest()
        self._sum = (self._sum + int.from_bytes(digest)) % 2**256
        is_listed = line.outcome is Outcome.REFUSED or (
            line.outcome is not Outcome.UNCHANGED and self.counts[line.outcome] <= MOST_LISTED
        )
        if is_listed:
            self.lines.append(line)

    @property
    def fingerprint(self) -> str:
        return f"{self._sum:064x}"
