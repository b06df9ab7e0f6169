"""Converting money between currencies, with the rate, its date and its source kept. Pure.

The rate of a day is the one published for it, or the last one before within `MAX_AGE`: the
European Central Bank publishes on working days only, and no gap in its series is longer. An
organization's own rate wins over a reference rate wherever both are valid. Two currencies
without a rate of their own are converted over the euro, as the bank's rates are meant to be.
A converted amount is rounded half to even at the currency's minor unit (ISO 4217), once.
Without a rate there is no amount: no data, and the reason says which currency lacks it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

from moneyed import CURRENCIES

EURO = "EUR"
MAX_AGE = timedelta(days=7)
REFERENCE = "ECB reference rate"


@dataclass(frozen=True, slots=True)
class Quote:
    """One `base` was `rate` units of `quote` on `day`, according to `source`.

    It counts until `valid_until`, that day included; without it, for `MAX_AGE`.
    """

    base: str
    quote: str
    day: date
    rate: Decimal
    source: str = REFERENCE
    valid_until: date | None = None
    is_own: bool = False

    def counts_on(self, day: date) -> bool:
        return self.day <= day <= (self.valid_until or self.day + MAX_AGE)

    @property
    def text(self) -> str:
        """1 EUR = 1.1423 USD (ECB reference rate, 30 Jun 2026)."""
        when = f"{self.day.day} {self.day:%b %Y}"
        return f"1 {self.base} = {_plain(self.rate)} {self.quote} ({self.source}, {when})"


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of `source` is in `target`, and the quotes that say so."""

    source: str
    target: str
    day: date
    factor: Fraction
    quotes: tuple[Quote, ...]

    def apply(self, amount: Decimal) -> Decimal:
        """The amount in the target currency; one that stays in its currency isn't rounded."""
        if self.source == self.target:
            return amount
        return rounded(Fraction(amount) * self.factor, self.target)

    @property
    def short(self) -> str:
        """1 INR = 0.010512 USD."""
        return f"1 {self.source} = {significant(self.factor)} {self.target}"

    @property
    def text(self) -> str:
        """The rate and where it comes from, with dates."""
        if not self.quotes:
            return f"{self.source} stays {self.target}"
        parts = " and ".join(quote.text for quote in self.quotes)
        only = self.quotes[0]
        if len(self.quotes) == 1 and (only.base, only.quote) == (self.source, self.target):
            return parts
        return f"{self.short}, from {parts}"


@dataclass(frozen=True, slots=True)
class NoRate:
    """There is no rate; `missing` is the currency that lacks one."""

    source: str
    target: str
    day: date
    missing: str

    @property
    def text(self) -> str:
        when = f"{self.day.day} {self.day:%b %Y}"
        return (
            f"no rate from {self.source} to {self.target}: none of {self.missing} for {when} or "
            f"the {MAX_AGE.days} days before"
        )


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount before and after, and the rate between them."""

    before: Decimal
    after: Decimal
    rate: Rate

    @property
    def text(self) -> str:
        """1,000.00 INR = 10.51 USD: 1 INR = 0.010512 USD, from …."""
        return (
            f"{self.before:,} {self.rate.source} = {self.after:,} {self.rate.target}: "
            f"{self.rate.text}"
        )


class RateTable:
    """Quotes to look up rates in; their order doesn't matter."""

    def __init__(self, quotes: Iterable[Quote] = ()) -> None:
        pairs: dict[tuple[str, str], list[Quote]] = {}
        for quote in quotes:
            pairs.setdefault((quote.base, quote.quote), []).append(quote)
        self._pairs: Mapping[tuple[str, str], list[Quote]] = pairs
        self._found: dict[tuple[str, str, date], Rate | NoRate] = {}

    def rate(self, source: str, target: str, day: date) -> Rate | NoRate:
        """The rate of a day: own one of the pair, else each side against the euro."""
        key = (source, target, day)
        if key not in self._found:
            self._found[key] = self._look_up(source, target, day)
        return self._found[key]

    def convert(self, amount: Decimal, source: str, target: str, day: date) -> Conversion | NoRate:
        rate = self.rate(source, target, day)
        return rate if isinstance(rate, NoRate) else Conversion(amount, rate.apply(amount), rate)

    def _look_up(self, source: str, target: str, day: date) -> Rate | NoRate:
        if source == target:
            return Rate(source, target, day, Fraction(1), ())
        own = self._best(source, target, day, own_only=True)
        if own:
            return Rate(source, target, day, _factor(own, source), (own,))
        factor, quotes = Fraction(1), []
        for base, quote in ((source, EURO), (EURO, target)):
            if base == quote:
                continue
            best = self._best(base, quote, day)
            if best is None:
                return NoRate(source, target, day, base if quote == EURO else quote)
            factor *= _factor(best, base)
            quotes.append(best)
        return Rate(source, target, day, factor, tuple(quotes))

    def _best(self, one: str, other: str, day: date, *, own_only: bool = False) -> Quote | None:
        """The latest own quote of a pair in either direction, else the latest reference."""
        both = [*self._pairs.get((one, other), ()), *self._pairs.get((other, one), ())]
        valid = [q for q in both if q.counts_on(day) and (q.is_own or not own_only)]
        return max(valid, key=lambda q: (q.is_own, q.day, q.base == one), default=None)


def rounded(amount: Fraction, currency: str) -> Decimal:
    """Half to even at the minor unit: 2 decimals for most, none for JPY, 3 for KWD."""
    digits = minor_digits(currency)
    return Decimal(round(amount * 10**digits)).scaleb(-digits)


@cache
def minor_digits(currency: str) -> int:
    """Decimals of a currency's minor unit (ISO 4217); 2 for a code that nobody knows."""
    known = CURRENCIES.get(currency)
    return len(str(known.sub_unit)) - 1 if known else 2


def significant(factor: Fraction, digits: int = 6) -> str:
    """A rate with six significant digits: 0.0105120 reads 0.010512."""
    value = Decimal(factor.numerator) / Decimal(factor.denominator)
    shift = digits - 1 - value.adjusted()
    return _plain(round(value, shift) if shift > 0 else value.quantize(Decimal(1)))


def _factor(quote: Quote, base: str) -> Fraction:
    rate = Fraction(quote.rate)
    return rate if quote.base == base else 1 / rate


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
