"""Which obligations under contracts are overdue?"""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from risk.conclusions import Severity
from risk.portfolio import ContractFacts, ObligationFacts
from tests.risk.facts import TODAY, conclude, contract, item, only, portfolio
from vendors.obligations import Recurrence, Schedule

RULE = "obligation-overdue"


def owing(days_late: int, **facts: Any) -> ContractFacts:
    """A contract with one obligation that fell due so many days ago."""
    schedule = Schedule(TODAY - timedelta(days=days_late))
    given = {"title": "Service report", "is_ours": True, "schedule": schedule, **facts}
    return contract(item(1000), obligations=(ObligationFacts(uuid4(), **given),))


@pytest.mark.parametrize(
    ("days", "ours", "theirs"),
    [
        (0, None, None),
        (3, None, None),
        (4, Severity.MEDIUM, Severity.LOW),
        (30, Severity.MEDIUM, Severity.LOW),
        (31, Severity.HIGH, Severity.MEDIUM),
    ],
)
def test_severity_follows_the_delay_and_who_owes(
    days: int, ours: Severity | None, theirs: Severity | None
) -> None:
    for is_ours, severity in ((True, ours), (False, theirs)):
        found = conclude(RULE, portfolio(owing(days, is_ours=is_ours)))
        assert [one.severity for one in found] == ([severity] if severity else [])


def test_a_report_missed_twice_is_one_finding() -> None:
    monthly = Schedule(date(2026, 4, 30), Recurrence.MONTHLY)
    held = portfolio(owing(0, is_ours=False, schedule=monthly, owner="Vera"))
    found = only(conclude(RULE, held))
    assert found.title == (
        "“Service report” under contract C-1 with Acme Harbor Services has been overdue since "
        "30 Apr 2026"
    )
    assert found.explanation == (
        "Acme Harbor Services owes “Service report” under contract C-1 since 30 Apr 2026. It has "
        "fallen due 2 times without being met. What isn't asked for is soon no longer delivered, "
        "and the claim fades."
    )
    assert found.what_to_do == (
        "Vera should ask Acme Harbor Services for it in writing, with a date, and mark "
        "30 Apr 2026 as met, with the evidence once it came."
    )
    assert (found.severity, found.due_on) == (Severity.MEDIUM, date(2026, 4, 30))
    assert found.evidence.figures["Due without being met"] == "30 Apr 2026, 30 May 2026"


def test_without_an_owner_one_is_asked_for() -> None:
    found = only(conclude(RULE, portfolio(owing(10))))
    assert found.what_to_do == (
        "Nobody sees to it yet: name an owner, then do it and mark 20 Jun 2026 as met, with the "
        "evidence."
    )


def test_what_is_met_or_ended_is_over() -> None:
    met = owing(10, done=frozenset({TODAY - timedelta(days=10)}))
    ended = contract(
        item(1000, last_day=TODAY - timedelta(days=1)),
        obligations=owing(10).obligations,
    )
    assert conclude(RULE, portfolio(met, ended)) == []


def test_the_text_stays_the_same_from_day_to_day() -> None:
    """A text with the number of days in it would write history every night."""
    held = owing(10)
    texts = {
        (one.title, one.explanation, one.evidence.formula)
        for later in range(10)
        for one in conclude(RULE, portfolio(held, as_of=TODAY + timedelta(days=later)))
    }
    assert len(texts) == 1
