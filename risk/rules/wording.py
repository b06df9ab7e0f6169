"""How figures read in the text of a finding. Pure."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal


def money(amount: Decimal, currency: str) -> str:
    """To the cent: 39,208.00 USD."""
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):,} {currency}"


def rounded_money(amount: Decimal, currency: str) -> str:
    """In whole units, where amounts are summed or projected: 1,250,000 USD."""
    return f"{amount.quantize(Decimal(1), ROUND_HALF_UP):,} {currency}"


def percent(value: Decimal, decimals: int = 1) -> str:
    """31.4 %."""
    return f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,} %"


def threshold(value: object) -> str:
    """A parameter in percent as it was given, without empty decimals: 30 %."""
    return f"{Decimal(str(value)).normalize():f} %"


def day(value: date) -> str:
    """14 Dec 2026."""
    return f"{value.day} {value:%b %Y}"


def count(number: int, noun: str) -> str:
    """1 change, 3 changes."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
