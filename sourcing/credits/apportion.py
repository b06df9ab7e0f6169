"""Rounding credits to money, and spreading an amount over rows without losing a cent.

A credit is rounded half to even at the currency's minor unit, as all money here is. A cap is
rounded down, so that nothing paid is ever above it.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from vendors.fx import minor_digits, rounded


def percent_of(amount: Decimal, percent: Decimal, currency: str) -> Decimal:
    """So many percent of an amount, rounded half to even at the minor unit."""
    return rounded(Fraction(amount) * Fraction(percent) / 100, currency)


def times(amount: Decimal, factor: Decimal, currency: str) -> Decimal:
    """An amount multiplied, rounded half to even at the minor unit."""
    return rounded(Fraction(amount) * Fraction(factor), currency)


def cap_of(amount: Decimal, percent: Decimal, currency: str) -> Decimal:
    """So many percent of an amount, rounded down to the minor unit."""
    scale = 10 ** minor_digits(currency)
    units = Fraction(amount) * Fraction(percent) / 100 * scale
    return _money(units.numerator // units.denominator, currency)


def apportioned(
    total: Decimal, weights: Mapping[str, Decimal], currency: str
) -> dict[str, Decimal]:
    """A total spread in proportion to weights; the parts sum to it exactly.

    Every part is rounded down to the minor unit, and the units left over go one each to the rows
    with the largest remainders. Among equal remainders the row whose key comes last in
    alphabetical order is served first: 10,000 over three equal rows a, b, c are 3,333.33,
    3,333.33 and 3,333.34. The order in which rows are given doesn't matter. A total finer than
    the minor unit, and one to spread over no weight at all, raise ValueError.
    """
    scale = 10 ** minor_digits(currency)
    units = Fraction(total) * scale
    sum_of_weights = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    if units.denominator != 1 or (units and not sum_of_weights):
        raise ValueError(
            f"{total} {currency} over {len(weights)} rows: expected whole minor units and a weight"
        )
    if not units:
        return {key: _money(0, currency) for key in weights}
    quotas = {key: units * Fraction(weight) / sum_of_weights for key, weight in weights.items()}
    parts = {key: quota.numerator // quota.denominator for key, quota in quotas.items()}
    left = units.numerator - sum(parts.values())
    by_remainder = sorted(quotas, key=lambda key: (quotas[key] - parts[key], key), reverse=True)
    for key in by_remainder[:left]:
        parts[key] += 1
    return {key: _money(part, currency) for key, part in parts.items()}


def _money(units: int, currency: str) -> Decimal:
    return Decimal(units).scaleb(-minor_digits(currency))
