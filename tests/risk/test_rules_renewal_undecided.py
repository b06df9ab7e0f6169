"""Where has the day to decide passed without a decision?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from risk.conclusions import Severity
from risk.rules.registry import values_of
from tests.risk.facts import TODAY, conclude, decision, only, portfolio
from tests.risk.test_rules_decide_by import ending, renewing

RULE = "renewal-undecided"


@pytest.mark.parametrize(
    ("days", "severity"),
    [
        (60, None),
        (30, None),
        (29, Severity.HIGH),
        (8, Severity.HIGH),
        (7, Severity.CRITICAL),
        (0, Severity.CRITICAL),
        (-1, None),
    ],
)
def test_it_takes_over_the_day_after_and_ends_with_the_notice_deadline(
    days: int, severity: Severity | None
) -> None:
    found = conclude(RULE, portfolio(renewing(days)))
    assert [one.severity for one in found] == ([severity] if severity else [])


@pytest.mark.parametrize("days", range(-95, 100))
def test_no_contract_is_named_by_both_rules(days: int) -> None:
    held = portfolio(
        renewing(days), ending(TODAY + timedelta(days=days), auto_renews=False, number="C-2")
    )
    both = [*conclude(RULE, held), *conclude("decide-by", held)]
    assert len({one.subject_id for one in both}) == len(both)
    lead = ending(TODAY + timedelta(days=days), auto_renews=False, replacement_lead_days=50)
    both = [*conclude(RULE, portfolio(lead)), *conclude("decide-by", portfolio(lead))]
    assert len(both) == (1 if 0 <= days <= 110 else 0)


def test_it_says_what_to_do_and_what_it_costs() -> None:
    found = only(conclude(RULE, portfolio(renewing(20, renewal_months=12))))
    assert found.title == (
        "Nobody has decided whether contract C-1 with Acme Harbor Services goes on; notice is "
        "possible until 20 Jul 2026"
    )
    assert found.explanation == (
        "Contract C-1 with Acme Harbor Services runs until 18 Oct 2026 and renews by itself for "
        "12 months. The day to decide by, 20 Jun 2026, has passed. A notice of 90 calendar days "
        "must be sent by 20 Jul 2026. One renewal would cost 365,000 USD."
    )
    assert found.what_to_do.startswith("Send the notice by 20 Jul 2026 unless the renewal is")
    assert (found.due_on, found.period) == (date(2026, 7, 20), "2026-07-20")
    assert (found.money, found.currency) == (Decimal(365_000), "USD")


@pytest.mark.parametrize("choice", ["renew", "renegotiate", "exit"])
def test_any_decision_ends_it(choice: str) -> None:
    assert conclude(RULE, portfolio(renewing(20, decision=decision(choice)))) == []


def test_a_replacement_that_can_not_be_ready_any_more() -> None:
    facts = {"auto_renews": False, "replacement_lead_days": 100}
    found = only(conclude(RULE, portfolio(ending(TODAY + timedelta(days=99), **facts))))
    assert (found.severity, found.due_on) == (Severity.HIGH, date(2026, 10, 7))
    assert found.period == "2026-06-29"
    assert found.title == (
        "Nobody has decided what follows contract C-1 with Acme Harbor Services, which ends on "
        "7 Oct 2026"
    )
    assert conclude(RULE, portfolio(ending(TODAY + timedelta(days=100), **facts))) == []


def test_the_dates_are_those_of_decide_by_as_the_organization_has_set_them() -> None:
    values = values_of(RULE, {"decide-by": {"decision_buffer_days": 45}})
    assert values["decision_buffer_days"] == 45
    assert conclude(RULE, portfolio(renewing(40))) == []
