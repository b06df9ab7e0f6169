"""The parts of a record's page that are read rather than filled in: facts and tables."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A table's column; `figures` aligns it right."""

    title: str
    figures: bool = False


@dataclass(frozen=True)
class Section:
    """A titled part of a page: facts (label and value), a table, or both.

    `sentence` says what the part answers, with the figure in it. `empty` stands in place of a
    table without rows and says why there is nothing and what to do. Cells are text or safe
    HTML. `body` is safe HTML for what is neither facts nor a table. `more` is the address of the
    full list, `more_text` its words.
    """

    title: str
    sentence: str = ""
    facts: Sequence[tuple[str, object]] = ()
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[object]] = ()
    empty: str = "Nothing is recorded here."
    body: str = ""
    more: str = ""
    more_text: str = "Open the list"

    @property
    def cells(self) -> list[list[tuple[Column, object]]]:
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]
