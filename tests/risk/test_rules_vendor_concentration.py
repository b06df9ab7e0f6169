"""Does one vendor, or one group of companies, hold too much?"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from risk.conclusions import Severity
from risk.portfolio import Portfolio, VendorFacts
from tests.risk.facts import TODAY, conclude, contract, item, only, portfolio, vendor

RULE = "vendor-concentration"


def holding(*amounts: int) -> tuple[list[VendorFacts], Portfolio]:
    """Vendors A, B, C and so on, each with one contract of that value over the year 2026."""
    vendors = [vendor(f"Vendor {letter}") for letter in "ABCDEFGH"[: len(amounts)]]
    contracts = [
        contract(item(amount, of=one, number=f"C-{n}"), number=f"C-{n}", of=one)
        for n, (one, amount) in enumerate(zip(vendors, amounts, strict=True), start=1)
    ]
    return vendors, portfolio(*contracts, vendors=vendors)


def test_a_vendor_above_thirty_percent_is_found_with_the_figures_of_the_portfolio() -> None:
    vendors, held = holding(31, 20, 20, 20, 9)
    found = only(conclude(RULE, held))
    assert (found.subject_kind, found.subject_id) == ("vendor", vendors[0].id)
    assert (found.severity, found.opens, found.period) == (Severity.HIGH, True, "")
    assert (found.money, found.currency) == (Decimal("31.00"), "USD")
    assert found.title == "Vendor A holds 31.0 % of annualised contract value"
    assert "31 USD of 100 USD" in found.explanation
    assert found.due_on == date(2026, 12, 31)
    assert "C-1 ends on 31 Dec 2026" in found.what_to_do
    assert found.evidence.formula == (
        "Share = 31.00 USD / 100.00 USD × 100 = 31.000 %, opened above 30 %, kept above 28 %"
    )
    # 31² + 3 × 20² + 9² = 2,242
    assert found.evidence.figures["Concentration (HHI)"].startswith("2,242.000, high (")
    assert found.evidence.figures["Effective number"] == "4.460 = 10,000 / HHI"
    assert [(row.model, row.label) for row in found.evidence.rows] == [("vendors.contract", "C-1")]
    assert found.evidence.parameters["threshold_percent"] == "30 %"


def test_thirty_percent_sharp_opens_nothing_but_keeps_what_is_open() -> None:
    _, held = holding(30, 20, 20, 20, 10)
    assert only(conclude(RULE, held)).opens is False


def test_twenty_eight_percent_lets_it_go() -> None:
    _, held = holding(28, 22, 20, 20, 10)
    assert conclude(RULE, held) == []


def test_more_than_half_is_critical() -> None:
    _, held = holding(51, 19, 10, 10, 10)
    assert only(conclude(RULE, held)).severity is Severity.CRITICAL


def test_below_five_vendors_the_figure_says_nothing() -> None:
    _, held = holding(90, 5, 3, 2)
    assert conclude(RULE, held) == []
    assert only(conclude(RULE, held, minimum_vendors=4)).severity is Severity.CRITICAL


def test_a_vendor_without_any_money_is_not_one_of_five() -> None:
    _, held = holding(60, 20, 10, 10, 0)
    assert conclude(RULE, held) == []


def test_other_currencies_are_left_out_and_named() -> None:
    _, held = holding(31, 20, 20, 20, 9)
    euro = contract(item(900, number="E-1"), number="E-1", currency="EUR")
    with_euro = portfolio(*held.contracts, euro, vendors=held.vendors.values())
    found = only(conclude(RULE, with_euro))
    assert found.money == Decimal("31.00")
    assert found.evidence.figures["Left out in EUR"] == "1 item of 900.00 EUR, no rate"


def test_what_has_ended_does_not_count_unless_asked_for() -> None:
    vendors, held = holding(20, 20, 20, 20, 20)
    past = contract(
        item(900, date(2025, 1, 1), date(2025, 12, 31), of=vendors[0], number="P-1"),
        number="P-1",
        of=vendors[0],
    )
    with_past = portfolio(*held.contracts, past, vendors=vendors)
    assert conclude(RULE, with_past) == []
    assert only(conclude(RULE, with_past, scope="all")).severity is Severity.CRITICAL


def test_an_open_end_can_not_be_annualised_and_is_named() -> None:
    _, held = holding(31, 20, 20, 20, 9)
    endless = contract(item(500, last_day=None, number="X-1"), number="X-1")
    found = only(conclude(RULE, portfolio(*held.contracts, endless, vendors=held.vendors.values())))
    assert found.evidence.figures["Left out, amount unknown"] == (
        "items of 1 contract, agreed value 500.00 USD"
    )


def test_a_group_is_found_by_its_ultimate_parent() -> None:
    top = vendor("Harbor Holding")
    middle = vendor("Harbor Europe", top)
    north, south = vendor("Harbor North", middle), vendor("Harbor South", top)
    others = [vendor(f"Other {n}") for n in range(4)]
    amounts = [(north, 20), (south, 18), *((other, 15) for other in others)]
    contracts = [contract(item(amount, of=one), of=one) for one, amount in amounts]
    held = portfolio(*contracts, vendors=[top, middle, north, south, *others])
    found = only(conclude(RULE, held))
    assert (found.subject_id, found.period) == (top.id, "group")
    # 38 of 98
    assert found.title == (
        "Harbor Holding and the companies it owns hold 38.8 % of annualised contract value"
    )
    assert found.evidence.figures["Measured by"] == "ultimate parent"


def test_a_group_of_one_only_repeats_its_vendor() -> None:
    top = vendor("Harbor Holding")
    vendors, held = holding(31, 20, 20, 20, 9)
    owned = VendorFacts(vendors[0].id, "Vendor A", top.id)
    grouped = portfolio(*held.contracts, vendors=[top, owned, *vendors[1:]])
    assert only(conclude(RULE, grouped)).subject_id == owned.id


def paying(paid: int, opening: int | None, **facts: Any) -> Portfolio:
    """Five equal two-year contracts, of which the first was paid so much more than the others."""
    vendors = [vendor(f"Vendor {letter}") for letter in "ABCDE"]
    contracts = [
        contract(
            item(
                200,
                date(2025, 1, 1),
                of=one,
                paid=Decimal(paid if n == 0 else 100),
                paid_at_opening=None if opening is None else Decimal(opening),
            ),
            of=one,
        )
        for n, one in enumerate(vendors)
    ]
    facts = {"closing_figures": TODAY, "opening_figures": date(2025, 6, 30), **facts}
    return portfolio(*contracts, vendors=vendors, **facts)


def test_dated_payments_make_spending_the_basis() -> None:
    # 190 − 20 of 170 + 4 × 80
    found = only(conclude(RULE, paying(190, 20)))
    assert found.title == "Vendor A holds 34.7 % of spending of the last twelve months"


@pytest.mark.parametrize(
    ("why", "held"),
    [
        ("no figure at the opening", paying(190, None)),
        ("stale closing figures", paying(190, 20, closing_figures=date(2026, 3, 21))),
        ("stale opening figures", paying(190, 20, opening_figures=date(2025, 3, 21))),
        ("no payments at all", paying(190, 20, closing_figures=None)),
        ("less than half of the yearly value was paid", paying(140, 85)),
    ],
)
def test_otherwise_the_annualised_value_is(why: str, held: Portfolio) -> None:
    assert conclude(RULE, held) == [], why


def test_the_basis_can_be_chosen() -> None:
    found = only(conclude(RULE, paying(290, 20), basis="paid"))
    assert found.title == "Vendor A holds 42.0 % of payments to date"
