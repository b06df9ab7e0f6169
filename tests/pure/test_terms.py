"""Vera tells changes from renewals, and asks what was paid beside what was agreed."""

from collections.abc import Hashable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

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

ORIGINAL, AMENDMENT, RENEWAL = ItemKind.ORIGINAL, ItemKind.AMENDMENT, ItemKind.RENEWAL
ADDED, RESTATED = AmendmentAmounts.ADDED, AmendmentAmounts.RESTATED


def item(
    number: str, first: str, last: str | None, amount: int = 0, original: bool = False
) -> Term:
    first_day = date.fromisoformat(first)
    last_day = date.fromisoformat(last) if last else None
    return Term((number, first), number, first_day, last_day, Decimal(amount), original)


def kinds(*items: Term) -> dict[str, ItemKind]:
    found = classify(items)
    return {one.number: found[one.id] for one in items}


FIRST = item("C", "2025-01-01", "2025-12-31", 1000, original=True)


@pytest.mark.parametrize(
    ("later", "kind"),
    [
        pytest.param(item("C01", "2025-01-01", "2025-12-31", 50), AMENDMENT, id="same dates"),
        pytest.param(item("C01", "2025-06-01", "2026-05-31", 50), AMENDMENT, id="starts inside"),
        pytest.param(item("C01", "2025-12-31", "2026-12-31", 50), AMENDMENT, id="on the last day"),
        pytest.param(item("C01", "2026-01-01", "2026-12-31", 50), RENEWAL, id="the day after"),
        pytest.param(item("C01", "2027-01-01", None, 50), RENEWAL, id="after a gap"),
    ],
)
def test_what_starts_within_a_term_amends_it_and_what_starts_after_renews(
    later: Term, kind: ItemKind
) -> None:
    assert kinds(FIRST, later) == {"C": ORIGINAL, "C01": kind}


def test_a_renewed_term_has_amendments_of_its_own() -> None:
    items = (
        FIRST,
        item("C01", "2025-03-01", "2025-12-31", 100),
        item("C02", "2026-01-01", "2026-12-31", 1200),
        item("C03", "2026-01-01", "2026-12-31", 60),
        item("C04", "2027-01-01", "2027-12-31", 1300),
    )
    assert list(kinds(*items).values()) == [ORIGINAL, AMENDMENT, RENEWAL, AMENDMENT, RENEWAL]
    assert [
        (term.opening.number, [one.number for one in term.amendments], term.opening_value)
        for term in contract_terms(reversed(items))
    ] == [
        ("C", ["C01"], Decimal(1000)),
        ("C02", ["C03"], Decimal(1200)),
        ("C04", [], Decimal(1300)),
    ]


def test_an_extension_in_time_without_money_lengthens_the_term() -> None:
    extension = item("C01", "2025-12-01", "2026-03-31", 0)
    change = item("C02", "2026-02-01", "2026-03-31", 70)
    assert kinds(FIRST, extension, change)["C02"] is AMENDMENT
    (term,) = contract_terms([FIRST, extension, change])
    assert term.last_day == date(2026, 3, 31)


def test_an_amendment_with_money_does_not_lengthen_the_term() -> None:
    whole = item("C01", "2025-01-01", "2026-12-31", 2100)
    second_year = item("C02", "2026-01-01", "2026-12-31", 1100)
    assert kinds(FIRST, whole, second_year)["C02"] is RENEWAL


def test_nothing_renews_a_contract_without_an_end() -> None:
    evergreen = item("C", "2020-01-01", None, 1000, original=True)
    assert kinds(evergreen, item("C01", "2030-01-01", None, 1))["C01"] is AMENDMENT


def test_without_the_original_the_first_term_has_no_opening_value() -> None:
    items = [
        item("C03", "2025-01-01", "2025-12-31", 500),
        item("C04", "2025-02-01", "2025-12-31", 200),
        item("C05", "2026-01-01", "2026-12-31", 700),
        item("C06", "2026-02-01", "2026-12-31", 35),
    ]
    assert list(kinds(*items).values()) == [AMENDMENT, AMENDMENT, RENEWAL, AMENDMENT]
    assert [term.opening_value for term in contract_terms(items)] == [None, 700]
    before = creep(items, date(2025, 6, 30), ADDED)
    after = creep(items, date(2026, 6, 30), ADDED)
    assert before is not None
    assert after is not None
    assert (before.net, before.net_percent, before.largest_percent) == (Decimal(200), None, None)
    assert [after.net, after.net_percent] == [35, 5]


