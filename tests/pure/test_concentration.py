"""Eve asks how much the organization depends on few vendors."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.concentration import (
    UNKNOWN,
    Basis,
    Concentration,
    ItemFigures,
    Position,
    Scope,
    Verdict,
    amount_on_basis,
    annualised,
    concentration,
    in_scope,
    is_active,
    spend_trailing_12_months,
    trailing_opening,
    verdict,
)

AS_OF = date(2026, 6, 30)


def portfolio(*amounts: int | str) -> Concentration:
    return concentration(
        Position(number, f"vendor {number}", Decimal(amount))
        for number, amount in enumerate(amounts)
    )


def test_four_vendors_of_40_30_20_and_10_percent_give_3000() -> None:
    result = portfolio(30, 40, 10, 20)
    assert result.hhi == 3000
    assert result.total == 100
    assert result.top5_share == 100
    assert result.effective is not None
    assert round(result.effective, 4) == Decimal("3.3333")
    assert [share.share_percent for share in result.shares] == [40, 30, 20, 10]


def test_one_vendor_gives_10000_and_ten_equal_ones_1000() -> None:
    assert portfolio(7).hhi == 10_000
    assert portfolio(7).effective == 1
    assert portfolio(*[5] * 10).hhi == 1000
    assert portfolio(*[5] * 10).effective == 10
    assert portfolio(*[5] * 10).top5_share == 50


@pytest.mark.parametrize("amounts", [(), (0,), (0, 0), (-5,), (0, -5)])
def test_without_money_there_is_no_figure(amounts: tuple[int, ...]) -> None:
    result = portfolio(*amounts)
    assert (result.hhi, result.effective, result.top5_share) == (None, None, None)
    assert result.shares == ()
    assert verdict(result.hhi) is None


def test_a_vendor_with_a_negative_net_is_listed_apart() -> None:
    result = portfolio(60, -25, 40, 0)
    assert result.total == 100
    assert result.hhi == 5200
    (apart,) = result.negative
    assert (apart.label, apart.amount) == ("vendor 1", Decimal(-25))
    assert [share.label for share in result.shares] == ["vendor 0", "vendor 2", "vendor 3"]
    assert result.holders == 2


def test_what_is_not_known_is_no_holder() -> None:
    known = [Position("IN", "IN", Decimal(60)), Position("PL", "PL", Decimal(20))]
    apart = [Position(UNKNOWN, UNKNOWN, Decimal(15)), Position(UNKNOWN, UNKNOWN, Decimal(5))]
    result = concentration([*apart, *known])
    # 75² + 25² of the 80 that are known.
    assert result.hhi == 6250
    assert result.effective == Decimal("1.6")
    assert result.top5_share == 100
    assert result.total == 80
    assert result.holders == 2
    assert result.unknown is not None
    assert result.unknown.amount == 20
    assert result.unknown.share_percent == 20
    assert concentration(known).unknown is None


def test_where_nothing_is_known_there_is_no_index() -> None:
    result = concentration([Position(UNKNOWN, UNKNOWN, Decimal(7))])
    assert (result.hhi, result.effective, result.top5_share) == (None, None, None)
    assert result.total == 0
    assert result.shares == ()
    assert result.unknown is not None
    assert result.unknown.amount == 7
    assert result.unknown.share_percent == 100


def test_amounts_of_one_key_are_added_before_anything_is_judged() -> None:
    result = concentration(
        [
            Position("parent-1", "Northwind Group", Decimal(80), ("item 1",)),
            Position("parent-2", "Acme", Decimal(50), ("item 2",)),
            Position("parent-1", "Northwind Ltd", Decimal(-30), ("item 3", "item 4")),
        ]
    )
    assert result.hhi == 5000
    assert [share.label for share in result.shares] == ["Acme", "Northwind Group"]
    assert result.shares[1].rows == ("item 1", "item 3", "item 4")


@pytest.mark.parametrize(
    ("hhi", "expected"),
    [
        ("0.1", Verdict.LOW),
        ("999.999", Verdict.LOW),
        ("1000", Verdict.MODERATE),
        ("1800", Verdict.MODERATE),
        ("1800.001", Verdict.HIGH),
        ("10000", Verdict.HIGH),
    ],
)
def test_the_verdict_at_its_bounds(hhi: str, expected: Verdict) -> None:
    assert verdict(Decimal(hhi)) is expected


AMOUNTS = st.decimals(-10_000_000, 10_000_000, places=2)
POSITIONS = st.lists(st.tuples(st.integers(0, 8), AMOUNTS), max_size=40)


def slow_hhi(rows: list[tuple[int, Decimal]]) -> Fraction | None:
    """Exact fractions, one holder at a time, straight from the definition."""
    nets = [
        sum((Fraction(amount) for holder, amount in rows if holder == key), Fraction(0))
        for key in {holder for holder, _ in rows}
    ]
    total = sum((net for net in nets if net > 0), Fraction(0))
    if total == 0:
        return None
    return sum(((net / total * 100) ** 2 for net in nets if net > 0), Fraction(0))


@given(POSITIONS)
def test_the_index_equals_the_definition(rows: list[tuple[int, Decimal]]) -> None:
    result = concentration(Position(key, str(key), amount) for key, amount in rows)
    expected = slow_hhi(rows)
    if expected is None:
        assert result.hhi is None
        return
    assert result.hhi is not None
    assert result.effective is not None
    assert abs(Fraction(result.hhi) - expected) < Fraction(1, 10**15)
    assert abs(Fraction(result.effective) - 10_000 / expected) < Fraction(1, 10**15)


@given(POSITIONS)
def test_the_index_stays_between_equal_shares_and_one_holder(
    rows: list[tuple[int, Decimal]],
) -> None:
    result = concentration(Position(key, str(key), amount) for key, amount in rows)
    tiny = Decimal("1e-15")
    if result.hhi is not None and result.top5_share is not None:
        assert Decimal(10_000) / result.holders - tiny <= result.hhi <= 10_000 + tiny
        assert abs(sum((share.share_percent for share in result.shares), Decimal(-100))) < tiny
        assert result.shares[0].share_percent - tiny <= result.top5_share <= 100 + tiny


@given(POSITIONS)
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, Decimal]]) -> None:
    positions = [Position(key, str(key), amount) for key, amount in rows]
    assert concentration(positions) == concentration(reversed(positions))


@given(POSITIONS, st.integers(2, 1000))
def test_the_index_does_not_depend_on_the_unit_of_money(
    rows: list[tuple[int, Decimal]], factor: int
) -> None:
    plain = concentration(Position(key, "", amount) for key, amount in rows).hhi
    scaled = concentration(Position(key, "", amount * factor) for key, amount in rows).hhi
    assert (plain is None) == (scaled is None)
    if plain is not None and scaled is not None:
        assert abs(plain - scaled) < Decimal("1e-15")


@pytest.mark.parametrize(
    ("first_day", "last_day", "active"),
    [
        (date(2026, 6, 30), date(2026, 6, 30), True),
        (date(2025, 7, 1), date(2026, 6, 30), True),
        (date(2025, 7, 1), date(2026, 6, 29), False),
        (date(2026, 7, 1), date(2027, 6, 30), False),
        (date(2020, 1, 1), None, True),
        (date(2026, 7, 1), None, False),
    ],
)
def test_a_term_is_active_on_both_its_end_days(
    first_day: date, last_day: date | None, active: bool
) -> None:
    item = ItemFigures(first_day, last_day, Decimal(1))
    assert is_active(first_day, last_day, AS_OF) is active
    assert in_scope(item, Scope.ACTIVE, AS_OF) is active
    assert in_scope(item, Scope.ALL, AS_OF)


@pytest.mark.parametrize(
    ("first_day", "last_day", "expected"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), Decimal(7300)),
        (date(2025, 1, 1), date(2026, 12, 31), Decimal(3650)),
        (date(2025, 1, 1), date(2025, 1, 1), Decimal(2_664_500)),
        (date(2025, 1, 1), None, None),
    ],
)
def test_annualised_value_counts_both_end_days(
    first_day: date, last_day: date | None, expected: Decimal | None
) -> None:
    assert annualised(Decimal(7300), first_day, last_day) == expected


def test_a_term_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="2025-01-02 to 2025-01-01: expected a last day"):
        annualised(Decimal(1), date(2025, 1, 2), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("as_of", "opening"),
    [
        (date(2026, 6, 30), date(2025, 6, 30)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 28)),
    ],
)
def test_the_trailing_year_opens_on_the_same_day_a_year_before(as_of: date, opening: date) -> None:
    assert trailing_opening(as_of) == opening


@pytest.mark.parametrize(
    ("first_day", "paid", "paid_at_opening", "expected"),
    [
        pytest.param(date(2024, 1, 1), "900", "650", "250", id="two dated figures"),
        pytest.param(date(2024, 1, 1), "600", "650", "-50", id="a refund"),
        pytest.param(date(2025, 7, 1), "900", None, "900", id="started on the window's first day"),
        pytest.param(date(2025, 6, 30), "900", None, None, id="started the day before"),
        pytest.param(date(2024, 1, 1), None, None, None, id="nothing known"),
        pytest.param(date(2025, 7, 1), None, None, None, id="new, nothing known"),
    ],
)
def test_spend_of_the_trailing_twelve_months(
    first_day: date, paid: str | None, paid_at_opening: str | None, expected: str | None
) -> None:
    item = ItemFigures(
        first_day,
        None,
        Decimal(1000),
        Decimal(paid) if paid else None,
        Decimal(paid_at_opening) if paid_at_opening else None,
    )
    found = spend_trailing_12_months(item, AS_OF)
    assert found == (Decimal(expected) if expected else None)


@pytest.mark.parametrize(
    ("basis", "expected"),
    [(Basis.SPEND, 250), (Basis.ANNUALISED, 365), (Basis.VALUE, 730), (Basis.PAID, 900)],
)
def test_each_basis_sums_its_own_amount(basis: Basis, expected: int) -> None:
    first_day = date(2025, 1, 1)
    item = ItemFigures(
        first_day, first_day + timedelta(days=729), Decimal(730), Decimal(900), Decimal(650)
    )
    assert amount_on_basis(item, basis, AS_OF) == expected
