"""Which running contracts have grown through changes inside their current term?"""

from datetime import date
from decimal import Decimal

import pytest

from risk.conclusions import Severity
from risk.portfolio import ContractFacts, ItemFacts
from tests.risk.facts import conclude, contract, item, only, portfolio

RULE = "change-creep"
FEBRUARY = date(2026, 2, 1)


def original(amount: int = 1000) -> ItemFacts:
    return item(amount, is_original=True)


def changed(*amounts: int, first_days: tuple[date, ...] = ()) -> ContractFacts:
    """A contract of 1,000 USD over 2026 with changes, by default all from February on."""
    days = first_days or (FEBRUARY,) * len(amounts)
    changes = [
        item(amount, day, number=f"C-1{n:02}")
        for n, (amount, day) in enumerate(zip(amounts, days, strict=True), start=1)
    ]
    return contract(original(), *changes)


@pytest.mark.parametrize(
    ("amounts", "severity"),
    [
        ((50,), None),
        ((51,), Severity.LOW),
        ((100,), Severity.LOW),
        ((101,), Severity.MEDIUM),
        ((200,), Severity.MEDIUM),
        ((201,), Severity.HIGH),
        ((40, 40), None),
        ((10, 10, 10), Severity.LOW),
        ((300, -300), Severity.LOW),
        ((-60,), Severity.LOW),
    ],
)
def test_severity_follows_net_growth_then_single_and_many_changes(
    amounts: tuple[int, ...], severity: Severity | None
) -> None:
    found = conclude(RULE, portfolio(changed(*amounts)))
    assert [conclusion.severity for conclusion in found] == ([severity] if severity else [])


def test_net_and_gross_stand_side_by_side() -> None:
    found = only(conclude(RULE, portfolio(changed(400, -100))))
    assert found.title == "Contract C-1 with Acme Harbor Services grew by 30.0 % through changes"
    assert "from 1,000.00 USD to 1,300.00 USD: 30.0 % net, 50.0 % gross" in found.explanation
    assert (found.money, found.due_on) == (Decimal(300), date(2026, 12, 31))
    assert found.evidence.formula == (
        "Net creep = Σ changes 300.00 USD / opening value 1,000.00 USD × 100 = 30.00 %; medium "
        "above 10 %, high above 20 %"
    )
    assert found.evidence.figures["Gross (Σ |change|)"] == "500.00 USD, 50.00 %"
    assert found.evidence.figures["Largest change"] == "400.00 USD, 40.00 %"
    assert [row.label for row in found.evidence.rows] == ["C-1", "C-1", "C-101", "C-102"]


def test_three_changes_count_as_many_only_within_a_quarter() -> None:
    spread = (date(2026, 1, 15), date(2026, 3, 1), date(2026, 4, 15))
    assert conclude(RULE, portfolio(changed(10, 10, 10, first_days=spread))) == []
    close = (date(2026, 1, 15), date(2026, 3, 1), date(2026, 4, 14))
    found = only(conclude(RULE, portfolio(changed(10, 10, 10, first_days=close))))
    assert found.severity is Severity.LOW


def test_changes_without_money_are_counted_without_a_sum() -> None:
    found = only(conclude(RULE, portfolio(changed(0, 0, 0))))
    assert found.title.endswith("was changed 3 times in its current term")
    assert (found.money, found.currency) == (None, "")


def test_a_renewal_is_a_new_term_and_not_a_change() -> None:
    renewed = contract(
        item(1000, date(2025, 1, 1), date(2025, 12, 31), is_original=True),
        item(900, date(2025, 2, 1), date(2025, 12, 31), number="C-101"),
        item(5000, date(2026, 1, 1), date(2026, 12, 31), number="C-102"),
    )
    assert conclude(RULE, portfolio(renewed)) == []
    found = only(conclude(RULE, portfolio(renewed, as_of=date(2025, 12, 31))))
    assert (found.severity, found.period) == (Severity.HIGH, "2025-01-01")


def test_an_unknown_opening_value_is_no_data() -> None:
    without_original = contract(item(1000), item(900, FEBRUARY, number="C-102"))
    assert conclude(RULE, portfolio(without_original)) == []


def test_what_has_ended_is_no_longer_worth_a_decision() -> None:
    assert conclude(RULE, portfolio(changed(900), as_of=date(2027, 1, 1))) == []


def restating(contracts: int, shrinking: int = 0) -> list[ContractFacts]:
    """Contracts whose amendment repeats the term; some with a smaller total than before."""
    return [
        contract(
            item(1000, number=f"R-{n}", is_original=True),
            item(900 if n < shrinking else 1000, number=f"R-{n}01"),
            number=f"R-{n}",
        )
        for n in range(contracts)
    ]


def test_a_register_that_repeats_totals_is_read_so() -> None:
    assert conclude(RULE, portfolio(*restating(20))) == []
    grown = contract(item(1000, is_original=True), item(1300, number="C-101"))
    found = only(conclude(RULE, portfolio(*restating(20), grown)))
    assert found.money == Decimal(300)
    assert found.evidence.figures["Amounts of amendments read as"] == (
        "the term's new total in each amendment"
    )


@pytest.mark.parametrize(("contracts", "shrinking"), [(19, 0), (20, 2)])
def test_too_few_or_too_mixed_amendments_are_read_as_coming_on_top(
    contracts: int, shrinking: int
) -> None:
    found = conclude(RULE, portfolio(*restating(contracts, shrinking)))
    assert len(found) == contracts
    assert {conclusion.severity for conclusion in found} == {Severity.HIGH}


def test_the_reading_can_be_chosen() -> None:
    held = portfolio(changed(1300, first_days=(date(2026, 1, 1),)))
    assert only(conclude(RULE, held)).money == Decimal(1300)
    assert only(conclude(RULE, held, amendment_amounts="restated")).money == Decimal(300)
