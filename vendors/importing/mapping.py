"""Which column of a contract file fills which field: a mapping, read from a YAML file.

`vendors/mappings/longshore.yaml` documents every setting and is the file to copy.
"""

from dataclasses import dataclass, field

from vendors.importing.cell_format import CellFormat
from vendors.importing.cells import CellValue
from vendors.importing.fields import REQUIRED_FIELDS


@dataclass(frozen=True)
class ContractMapping:
    """How one organization's contract files are laid out.

    `columns` and `values` lead from what stands in the file to what Longshore calls it; `values`
    has a table for each field, its keys casefolded. `required` fields must not be blank in any
    row. `days_remaining` is the column that, taken from a contract's last day, gives the day on
    which the file was drawn up; its figures cover everything up to the day before. `item_number`
    equal to the contract's number, blank or one of `original_values` (casefolded) marks a
    contract's original term.
    """

    name: str
    columns: dict[str, str]
    cell_format: CellFormat = field(default_factory=CellFormat)
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str | None = None
    constants: dict[str, CellValue] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    required: frozenset[str] = REQUIRED_FIELDS
    may_be_missing: frozenset[str] = frozenset()
    original_values: frozenset[str] = frozenset()
    days_remaining: str | None = None
    keep: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header the mapping knows, in the mapping's order and spelling."""
        derived = (self.days_remaining,) if self.days_remaining else ()
        return tuple(dict.fromkeys([*self.columns, *derived, *self.keep, *self.ignore]))

    @property
    def expected_headers(self) -> tuple[str, ...]:
        """The headers without which a file is refused."""
        optional = self.may_be_missing | (set(self.ignore) - set(self.columns))
        return tuple(header for header in self.headers if header not in optional)
