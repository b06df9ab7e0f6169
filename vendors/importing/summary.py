"""The figures of a contract file."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TypedDict

from vendors.importing.contract_row import ContractRow


class Summary(TypedDict):
    """`vendors` are distinct names, letter by letter; `items` distinct item numbers of distinct
    contracts; `amendment_items` the rows that are not a contract's original term.

    `total_amount` is None when the rows are in several currencies or there are none, since no sum
    of them means anything; `totals` has the sum for each currency.
    """

    rows: int
    vendors: int
    contracts: int
    items: int
    amendment_items: int
    total_amount: Decimal | None
    totals: dict[str, Decimal]


class Tally:
    """Adds up rows one by one."""

    def __init__(self) -> None:
        self.rows = self.amendment_items = 0
        self.vendors: set[str] = set()
        self.contracts: set[str] = set()
        self.items: set[tuple[str, str]] = set()
        self.totals: dict[str, Decimal] = {}

    def add(self, row: ContractRow) -> None:
        """Counts one more row."""
        self.rows += 1
        self.amendment_items += not row.is_original
        self.vendors.add(row.vendor_name)
        self.contracts.add(row.contract_number)
        self.items.add((row.contract_number, row.item_number))
        self.totals[row.currency] = self.totals.get(row.currency, Decimal(0)) + row.amount

    def summary(self) -> Summary:
        """The figures of the rows so far."""
        totals = list(self.totals.values())
        return Summary(
            rows=self.rows,
            vendors=len(self.vendors),
            contracts=len(self.contracts),
            items=len(self.items),
            amendment_items=self.amendment_items,
            total_amount=totals[0] if len(totals) == 1 else None,
            totals=dict(self.totals),
        )


def summary(rows: Iterable[ContractRow]) -> Summary:
    """The figures of some rows."""
    tally = Tally()
    for row in rows:
        tally.add(row)
    return tally.summary()
