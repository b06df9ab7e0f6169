"""What rows of one file may not say of each other."""

from datetime import date

from vendors.importing.contract_row import ContractRow
from vendors.importing.refusal import RowError
from vendors.importing.sheets import RawRow


class Consistency:
    """Remembers what the rows so far have said; one object per reading of a file."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str, date], tuple[int, int]] = {}
        self.currencies: dict[str, tuple[int, str]] = {}

    def repeated_line(self, row: ContractRow, raw: RawRow) -> int | None:
        """The line of an earlier row that is the same in every cell."""
        line, content = self.items.get(_key(row), (0, 0))
        return line if line and content == _content(raw) else None

    def contradiction(self, row: ContractRow, raw: RawRow) -> RowError | None:
        """What an earlier row says otherwise; if nothing does, this row is remembered."""
        line, _ = self.items.setdefault(_key(row), (row.line, _content(raw)))
        if line != row.line:
            value = f"item {row.item_number} from {row.first_day}, as in line {line}"
            return RowError(row.line, "", value, "each item and first day once, or the same twice")
        line, currency = self.currencies.setdefault(row.contract_number, (row.line, row.currency))
        if currency != row.currency:
            value = f"contract {row.contract_number} in {row.currency}"
            return RowError(row.line, "", value, f"{currency} as in line {line}")
        return None


def _key(row: ContractRow) -> tuple[str, str, date]:
    return row.contract_number, row.item_number, row.first_day


def _content(raw: RawRow) -> int:
    # A hash instead of the row itself: a file's rows are not kept in memory.
    return hash(tuple(text.strip() for text in raw.cells.values()))
