"""From the texts of a row to a `ContractRow`, or to everything that is wrong with the row."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from vendors.importing.cells import (
    CellRefused,
    currency_decimals,
    decimals,
    parser_for,
)
from vendors.importing.column import Column
from vendors.importing.contract_row import ContractRow
from vendors.importing.fields import FIELDS, Field, Kind
from vendors.importing.mapping import ContractMapping
from vendors.importing.refusal import EXCERPT_LENGTH, RowError
from vendors.importing.sheets import RawRow

DAYS_REMAINING = Field(Kind.INTEGER, minimum=0, maximum=100_000)
MONEY_FIELDS = tuple(name for name, field in FIELDS.items() if field.kind is Kind.MONEY)
UNDER_A_MASTER = ("statement_of_work", "order")


@dataclass(frozen=True, slots=True)
class AgreedDay:
    """The day on which, as most rows say, the figures of a file were drawn up."""

    day: date
    rows: int
    first_line: int


class RowReader:
    """Reads the rows of one file.

    `spelling` leads from the mapping's headers to the file's. `figures_as_of` dates the figures
    of every row, whatever the file says; `agreed` is the day that every row has to agree with
    where the mapping derives it from the days remaining.
    """

    def __init__(
        self,
        mapping: ContractMapping,
        spelling: dict[str, str],
        *,
        figures_as_of: date | None = None,
        agreed: AgreedDay | None = None,
    ) -> None:
        self.mapping = mapping
        self.figures_as_of = figures_as_of
        self.agreed = agreed
        self.columns = [
            self._column(spelling[header], name)
            for header, name in mapping.columns.items()
            if header in spelling
        ]
        self.kept = [(header, spelling[header]) for header in mapping.keep if header in spelling]
        self.by_name = {column.name: column for column in self.columns}
        self.days_remaining = self._days_column(spelling)

    def _column(self, header: str, name: str) -> Column:
        return Column(
            header=header,
            name=name,
            parse=parser_for(FIELDS[name], self.mapping.cell_format),
            required=name in self.mapping.required,
            words=self.mapping.values.get(name, {}),
            blanks=self.mapping.cell_format.blanks,
        )

    def _days_column(self, spelling: dict[str, str]) -> Column | None:
        if self.figures_as_of or self.mapping.days_remaining not in spelling:
            return None
        return Column(
            header=spelling[self.mapping.days_remaining],
            name="days_remaining",
            parse=parser_for(DAYS_REMAINING, self.mapping.cell_format),
            blanks=self.mapping.cell_format.blanks,
        )

    def read(self, raw: RawRow) -> ContractRow | tuple[RowError, ...]:
        """The row's meaning, or all its errors."""
        if raw.problem:
            return (raw.problem,)
        values: dict[str, Any] = dict(self.mapping.constants)
        errors = [error for column in self.columns if (error := _fill(values, column, raw))]
        errors += self._contradictions(values, raw)
        errors += self._date_figures(values, raw)
        if errors:
            return tuple(errors)
        self._identify_item(values)
        _round_money(values)
        extra = {header: raw.cells[found].strip() for header, found in self.kept}
        return ContractRow(line=raw.line, extra=extra, **values)

    def derived_day(self, raw: RawRow) -> date | None:
        """The day the figures cover, where days remain; None if a cell is unreadable."""
        values: dict[str, Any] = {}
        last_day, days = self.by_name.get("last_day"), self.days_remaining
        if raw.problem or not last_day or not days:
            return None
        if _fill(values, last_day, raw) or _fill(values, days, raw):
            return None
        return _figures_day(values["last_day"], values["days_remaining"])

    def _identify_item(self, values: dict[str, Any]) -> None:
        number, item = values["contract_number"], values.get("item_number")
        original = item in {None, number} or str(item).casefold() in self.mapping.original_values
        values["is_original"] = original
        values["item_number"] = number if original else item

    def _date_figures(self, values: dict[str, Any], raw: RawRow) -> list[RowError]:
        if self.figures_as_of:
            values["figures_as_of"] = self.figures_as_of
        if not self.days_remaining:
            return []
        read: dict[str, Any] = {}
        if error := _fill(read, self.days_remaining, raw):
            return [error]
        if not self.agreed:
            return []
        values["figures_as_of"] = self.agreed.day
        day = _figures_day(values.get("last_day"), read["days_remaining"])
        if day in {None, self.agreed.day}:
            return []
        return [_disagreement(raw, self.days_remaining, day, self.agreed)]

    def _contradictions(self, values: dict[str, Any], raw: RawRow) -> list[RowError]:
        found = [
            *_wrong_days(values),
            *_wrong_notice(values),
            *_wrong_parent(values),
            *_wrong_decimals(values),
        ]
        return [self._error(raw, name, expected) for name, expected in found]

    def _error(self, raw: RawRow, name: str, expected: str) -> RowError:
        column = self.by_name.get(name)
        if column is None:
            return RowError(raw.line, "", f"no {name}", expected)
        return _cell_error(raw, column.header, expected)


