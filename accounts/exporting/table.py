"""A table as a file takes it: headings, and rows of plain values."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice

type Value = str | int | Decimal | date | datetime | time | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One value; money has its ISO 4217 code, known or not."""

    value: Value
    currency: str = ""


@dataclass(frozen=True)
class Table:
    """What a list shows. `name` is a noun in the plural; `count` says how many rows there are.

    `rows` are read once, as a stream.
    """

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    count: int


LOOKED_AT = 500


def lines(table: Table) -> Iterator[list[Value]]:
    """The heading, then the rows; a column of money is followed by one for its currency.

    Which columns hold money is read from the first 500 rows.
    """
    rows = iter(table.rows)
    first = list(islice(rows, LOOKED_AT))
    money = [any(row[column].currency for row in first) for column in range(len(table.headings))]
    heading: list[Value] = []
    for title, is_money in zip(table.headings, money, strict=True):
        heading += [title, f"{title}: currency"] if is_money else [title]
    yield heading
    for row in chain(first, rows):
        yield list(_line(row, money))


def _line(row: Sequence[Cell], money: Sequence[bool]) -> Iterator[Value]:
    for cell, is_money in zip(row, money, strict=True):
        if is_money:
            yield cell.value
            yield cell.currency
        elif cell.currency:
            yield f"{cell.value} {cell.currency}"
        else:
            yield cell.value
