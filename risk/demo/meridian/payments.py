"""Monthly payment figures of an item, as an accounts department would report them."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from risk.demo.meridian.facts import FIRST_MONTH, TODAY, ItemFact
from vendors.deadlines import add_months

ROUNDED_TO = 10


def paid_to_date(number: str, item: ItemFact, seed: int) -> dict[date, Decimal]:
    """Cumulative payments by month end, from January 2025 until nothing changes.

    Each month of the term is invoiced and paid by the end of the next one, give or take five
    percent. The last figure is `item.paid` where it is given, else the paid months' even share
    of the amount. Raises ValueError for an item without an end whose payments aren't given.
    """
    months = _months(item.first_day, item.last_day or TODAY)
    settled = [month for month in months if _settled_on(month) <= TODAY]
    total = item.paid if item.paid is not None else _even_share(item, len(settled), len(months))
    source = Random(f"{seed}:{number}")  # noqa: S311 - example data, no secret
    weights = [source.randint(95, 105) for _ in settled]
    figures = {_month_end(months[0]): Decimal(0)}
    for position, month in enumerate(settled, start=1):
        part = total * sum(weights[:position]) // sum(weights)
        is_last = position == len(settled)
        figures[_settled_on(month)] = Decimal(total if is_last else _rounded(part))
    return {day: figure for day, figure in figures.items() if FIRST_MONTH <= day <= TODAY}


def _even_share(item: ItemFact, settled: int, months: int) -> int:
    if item.last_day is None:
        raise ValueError(f"item from {item.first_day} without an end: expected what was paid")
    if settled == months:
        return item.amount
    return _rounded(item.amount * settled // months)


def _rounded(amount: int) -> int:
    return amount // ROUNDED_TO * ROUNDED_TO


def _months(first_day: date, last_day: date) -> list[date]:
    """The first days of the months that a term touches."""
    month, found = first_day.replace(day=1), []
    while month <= last_day:
        found.append(month)
        month = add_months(month, 1)
    return found


def _month_end(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)


def _settled_on(month: date) -> date:
    return _month_end(add_months(month, 1))
