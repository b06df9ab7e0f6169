"""How a contract file is turned down: one exception, and one record for each bad cell."""

from dataclasses import dataclass

EXCERPT_LENGTH = 60


@dataclass(frozen=True, slots=True)
class RowError:
    """One cell (or one whole row) that cannot be taken.

    `line` counts from 1 and includes the header; in a workbook it is the sheet's row number.
    `column` is the header as the file spells it, empty when the whole row is meant.
    `value` is what stands there (of a long text the beginning); `expected` completes the
    sentence "expected ...".
    """

    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        if not self.column:
            return f"line {self.line}: {self.value}; expected {self.expected}"
        found = quoted(self.value) if self.value else "blank"
        return f'line {self.line}, column "{self.column}": {found}; expected {self.expected}'


class FileRefused(Exception):
    """A contract file is not taken; nothing of it has been stored.

    `reason` is a sentence for the person who sent the file; `errors` lists the bad rows, if the
    rows are the reason. The text of the exception is both.
    """

    def __init__(self, reason: str, errors: tuple[RowError, ...] = ()) -> None:
        self.reason = reason
        self.errors = errors
        super().__init__("\n".join([reason, *map(str, errors)]))


class MappingRefused(FileRefused):
    """The mapping file, not the contract file, is wrong."""


def quoted(text: str) -> str:
    """The text in quotation marks, shortened, with control characters made visible."""
    short = text if len(text) <= EXCERPT_LENGTH else text[: EXCERPT_LENGTH - 1] + "…"
    visible = "".join(c if c.isprintable() else repr(c)[1:-1] for c in short)
    return f'"{visible}"'
