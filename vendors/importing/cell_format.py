"""How the cells of a file are written: dates, numbers, yes and no, blanks."""

from dataclasses import dataclass
from functools import cached_property

SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"


@dataclass(frozen=True)
class CellFormat:
    """Declared once per mapping.

    `dates` are `strptime` formats in the order in which they are tried. `blanks`, `yes` and `no`
    are compared without regard to case and are kept casefolded.
    """

    dates: tuple[str, ...] = ()
    decimal_mark: str = "."
    thousands_mark: str = ","
    currency_symbol: str = ""
    yes: frozenset[str] = frozenset({"yes", "y", "true", "1"})
    no: frozenset[str] = frozenset({"no", "n", "false", "0"})
    blanks: frozenset[str] = frozenset()

    @cached_property
    def number_marks(self) -> dict[int, str]:
        """Turns the declared marks into a comma for thousands and a point for decimals.

        Marks that were not declared become a letter, so that they are refused, not guessed.
        """
        marks = {ord(mark): "x" for mark in ".,'" + SPACES}
        thousands = SPACES if self.thousands_mark == " " else self.thousands_mark
        marks |= {ord(mark): "," for mark in thousands}
        return marks | {ord(self.decimal_mark): "."}

    def example_amount(self) -> str:
        """A negative-free amount with both marks, for messages."""
        return f"20{self.thousands_mark}000{self.decimal_mark}50"