def test_the_original_opens_its_term_even_when_an_amendment_is_dated_before_it() -> None:
    early = item("C01", "2024-12-20", "2025-12-31", 5)
    (term,) = contract_terms([early, FIRST])
    assert (term.opening, term.amendments, term.opening_value) == (FIRST, (early,), FIRST.amount)
    assert kinds(early, FIRST) == {"C01": AMENDMENT, "C": ORIGINAL}


def test_net_and_gross_creep_stand_side_by_side() -> None:
    items = [
        FIRST,
        item("C01", "2025-02-01", "2025-12-31", 300),
        item("C02", "2025-04-01", "2025-12-31", -400),
        item("C03", "2025-05-01", "2025-12-31", 0),
        item("C04", "2025-06-01", "2025-12-31", 150),
    ]
    result = creep(items, date(2025, 12, 31), ADDED)
    assert result is not None
    assert [result.net, result.gross, result.largest, result.count] == [50, 850, -400, 4]
    assert [result.net_percent, result.gross_percent, result.largest_percent] == [5, 85, -40]


def test_creep_counts_only_what_has_started() -> None:
    items = [FIRST, item("C01", "2025-06-01", "2025-12-31", 300)]
    before = creep(items, date(2025, 5, 31), ADDED)
    after = creep(items, date(2025, 6, 1), ADDED)
    assert before is not None
    assert after is not None
    assert [before.count, before.net_percent, before.largest] == [0, 0, 0]
    assert [after.count, after.net_percent] == [1, 30]
    assert creep(items, date(2024, 12, 31), ADDED) is None
    assert creep([], date(2025, 1, 1), ADDED) is None


def test_a_renewal_starts_the_count_again() -> None:
    items = [
        FIRST,
        item("C01", "2025-06-01", "2025-12-31", 300),
        item("C02", "2026-01-01", "2026-12-31", 2000),
    ]
    result = creep(items, date(2026, 1, 1), ADDED)
    assert result is not None
    assert (result.term.opening.number, result.net) == ("C02", Decimal(0))


def test_creep_on_an_opening_value_of_zero_has_no_percentage() -> None:
    items = [
        item("C", "2025-01-01", "2025-12-31", 0, original=True),
        item("C01", "2025-01-01", "2025-12-31", 300),
    ]
    result = creep(items, date(2025, 12, 31), ADDED)
    assert result is not None
    assert (result.net, result.net_percent, result.gross_percent) == (Decimal(300), None, None)


def test_restated_totals_change_by_the_difference() -> None:
    items = [
        FIRST,
        item("C01", "2025-01-01", "2025-12-31", 1250),
        item("C02", "2025-01-01", "2025-12-31", 0),
        item("C03", "2025-01-01", "2025-12-31", 1100),
        item("C04", "2025-09-01", "2025-12-31", 40),
    ]
    result = creep(items, date(2025, 12, 31), RESTATED)
    assert result is not None
    assert [result.net, result.gross, result.largest, result.count] == [140, 440, 250, 4]
    assert [result.net_percent, result.gross_percent] == [14, 44]


@pytest.mark.parametrize("amounts", list(AmendmentAmounts))
def test_two_rows_of_one_amendment_count_once(amounts: AmendmentAmounts) -> None:
    items = [
        item("C", "2025-01-01", "2026-12-31", 1000, original=True),
        item("C01", "2025-06-01", "2026-12-31", 200),
        item("C01", "2026-01-01", "2026-12-31", 120),
    ]
    result = creep(items, date(2026, 12, 31), amounts)
    assert result is not None
    assert [result.count, result.net] == [1, 200]


def test_overlapping_rows_of_one_number_are_reported_in_pairs() -> None:
    three_years = item("C05", "2017-07-01", "2020-06-30")
    two_years = item("C05", "2018-07-01", "2020-06-30")
    last_year = item("C05", "2019-07-01", "2020-06-30")
    other = item("C06", "2019-07-01", "2020-06-30")
    after = item("C05", "2020-07-01", None)
    assert overlaps([last_year, other, after, three_years, two_years]) == (
        (three_years, two_years),
        (three_years, last_year),
        (two_years, last_year),
    )


