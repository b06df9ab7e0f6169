"""The rules over eight quarters of contracts of the City of Philadelphia, as of 30 June 2020."""

from collections import Counter
from decimal import Decimal

import pytest

from risk.conclusions import Conclusion, Severity
from risk.portfolio import Portfolio
from risk.positions import By, measure
from risk.rules.registry import RULES, values_of
from tests.risk.facts import conclude, only
from tests.risk.register import QUARTER_ENDS, portfolio
from vendors.concentration import Basis, Scope


@pytest.fixture(scope="module")
def city() -> Portfolio:
    return portfolio(QUARTER_ENDS)


@pytest.fixture(scope="module")
def last_quarter() -> Portfolio:
    return portfolio(["FY-2020-Q4"])


def severities(conclusions: list[Conclusion]) -> Counter[tuple[str, Severity]]:
    return Counter((found.subject_kind, found.severity) for found in conclusions)


@pytest.mark.parametrize(
    ("basis", "scope", "hhi"),
    [
        (Basis.VALUE, Scope.ALL, "1509.757"),
        (Basis.VALUE, Scope.ACTIVE, "1585.083"),
        (Basis.PAID, Scope.ALL, "440.965"),
    ],
)
def test_concentration_of_the_last_quarter(
    last_quarter: Portfolio, basis: Basis, scope: Scope, hhi: str
) -> None:
    found = measure(last_quarter, By.VENDOR, basis, scope).result.hhi
    assert found is not None
    assert round(found, 3) == Decimal(hhi)


@pytest.mark.parametrize(("scope", "hhi"), [(Scope.ALL, "1898.934"), (Scope.ACTIVE, "1232.681")])
def test_concentration_of_all_quarters(city: Portfolio, scope: Scope, hhi: str) -> None:
    found = measure(city, By.VENDOR, Basis.VALUE, scope).result.hhi
    assert found is not None
    assert round(found, 3) == Decimal(hhi)


def test_the_city_depends_on_one_vendor(city: Portfolio) -> None:
    """What was paid in twelve months is a third of what the contracts are worth a year, so
    payments aren't the basis."""
    found = only(conclude("vendor-concentration", city))
    assert found.title == (
        "CBH - Community Behavioral Health holds 36.0 % of annualised contract value"
    )
    assert found.severity is Severity.HIGH
    assert "1920332 ends on 31 Dec 2020" in found.what_to_do


def test_twenty_seven_contracts_were_paid_more_than_agreed(city: Portfolio) -> None:
    found = conclude("paid-over-agreed", city)
    assert severities(found) == {
        ("contract", Severity.HIGH): 5,
        ("contract", Severity.MEDIUM): 22,
        ("contract_item", Severity.INFO): 87,
    }
    (data_core,) = [
        one for one in found if one.subject_kind == "contract" and "1620514" in one.title
    ]
    assert data_core.severity is Severity.MEDIUM
    assert data_core.money == Decimal("39208.00")
    assert data_core.explanation == (
        "Data-Core Systems, Inc. was paid 63,648.00 USD against 24,440.00 USD agreed in contract "
        "1620514; its original term is not in the register, so the agreed value may be incomplete."
    )


def test_most_amendments_repeat_their_total(city: Portfolio) -> None:
    assert severities(conclude("change-creep", city)) == {
        ("contract", Severity.HIGH): 67,
        ("contract", Severity.MEDIUM): 17,
        ("contract", Severity.LOW): 13,
    }
    added = conclude("change-creep", city, amendment_amounts="added")
    assert severities(added) == {("contract", Severity.HIGH): 131}


def test_a_register_without_notice_terms_only_fills_the_calendar(city: Portfolio) -> None:
    assert severities(conclude("decide-by", city)) == {("contract", Severity.INFO): 1231}


@pytest.mark.parametrize(
    "rule", ["renewal-undecided", "obligation-overdue", "exit-readiness", "sole-source-critical"]
)
def test_where_nobody_recorded_exits_and_obligations_nothing_is_alarmed(
    city: Portfolio, rule: str
) -> None:
    assert conclude(rule, city) == []


def test_no_rule_finds_more_than_thirty_percent_high_or_critical(city: Portfolio) -> None:
    subjects = {"vendor": len(city.vendors), "contract": len(city.contracts)}
    for rule in RULES.values():
        if rule.subject in subjects:
            severe = [
                found
                for found in rule.evaluate(city, values_of(rule.code, {}))
                if found.severity >= Severity.HIGH
            ]
            assert len(severe) <= subjects[rule.subject] * 0.3, rule.code
