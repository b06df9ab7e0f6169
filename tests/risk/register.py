"""The contracts register of the City of Philadelphia, as a portfolio or in the tables."""

import csv
import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from accounts.models import Organization
from risk.portfolio import ContractFacts, Home, ItemFacts, Portfolio, VendorFacts
from sourcing.services.contract_import import import_contracts
from vendors.concentration import trailing_opening
from vendors.importing.mapping_file import load_mapping

FOLDER = Path(__file__).parents[2] / "sample_data" / "philadelphia"
END_OF_FY_2020 = date(2020, 6, 30)
QUARTER_ENDS = {
    "FY-2019-Q1": date(2018, 9, 30),
    "FY-2019-Q2": date(2018, 12, 31),
    "FY-2019-Q3": date(2019, 3, 31),
    "FY-2019-Q4": date(2019, 6, 30),
    "FY-2020-Q1": date(2019, 9, 30),
    "FY-2020-Q2": date(2019, 12, 31),
    "FY-2020-Q3": date(2020, 3, 31),
    "FY-2020-Q4": END_OF_FY_2020,
}
type Key = tuple[str, date]


@dataclass(frozen=True)
class Register:
    """Rows by item number and first day, the latest quarter's, and all payments by day."""

    rows: dict[Key, dict[str, str]]
    paid: dict[Key, dict[date, Decimal]]


def read(quarters: Iterable[str]) -> Register:
    rows: dict[Key, dict[str, str]] = {}
    paid: dict[Key, dict[date, Decimal]] = {}
    for quarter in quarters:
        for row in _rows(quarter):
            key = (row["current_item_id"], _day(row["start_dt"]))
            rows[key] = row
            paid.setdefault(key, {})[QUARTER_ENDS[quarter]] = _money(row["tot_payments"])
    return Register(rows, paid)


def portfolio(quarters: Iterable[str], as_of: date = END_OF_FY_2020) -> Portfolio:
    """The register as the selector would read it on `as_of`."""
    register = read(quarters)
    vendors: dict[str, VendorFacts] = {}
    items: dict[str, list[ItemFacts]] = {}
    for (number, first_day), row in register.rows.items():
        vendor = vendors.setdefault(row["vendor"], VendorFacts(uuid4(), row["vendor"]))
        paid = register.paid[number, first_day]
        item = ItemFacts(
            id=uuid4(),
            vendor_id=vendor.id,
            number=number,
            first_day=first_day,
            last_day=_day(row["end_dt"]),
            amount=_money(row["amt"]),
            is_original=number == row["original_contract_id"],
            paid=_latest(paid, as_of),
            paid_at_opening=_latest(paid, trailing_opening(as_of)),
        )
        items.setdefault(row["original_contract_id"], []).append(item)
    ends = {day for paid in register.paid.values() for day in paid}
    return Portfolio(
        as_of=as_of,
        reporting_currency="USD",
        home=Home("US", "America/New_York"),
        vendors={vendor.id: vendor for vendor in vendors.values()},
        contracts=tuple(_contract(number, found) for number, found in items.items()),
        engagements={},
        closing_figures=max((day for day in ends if day <= as_of), default=None),
        opening_figures=max((day for day in ends if day <= trailing_opening(as_of)), default=None),
    )


def _contract(number: str, items: list[ItemFacts]) -> ContractFacts:
    return ContractFacts(
        id=uuid4(),
        number=number,
        vendor_id=items[-1].vendor_id,
        currency="USD",
        first_day=min(item.first_day for item in items),
        last_day=max(item.last_day for item in items if item.last_day),
        value=sum((item.amount for item in items), Decimal(0)),
        items=tuple(sorted(items, key=lambda item: (item.first_day, item.number))),
    )


def _latest(paid: dict[date, Decimal], until: date) -> Decimal | None:
    days = [day for day in paid if day <= until]
    return paid[max(days)] if days else None


def load(organization: Organization, quarters: Iterable[str], rows: int | None = None) -> None:
    """Imports the quarters in order; `rows` takes only so many from the start of each file."""
    mapping = load_mapping("philadelphia")
    with TemporaryDirectory() as folder:
        for quarter in quarters:
            path = Path(folder, f"{quarter}.csv.gz")
            lines = gzip.decompress((FOLDER / path.name).read_bytes()).splitlines(keepends=True)
            path.write_bytes(gzip.compress(b"".join(lines[: rows and rows + 1])))
            import_contracts(
                organization=organization, path=path, mapping=mapping, today=END_OF_FY_2020
            )


def _rows(quarter: str) -> list[dict[str, str]]:
    text = gzip.decompress((FOLDER / f"{quarter}.csv.gz").read_bytes()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007


def _money(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
