"""One column of a contract file: which field it fills, and what its cells may hold."""

from dataclasses import dataclass, field

from vendors.importing.cells import CellParser, CellRefused, CellValue
from vendors.importing.text_marker import without_marker

SPREADSHEET_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """`header` is the file's spelling; `words` lead from casefolded cells to the field's values,
    `blanks` are casefolded cells that count as empty.
    """

    header: str
    name: str
    parse: CellParser
    required: bool = False
    words: dict[str, str] = field(default_factory=dict)
    blanks: frozenset[str] = frozenset()

    def read(self, cell: str) -> CellValue | None:
        """The value of a cell, None for a blank one; raises CellRefused."""
        text = cell.strip()
        if not text or (self.blanks and text.casefold() in self.blanks):
            if self.required:
                raise CellRefused(f"a value for {self.name}")
            return None
        if text[0] in "=#'":
            text = _plain(text)
        if self.words:
            text = self.words.get(text.casefold(), text)
        return self.parse(text)


def _plain(text: str) -> str:
    if text in SPREADSHEET_ERRORS:
        raise CellRefused("a value, not the error of a spreadsheet formula")
    if text.startswith("="):
        raise CellRefused("a value; the result of this formula is not stored in the file")
    return without_marker(text)
