"""One list of everything that somebody has to do: actions, obligations, renewals to decide.

Pure: no database, and the day is an argument. Worst first: what is overdue leads, the longest
overdue first; then the most pressing, then the earliest due.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class LineKind(StrEnum):
    ACTION = "action"
    OBLIGATION = "obligation"
    RENEWAL = "renewal"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do. `owner_id` is None where nobody sees to it; a closed one isn't overdue.

    `priority` goes from 1 (low) to 4 (urgent). `id` is that of the row of its kind.
    """

    kind: LineKind
    id: UUID
    title: str
    owner_id: UUID | None
    due_on: date | None
    priority: int
    is_open: bool = True


def is_overdue(line: Line, today: date) -> bool:
    """Whether its last day has passed; the day itself is still in time."""
    return line.is_open and line.due_on is not None and line.due_on < today


def worst_first(lines: Iterable[Line], today: date) -> list[Line]:
    return sorted(lines, key=lambda line: _badness(line, today))


def _badness(line: Line, today: date) -> tuple[bool, date, int, date, str, UUID]:
    due_on = line.due_on or date.max
    late = is_overdue(line, today)
    return (not late, due_on if late else date.min, -line.priority, due_on, line.title, line.id)
