"""Conversion: which rate counts, in which direction, rounded how, and what is said about it."""

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.fx import (
    MAX_AGE,
    Conversion,
    NoRate,
    Quote,
    Rate,
    RateTable,
    minor_digits,
    rounded,
    significant,
)

TUESDAY = date(2026, 6, 30)
USD = Quote("EUR", "USD", TUESDAY, Decimal("1.25"))
INR = Quote("EUR", "INR", TUESDAY, Decimal("100"))
JPY = Quote("EUR", "JPY", TUESDAY, Decimal("160.5"))
TABLE = RateTable([USD, INR, JPY])


def converted(table: RateTable, amount: str, source: str, target: str, day: date) -> Decimal:
    found = table.convert(Decimal(amount), source, target, day)
    assert isinstance(found, Conversion)
    return found.after


def test_a_cross_rate_goes_over_the_euro() -> None:
    assert converted(TABLE, "1000", "INR", "USD", TUESDAY) == Decimal("12.50")
    assert converted(TABLE, "12.50", "USD", "INR", TUESDAY) == Decimal("1000.00")
    assert converted(TABLE, "1", "EUR", "USD", TUESDAY) == Decimal("1.25")
    assert converted(TABLE, "1", "USD", "EUR", TUESDAY) == Decimal("0.80")


def test_minor_units_follow_the_currency() -> None:
    assert [minor_digits(code) for code in ("USD", "JPY", "KWD", "XXQ")] == [2, 0, 3, 2]
    assert str(converted(TABLE, "10", "EUR", "JPY", TUESDAY)) == "1605"


@pytest.mark.parametrize(
    ("amount", "expected"), [("0.125", "0.12"), ("0.135", "0.14"), ("-0.125", "-0.12")]
)
def test_halves_go_to_the_even_cent(amount: str, expected: str) -> None:
    assert rounded(Fraction(amount), "USD") == Decimal(expected)


def test_the_last_rate_before_counts_for_seven_days() -> None:
    """Friday's rate serves Saturday and Sunday; a week later it serves no more."""
    assert timedelta(days=7) == MAX_AGE
    assert converted(TABLE, "1", "EUR", "USD", TUESDAY + MAX_AGE) == Decimal("1.25")
    late = TABLE.rate("EUR", "USD", TUESDAY + MAX_AGE + timedelta(days=1))
    assert isinstance(late, NoRate)
    assert late.text == ("no rate from EUR to USD: none of USD for 8 Jul 2026 or the 7 days before")
    assert isinstance(TABLE.rate("EUR", "USD", TUESDAY - timedelta(days=1)), NoRate)


def test_the_latest_of_several_rates_counts() -> None:
    later = Quote("EUR", "USD", TUESDAY + timedelta(days=1), Decimal("1.5"))
    table = RateTable([later, USD])
    assert converted(table, "1", "EUR", "USD", TUESDAY) == Decimal("1.25")
    assert converted(table, "1", "EUR", "USD", TUESDAY + timedelta(days=2)) == Decimal("1.50")


def test_an_own_rate_wins_over_the_banks_even_where_it_is_older() -> None:
    own = Quote(
        "EUR",
        "USD",
        date(2026, 1, 1),
        Decimal("1.10"),
        "group treasury",
        date(2026, 12, 31),
        is_own=True,
    )
    table = RateTable([USD, INR, own])
    assert converted(table, "100", "EUR", "USD", TUESDAY) == Decimal("110.00")
    # It serves a cross rate too: 1,000 INR = 10 EUR = 11 USD.
    assert converted(table, "1000", "INR", "USD", TUESDAY) == Decimal("11.00")
    before = table.rate("EUR", "USD", date(2025, 12, 31))
    assert isinstance(before, NoRate)


def test_an_own_rate_of_the_pair_needs_no_euro_and_works_both_ways() -> None:
    """The bank publishes no dong."""
    own = Quote("USD", "VND", TUESDAY, Decimal(25000), "Vietcombank", None, is_own=True)
    table = RateTable([USD, own])
    assert converted(table, "2", "USD", "VND", TUESDAY) == Decimal(50000)
    assert converted(table, "50000", "VND", "USD", TUESDAY) == Decimal("2.00")
    missing = table.rate("VND", "INR", TUESDAY)
    assert isinstance(missing, NoRate)
    assert missing.missing == "VND"


def test_a_conversion_explains_itself() -> None:
    found = TABLE.convert(Decimal(1000), "INR", "USD", TUESDAY)
    assert isinstance(found, Conversion)
    assert found.text == (
        "1,000 INR = 12.50 USD: 1 INR = 0.0125 USD, from 1 EUR = 100 INR (ECB reference rate, "
        "30 Jun 2026) and 1 EUR = 1.25 USD (ECB reference rate, 30 Jun 2026)"
    )
    direct = TABLE.rate("EUR", "USD", TUESDAY)
    assert isinstance(direct, Rate)
    assert direct.text == "1 EUR = 1.25 USD (ECB reference rate, 30 Jun 2026)"


def test_the_same_currency_needs_no_rate_and_is_never_rounded() -> None:
    assert converted(RateTable(), "1.23456", "USD", "USD", TUESDAY) == Decimal("1.23456")


def test_rates_show_six_significant_digits() -> None:
    assert significant(Fraction(1, 3)) == "0.333333"
    assert significant(Fraction(105120, 10_000_000)) == "0.010512"
    assert significant(Fraction(2_500_000)) == "2500000"


CODES = ("USD", "INR", "JPY", "GBP", "KWD")
RATES = st.decimals(min_value="0.0001", max_value="100000", places=8, allow_nan=False)
AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)


@given(
    amount=AMOUNTS,
    rates=st.fixed_dictionaries(dict.fromkeys(CODES, RATES)),
    source=st.sampled_from((*CODES, "EUR")),
    target=st.sampled_from((*CODES, "EUR")),
)
def test_conversion_is_exact_until_its_one_rounding(
    amount: Decimal, rates: dict[str, Decimal], source: str, target: str
) -> None:
    table = RateTable([Quote("EUR", code, TUESDAY, rate) for code, rate in rates.items()])
    of = {**{code: Fraction(rate) for code, rate in rates.items()}, "EUR": Fraction(1)}
    exact = Fraction(amount) / of[source] * of[target]
    after = converted(table, str(amount), source, target, TUESDAY)
    unit = Fraction(1, 10 ** minor_digits(target))
    if source == target:
        assert after == amount
        return
    assert abs(Fraction(after) - exact) <= unit / 2
    assert (Fraction(after) / unit).denominator == 1
    if abs(Fraction(after) - exact) == unit / 2:
        assert (Fraction(after) / unit) % 2 == 0


@given(
    amounts=st.lists(AMOUNTS, max_size=20),
    rate=RATES,
)
def test_a_sum_of_converted_amounts_is_off_by_at_most_half_a_cent_each(
    amounts: list[Decimal], rate: Decimal
) -> None:
    table = RateTable([Quote("EUR", "USD", TUESDAY, rate)])
    parts = [converted(table, str(amount), "EUR", "USD", TUESDAY) for amount in amounts]
    exact = sum((Fraction(amount) * Fraction(rate) for amount in amounts), Fraction(0))
    assert abs(Fraction(sum(parts, Decimal(0))) - exact) <= Fraction(len(amounts), 200)


@given(amount=AMOUNTS, rate=st.decimals(min_value="0.01", max_value="100", places=4))
def test_half_even_agrees_with_decimals_own(amount: Decimal, rate: Decimal) -> None:
    expected = (amount * rate).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    assert rounded(Fraction(amount) * Fraction(rate), "USD") == expected