def _fill(values: dict[str, Any], column: Column, raw: RawRow) -> RowError | None:
    try:
        values[column.name] = column.read(raw.cells[column.header])
    except CellRefused as error:
        return _cell_error(raw, column.header, str(error))
    return None


def _figures_day(last_day: date | None, days: int | None) -> date | None:
    """The day before the days remaining start to count: the last one that figures can cover."""
    return last_day - timedelta(days=days + 1) if last_day and days else None


def _cell_error(raw: RawRow, header: str, expected: str) -> RowError:
    return RowError(raw.line, header, raw.cells[header].strip()[: EXCERPT_LENGTH + 1], expected)


def _disagreement(raw: RawRow, column: Column, day: date | None, agreed: AgreedDay) -> RowError:
    expected = (
        f"the last day less these days and one to be {agreed.day}, as in {agreed.rows:,} rows "
        f"from line {agreed.first_line} on, not {day}"
    )
    return _cell_error(raw, column.header, expected)


def _wrong_days(values: dict[str, Any]) -> list[tuple[str, str]]:
    first, last = values.get("first_day"), values.get("last_day")
    if first and last and last < first:
        return [("last_day", f"a day not before the first day, {first}")]
    return []


def _wrong_notice(values: dict[str, Any]) -> list[tuple[str, str]]:
    period, unit = values.get("notice_period"), values.get("notice_unit")
    if period is not None and unit is None:
        return [("notice_unit", "a unit for the notice period")]
    if unit is not None and period is None:
        return [("notice_period", "a notice period for the unit")]
    return []


def _wrong_parent(values: dict[str, Any]) -> list[tuple[str, str]]:
    parent = values.get("parent_contract_number")
    if parent is None:
        return []
    if parent == values.get("contract_number"):
        return [("parent_contract_number", "another contract than the row's own")]
    if values.get("kind") not in {None, *UNDER_A_MASTER}:
        return [("kind", f"{' or '.join(UNDER_A_MASTER)}, since a parent contract is named")]
    return []


def _wrong_decimals(values: dict[str, Any]) -> list[tuple[str, str]]:
    currency = values.get("currency")
    if currency is None:
        return []
    allowed = currency_decimals(currency)
    return [
        (name, f"at most {allowed} decimals" if allowed else f"no decimals in {currency}")
        for name in MONEY_FIELDS
        if values.get(name) is not None and decimals(values[name]) > allowed
    ]


def _round_money(values: dict[str, Any]) -> None:
    """Only zeros are dropped or added here: more decimals than the currency has are an error."""
    step = Decimal(1).scaleb(-currency_decimals(values["currency"]))
    for name in MONEY_FIELDS:
        if values.get(name) is not None:
            values[name] = values[name].quantize(step)
