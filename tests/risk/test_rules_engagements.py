"""Core work outsourced, work outsourced for long, and labels that the facts contradict."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from risk.conclusions import Severity
from risk.portfolio import ContractFacts, Home, Portfolio
from sourcing.quadrants import Delivery, OperatingModel
from tests.risk.facts import conclude, contract, engagement, item, only, portfolio, waiver

INDIA = Delivery("IN", "Asia/Kolkata", 20)


def given(**facts: Any) -> Portfolio:
    """One engagement with these facts, without a contract."""
    return portfolio(engagements=[engagement(**facts)])


def under(*contracts: ContractFacts, **facts: Any) -> Portfolio:
    """One engagement with these facts, running under these contracts."""
    one = engagement(**facts)
    linked = [_linked(each, one.id) for each in contracts]
    return portfolio(*linked, engagements=[one])


def _linked(facts: ContractFacts, engagement_id: UUID) -> ContractFacts:
    return contract(*facts.items, number=facts.number, engagement_id=engagement_id)


def test_core_work_with_a_vendor_is_critical_and_names_who_may_waive() -> None:
    held = under(contract(item(365_000)), is_core=True)
    found = only(conclude("core-outsourced", held))
    assert (found.severity, found.period) == (Severity.CRITICAL, "")
    assert found.title == "E-1 Payroll is core work and outsourced to Acme Harbor Services"
    assert (found.money, found.currency) == (Decimal("365000.00"), "USD")
    assert "an owner or an operations lead may waive this" in found.what_to_do
    assert found.evidence.figures["Waiver"] == "none was ever granted"


@pytest.mark.parametrize(
    "facts",
    [
        {"is_core": None},
        {"is_core": False},
        {
            "is_core": True,
            "operating_model": OperatingModel.OWN_ENTITY,
            "vendor_id": None,
            "party": "Kraków Platform",
        },
        {
            "is_core": True,
            "operating_model": OperatingModel.BOT,
            "transfer_date": date(2026, 6, 30),
        },
    ],
)
def test_work_that_is_not_core_or_not_outsourced_is_fine(facts: dict[str, Any]) -> None:
    assert conclude("core-outsourced", given(**facts)) == []


def test_build_operate_transfer_is_outsourced_until_the_transfer() -> None:
    held = given(is_core=True, operating_model=OperatingModel.BOT, transfer_date=date(2026, 7, 1))
    assert only(conclude("core-outsourced", held)).severity is Severity.CRITICAL


def test_a_valid_waiver_silences_the_blocker() -> None:
    held = given(is_core=True, waivers=(waiver(date(2026, 7, 31)),))
    assert conclude("core-outsourced", held) == []


def test_a_waiver_that_ends_soon_asks_for_a_decision() -> None:
    held = given(is_core=True, waivers=(waiver(date(2026, 7, 30)),))
    found = only(conclude("core-outsourced", held))
    assert (found.severity, found.due_on) == (Severity.MEDIUM, date(2026, 7, 30))
    assert found.period == "waiver 2026-07-30"
    assert found.explanation.startswith(
        "Olga allowed Acme Harbor Services to do this core work until 30 Jul 2026: Hiring until "
        "autumn."
    )


@pytest.mark.parametrize(
    "granted",
    [
        waiver(date(2026, 6, 29)),
        waiver(date(2026, 12, 31), since=date(2026, 7, 1)),
        waiver(date(2026, 12, 31), rule="outsourced-over-a-year"),
    ],
)
def test_an_ended_future_or_foreign_waiver_does_not_count(granted: Any) -> None:
    held = given(is_core=True, waivers=(granted,))
    assert only(conclude("core-outsourced", held)).severity is Severity.CRITICAL


def test_a_waiver_holds_on_its_last_day() -> None:
    held = given(is_core=True, waivers=(waiver(date(2026, 6, 30)),))
    assert only(conclude("core-outsourced", held)).severity is Severity.MEDIUM


def test_the_cost_is_unknown_where_contracts_stand_in_several_currencies() -> None:
    one = engagement(is_core=True)
    held = portfolio(
        contract(item(100), engagement_id=one.id),
        contract(item(100), engagement_id=one.id, number="C-2", currency="EUR"),
        engagements=[one],
    )
    found = only(conclude("core-outsourced", held))
    assert (found.money, found.currency) == (None, "")


def test_work_that_has_ended_is_left_alone() -> None:
    past = contract(item(100, date(2024, 1, 1), date(2026, 6, 29)))
    for rule in ("core-outsourced", "outsourced-over-a-year", "declared-model-mismatch"):
        assert conclude(rule, under(past, is_core=True, declared_model="insourcing")) == []


@pytest.mark.parametrize(
    ("started", "reviewed", "found"),
    [
        (date(2025, 6, 29), None, True),
        (date(2025, 6, 30), None, False),
        (date(2024, 1, 1), date(2025, 6, 29), True),
        (date(2024, 1, 1), date(2025, 6, 30), False),
        (None, None, False),
    ],
)
def test_outsourced_for_over_a_year_without_a_review(
    started: date | None, reviewed: date | None, found: bool
) -> None:
    held = given(starts_on=started, decision_reviewed_on=reviewed)
    assert [c.severity for c in conclude("outsourced-over-a-year", held)] == (
        [Severity.INFO] if found else []
    )


def test_the_start_is_that_of_the_earliest_contract() -> None:
    held = under(
        contract(item(1, date(2024, 5, 1), date(2025, 4, 30)), number="C-1"),
        contract(item(1, date(2025, 5, 1)), number="C-2"),
    )
    found = only(conclude("outsourced-over-a-year", held))
    assert found.title == "E-1 Payroll has been outsourced since 1 May 2024"
    assert [row.label for row in found.evidence.rows] == ["E-1", "C-1", "C-2"]


def test_a_captive_is_not_outsourced() -> None:
    held = given(
        starts_on=date(2020, 1, 1),
        operating_model=OperatingModel.EMPLOYER_OF_RECORD,
        vendor_id=None,
        party="Manila Support",
    )
    assert conclude("outsourced-over-a-year", held) == []


def test_a_vendor_abroad_is_not_offshoring_alone() -> None:
    held = given(declared_model="offshoring", deliveries=(INDIA,))
    found = only(conclude("declared-model-mismatch", held))
    assert found.severity is Severity.INFO
    assert found.title == "E-1 Payroll is called offshoring, but is offshore outsourcing"
    assert "run by a vendor and work in: IN, so the two differ in who runs the people" in (
        found.explanation
    )


@pytest.mark.parametrize("declared", ["outsourcing", "offshore_outsourcing", ""])
def test_labels_that_fit_and_no_label_at_all_are_fine(declared: str) -> None:
    held = given(declared_model=declared, deliveries=(INDIA,))
    assert conclude("declared-model-mismatch", held) == []


def test_near_is_judged_by_the_organizations_own_list() -> None:
    mexico = Delivery("MX", "America/Mexico_City", 5)
    one = engagement(declared_model="nearshoring", deliveries=(mexico,))
    near = Home("US", "America/New_York", frozenset({"MX"}))
    assert conclude("declared-model-mismatch", portfolio(engagements=[one], home=near)) == []
    found = only(conclude("declared-model-mismatch", portfolio(engagements=[one])))
    assert found.evidence.figures["Location"] == "offshore"


def test_work_from_home_and_abroad_is_said_to_be_mixed() -> None:
    boston = Delivery("US", "America/New_York", 5)
    held = given(declared_model="offshore_outsourcing", deliveries=(INDIA, boston))
    found = only(conclude("declared-model-mismatch", held))
    assert found.title.endswith(
        "is called offshore outsourcing, but is delivered from mixed places"
    )