def test_paid_over_agreed_looks_at_the_whole_contract() -> None:
    agreed: dict[str, Decimal] = {"C": Decimal(1000), "C01": Decimal(500)}
    within = paid_over_agreed(agreed, {"C": Decimal(1200), "C01": Decimal(300)}, True)
    above = paid_over_agreed(agreed, {"C": Decimal(1200), "C01": Decimal(600)}, False)
    assert within is not None
    assert above is not None
    assert [within.is_over, within.excess, within.original_known] == [False, 0, True]
    assert [above.is_over, above.excess, above.excess_percent] == [True, 300, 20]
    assert above.original_known is False


def test_without_agreed_value_or_payments_there_is_nothing_to_compare() -> None:
    assert paid_over_agreed({"C": Decimal(0)}, {"C": Decimal(900)}, True) is None
    cut = {"C": Decimal(10), "C01": Decimal(-20)}
    assert paid_over_agreed(cut, {"C": Decimal(900)}, True) is None
    assert paid_over_agreed({"C": Decimal(10)}, {}, True) is None
    assert paid_over_agreed({}, {}, True) is None


def test_items_are_compared_one_by_one_where_an_amount_is_agreed() -> None:
    agreed: dict[str, Decimal] = {
        "C": Decimal(100),
        "C01": Decimal(0),
        "C02": Decimal(-5),
        "C03": Decimal(40),
    }
    paid: dict[str, Decimal] = {
        "C": Decimal("100.01"),
        "C01": Decimal(7),
        "C02": Decimal(7),
        "C03": Decimal(40),
    }
    found = items_paid_over_agreed(agreed, paid, True)
    assert list(found) == ["C"]
    assert found["C"].excess == Decimal("0.01")


def test_a_payment_to_an_unknown_item_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="payments to items C09: expected an agreed value each"):
        paid_over_agreed({"C": Decimal(1)}, {"C09": Decimal(1)}, True)


DAYS = st.integers(0, 900).map(lambda n: date(2024, 1, 1) + timedelta(days=n))


@st.composite
def one_contract(draw: st.DrawFn) -> list[Term]:
    items = []
    for position in range(draw(st.integers(1, 8))):
        first_day = draw(DAYS)
        length = draw(st.none() | st.integers(0, 500))
        last_day = None if length is None else first_day + timedelta(days=length)
        amount = Decimal(draw(st.integers(-50, 200)))
        original = position == 0 and draw(st.booleans())
        items.append(Term(position, f"C{position:02}", first_day, last_day, amount, original))
    return draw(st.permutations(items))


def slow_kinds(items: list[Term]) -> dict[Hashable, ItemKind]:
    """Walk item by item and remember only until when the current term runs."""
    found: dict[Hashable, ItemKind] = {}
    until: date | None = None
    ordered = sorted(items, key=lambda one: (one.first_day, not one.is_original, one.number))
    for one in ordered:
        ends = one.last_day or date.max
        if until is None or one.first_day > until:
            found[one.id] = RENEWAL if until else AMENDMENT
            until = ends
        else:
            found[one.id] = AMENDMENT
            until = max(until, ends) if one.amount == 0 else until
        if one.is_original:
            found[one.id] = ORIGINAL
    return found


@given(one_contract())
def test_kinds_equal_the_slow_walk(items: list[Term]) -> None:
    expected = slow_kinds(items)
    terms = contract_terms(items)
    if not any(one.is_original for one in items) or terms[0].opening.is_original:
        assert classify(items) == expected
    assert classify(items).keys() == expected.keys()


@given(one_contract())
def test_every_item_belongs_to_exactly_one_term(items: list[Term]) -> None:
    terms = contract_terms(items)
    members = [one.id for term in terms for one in (term.opening, *term.amendments)]
    assert sorted(members, key=str) == sorted((one.id for one in items), key=str)
    for earlier, later in pairwise(terms):
        assert earlier.last_day is not None
        assert earlier.last_day < min(one.first_day for one in (later.opening, *later.amendments))


@given(one_contract(), st.sampled_from(AmendmentAmounts), DAYS)
def test_gross_creep_is_never_below_net_creep(
    items: list[Term], amounts: AmendmentAmounts, as_of: date
) -> None:
    result = creep(items, as_of, amounts)
    if result is None:
        assert all(one.first_day > as_of for one in items)
        return
    assert abs(result.net) <= result.gross
    assert abs(result.largest) <= result.gross <= abs(result.largest) * result.count
    assert (result.net_percent is None) == (
        result.term.opening_value is None or result.term.opening_value <= 0
    )
