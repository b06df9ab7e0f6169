"""The pure modules against the contracts register of the City of Philadelphia."""

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from vendors.concentration import Position, concentration, is_active
from vendors.terms import (
    AmendmentAmounts,
    ItemKind,
    Term,
    classify,
    contract_terms,
    creep,
    items_paid_over_agreed,
    overlaps,
    paid_over_agreed,
)

FOLDER = Path(__file__).parents[2] / "sample_data" / "philadelphia"
END_OF_FY_2020 = date(2020, 6, 30)


@dataclass(frozen=True)
class Item:
    contract: str
    number: str
    vendor: str
    first_day: date
    last_day: date
    amount: Decimal
    paid: Decimal

    @property
    def key(self) -> tuple[str, date]:
        return self.number, self.first_day

    @property
    def is_original(self) -> bool:
        return self.number == self.contract

    @property
    def term(self) -> Term:
        return Term(
            self.key, self.number, self.first_day, self.last_day, self.amount, self.is_original
        )


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007


def _money(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


@cache
def quarter(name: str) -> tuple[Item, ...]:
    text = gzip.decompress((FOLDER / f"{name}.csv.gz").read_bytes()).decode("utf-8-sig")
    return tuple(
        Item(
            contract=row["original_contract_id"],
            number=row["current_item_id"],
            vendor=row["vendor"],
            first_day=_day(row["start_dt"]),
            last_day=_day(row["end_dt"]),
            amount=_money(row["amt"]),
            paid=_money(row["tot_payments"]),
        )
        for row in csv.DictReader(io.StringIO(text, newline=""))
    )


@cache
def all_quarters() -> tuple[Item, ...]:
    names = sorted(path.name.removesuffix(".csv.gz") for path in FOLDER.glob("*.csv.gz"))
    return tuple({item.key: item for name in names for item in quarter(name)}.values())


@cache
def contracts() -> dict[str, tuple[Item, ...]]:
    grouped = defaultdict(list)
    for item in all_quarters():
        grouped[item.contract].append(item)
    return {contract: tuple(items) for contract, items in grouped.items()}


def with_positive_opening() -> dict[str, tuple[Item, ...]]:
    return {
        contract: items
        for contract, items in contracts().items()
        if any(item.is_original and item.amount > 0 for item in items)
    }


def hhi(items: Iterable[Item], amount: Callable[[Item], Decimal]) -> Decimal:
    result = concentration(
        Position(item.vendor, item.vendor, amount(item), (item.key,)) for item in items
    )
    assert result.hhi is not None
    return round(result.hhi, 3)


def active(items: Iterable[Item]) -> list[Item]:
    return [item for item in items if is_active(item.first_day, item.last_day, END_OF_FY_2020)]


def value(item: Item) -> Decimal:
    return item.amount


def paid(item: Item) -> Decimal:
    return item.paid


def test_the_register_has_the_size_it_is_known_to_have() -> None:
    items = all_quarters()
    without_original = [
        items for items in contracts().values() if not any(item.is_original for item in items)
    ]
    assert len(items) == 4873
    assert len({item.number for item in items}) == 4835
    assert len(contracts()) == 3014
    assert len(without_original) == 1045


def test_concentration_of_the_last_quarter() -> None:
    items = quarter("FY-2020-Q4")
    result = concentration(Position(item.vendor, item.vendor, item.amount) for item in items)
    assert result.total == Decimal("3494127380.44")
    assert len(result.shares) == 1121
    assert not result.negative
    assert hhi(items, value) == Decimal("1509.757")
    assert hhi(active(items), value) == Decimal("1585.083")
    assert hhi(items, paid) == Decimal("440.965")


def test_concentration_of_all_quarters() -> None:
    items = all_quarters()
    assert hhi(items, value) == Decimal("1898.934")
    assert hhi(active(items), value) == Decimal("1232.681")


def test_every_row_behind_the_concentration_can_be_opened() -> None:
    items = quarter("FY-2020-Q4")
    result = concentration(
        Position(item.vendor, item.vendor, item.amount, (item.key,)) for item in items
    )
    assert sum(len(share.rows) for share in result.shares) == 1975


def test_most_amendments_belong_to_renewed_terms() -> None:
    in_first_term = renewals = in_renewed_term = 0
    for items in with_positive_opening().values():
        first, *later = contract_terms(item.term for item in items)
        in_first_term += len(first.amendments)
        renewals += len(later)
        in_renewed_term += sum(len(term.amendments) for term in later)
    assert len(with_positive_opening()) == 1912
    assert (in_first_term, renewals, in_renewed_term) == (125, 524, 55)
    assert in_first_term + renewals + in_renewed_term == 704
    assert renewals + in_renewed_term == 579


def test_every_item_gets_its_kind() -> None:
    kinds = [
        kind
        for items in contracts().values()
        for kind in classify(item.term for item in items).values()
    ]
    assert len(kinds) == 4873
    assert kinds.count(ItemKind.ORIGINAL) == 1969
    last_quarter = quarter("FY-2020-Q4")
    assert sum(not item.is_original for item in last_quarter) == 1138


def test_counting_renewals_as_creep_would_flag_431_contracts() -> None:
    flagged = 0
    for items in with_positive_opening().values():
        opening = next(item.amount for item in items if item.is_original)
        rest = sum((item.amount for item in items if not item.is_original), Decimal(0))
        flagged += rest * 100 / opening > 20
    assert flagged == 431


@pytest.mark.parametrize(
    ("amounts", "changed", "above_10", "above_20"),
    [(AmendmentAmounts.ADDED, 169, 169, 169), (AmendmentAmounts.RESTATED, 169, 106, 86)],
)
def test_creep_of_the_current_terms(
    amounts: AmendmentAmounts, changed: int, above_10: int, above_20: int
) -> None:
    found = [
        creep((item.term for item in items), END_OF_FY_2020, amounts)
        for items in contracts().values()
    ]
    known = [one for one in found if one is not None and one.net_percent is not None]
    net = [one.net_percent for one in known if one.count and one.net_percent is not None]
    assert len(known) == 2401
    assert len(net) == changed
    assert sum(percent > 10 for percent in net) == above_10
    assert sum(percent > 20 for percent in net) == above_20


def test_a_restated_term_is_not_counted_twice() -> None:
    """Contract 1920451: 117,205 at first, amended twice to a total of 2,117,205."""
    terms = [item.term for item in contracts()["1920451"] if item.first_day.year == 2019]
    result = creep(terms, date(2019, 12, 31), AmendmentAmounts.RESTATED)
    assert result is not None
    assert [result.net, result.largest, result.count] == [2_000_000, 2_000_000, 2]


def test_overlapping_rows_of_one_item_are_reported_and_kept() -> None:
    pairs = [
        pair for items in contracts().values() for pair in overlaps(item.term for item in items)
    ]
    ours = [(a.first_day, b.first_day) for a, b in pairs if a.number == "162052805"]
    assert ours == [(date(2017, 7, 1), date(2018, 7, 1))]
    assert len({earlier.number for earlier, _ in pairs}) == 36
    assert len(pairs) == 40


def test_twenty_seven_contracts_were_paid_more_than_agreed() -> None:
    over = []
    for items in contracts().values():
        result = paid_over_agreed(
            {item.key: item.amount for item in items},
            {item.key: item.paid for item in items},
            original_known=any(item.is_original for item in items),
        )
        if result is not None and result.is_over:
            over.append(result)
    assert len(over) == 27
    assert sum(result.original_known for result in over) == 5


def test_contract_1620514_was_paid_39208_more_than_agreed() -> None:
    items = contracts()["1620514"]
    result = paid_over_agreed(
        {item.key: item.amount for item in items}, {item.key: item.paid for item in items}, False
    )
    assert result is not None
    assert (result.paid, result.agreed) == (Decimal("63648.00"), Decimal("24440.00"))
    assert result.excess == Decimal("39208.00")


def test_twenty_five_items_of_the_last_quarter_were_paid_above_a_positive_amount() -> None:
    grouped = defaultdict(list)
    for item in quarter("FY-2020-Q4"):
        grouped[item.contract].append(item)
    over = [
        item
        for items in grouped.values()
        for item in items_paid_over_agreed(
            {item.key: item.amount for item in items},
            {item.key: item.paid for item in items},
            original_known=True,
        )
    ]
    assert len(over) == 25
