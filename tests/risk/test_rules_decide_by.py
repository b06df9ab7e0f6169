"""On which contracts must something be decided or sent, and by when?"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from risk.conclusions import Severity
from risk.portfolio import ContractFacts
from tests.risk.facts import TODAY, conclude, contract, decision, item, only, portfolio
from vendors.deadlines import Notice, NoticeUnit

RULE = "decide-by"
NINETY_DAYS = Notice(90)


def ending(last_day: date, **facts: Any) -> ContractFacts:
    """A contract of 365,000 USD for the 365 days up to its last one."""
    return contract(item(365_000, last_day - timedelta(days=364), last_day), **facts)


def renewing(deadline_in_days: int, **facts: Any) -> ContractFacts:
    """A contract that renews, whose notice must be sent in so many days from today."""
    last_day = TODAY + timedelta(days=deadline_in_days + 90)
    return ending(last_day, **{"notice": NINETY_DAYS, "auto_renews": True, **facts})


@pytest.mark.parametrize(
    ("days", "severity"),
    [
        (91, None),
        (90, Severity.LOW),
        (61, Severity.LOW),
        (60, Severity.MEDIUM),
        (31, Severity.MEDIUM),
        (30, Severity.HIGH),
        # From here on the day to decide by has passed: see renewal-undecided.
        (29, None),
        (0, None),
        (-1, Severity.HIGH),
        (-90, Severity.HIGH),
        (-91, None),
    ],
)
def test_severity_follows_the_days_to_the_notice_deadline(
    days: int, severity: Severity | None
) -> None:
    found = conclude(RULE, portfolio(renewing(days)))
    assert [conclusion.severity for conclusion in found] == ([severity] if severity else [])


def test_it_names_both_dates_and_what_a_renewal_costs() -> None:
    renewal = {"renewal_months": 24, "renewal_uplift_percent": Decimal(5)}
    found = only(conclude(RULE, portfolio(renewing(40, **renewal))))
    # Last day 7 November 2026; notice by 9 August; a decision 30 days before that.
    assert found.title == (
        "Contract C-1 with Acme Harbor Services renews unless notice is sent by 9 Aug 2026"
    )
    assert found.explanation == (
        "Contract C-1 with Acme Harbor Services runs until 7 Nov 2026 and renews by itself for "
        "24 months. A notice of 90 calendar days must be sent by 9 Aug 2026. One renewal would "
        "cost 766,500 USD."
    )
    assert found.what_to_do.startswith("Decide by 10 Jul 2026 whether")
    assert (found.due_on, found.period) == (date(2026, 7, 10), "2026-08-09")
    assert (found.money, found.currency) == (Decimal("766500.00"), "USD")
    assert found.evidence.formula == (
        "Notice deadline = last day 7 Nov 2026 − 90 calendar days − delivery 0 days = 9 Aug 2026; "
        "decide by = that − 30 days = 10 Jul 2026; money = 24 months / 12 × 365,000 USD a year × "
        "(1 + 5.00 %) = 766,500 USD"
    )


def test_a_missed_deadline_asks_for_a_late_notice() -> None:
    found = only(conclude(RULE, portfolio(renewing(-10))))
    assert found.title == (
        "The notice deadline of contract C-1 with Acme Harbor Services passed on 20 Jun 2026"
    )
    assert "accept a late notice" in found.what_to_do
    assert (found.due_on, found.period) == (date(2026, 9, 18), "2026-06-20")


def test_unknown_renewal_terms_are_said_to_be_unknown() -> None:
    found = only(conclude(RULE, portfolio(renewing(-10, auto_renews=None))))
    assert found.severity is Severity.MEDIUM
    assert "may renew after 18 Sep 2026" in found.explanation
    assert "What a renewal would cost isn't known" in found.explanation
    assert (found.money, found.currency) == (None, "")


def test_a_date_that_moves_is_another_finding() -> None:
    before, after = (
        only(conclude(RULE, portfolio(ending(last_day, notice=NINETY_DAYS, auto_renews=True))))
        for last_day in (date(2026, 11, 15), date(2026, 11, 16))
    )
    assert (before.period, after.period) == ("2026-08-17", "2026-08-18")


def test_delivery_and_business_days_move_the_deadline() -> None:
    notice = Notice(10, NoticeUnit.BUSINESS_DAYS, delivery_days=3)
    held = portfolio(ending(date(2026, 8, 28), notice=notice, auto_renews=True))
    found = only(conclude(RULE, held))
    # Ten business days before Friday 28 August is Friday 14 August; three days for the post.
    assert found.period == "2026-08-11"
    assert "A notice of 10 business days and 3 days for delivery" in found.explanation


def test_without_any_terms_it_is_an_entry_in_the_calendar() -> None:
    assert conclude(RULE, portfolio(ending(TODAY + timedelta(days=91)))) == []
    found = only(conclude(RULE, portfolio(ending(TODAY + timedelta(days=90)))))
    assert (found.severity, found.money) == (Severity.INFO, None)
    assert found.due_on == date(2026, 9, 28)
    assert "doesn't say: notice period and whether it renews by itself" in found.explanation


def test_where_nothing_renews_the_default_lead_time_only_fills_the_calendar() -> None:
    """180 days before the last day, brought up 60 days earlier."""
    fixed = {"auto_renews": False}
    assert conclude(RULE, portfolio(ending(TODAY + timedelta(days=241), **fixed))) == []
    found = only(conclude(RULE, portfolio(ending(TODAY + timedelta(days=240), **fixed))))
    assert (found.severity, found.due_on) == (Severity.INFO, date(2026, 8, 29))
    assert "180 days (the default, none is recorded)" in found.explanation


@pytest.mark.parametrize(
    ("days", "severity", "due_in"), [(160, Severity.LOW, 60), (130, Severity.MEDIUM, 30)]
)
def test_a_recorded_lead_time_asks_for_a_decision(
    days: int, severity: Severity, due_in: int
) -> None:
    ends = TODAY + timedelta(days=days)
    held = portfolio(ending(ends, auto_renews=False, replacement_lead_days=100))
    found = only(conclude(RULE, held))
    assert (found.severity, found.due_on) == (severity, TODAY + timedelta(days=due_in))
    assert found.period == (ends - timedelta(days=100)).isoformat()


def test_a_contract_without_an_end_has_no_date_to_miss() -> None:
    endless = contract(item(1000, last_day=None), notice=NINETY_DAYS)
    assert conclude(RULE, portfolio(endless)) == []


def test_the_last_day_itself_is_still_in_time() -> None:
    assert only(conclude(RULE, portfolio(ending(TODAY)))).due_on == TODAY
    assert conclude(RULE, portfolio(ending(TODAY - timedelta(days=1)))) == []


def test_the_buffer_can_be_changed() -> None:
    found = only(conclude(RULE, portfolio(renewing(70)), decision_buffer_days=45))
    assert found.due_on == date(2026, 7, 25)


@pytest.mark.parametrize("days", [60, 40, 20, 3, -5])
def test_a_decision_to_renew_leaves_nothing_to_send(days: int) -> None:
    assert conclude(RULE, portfolio(renewing(days, decision=decision("renew")))) == []


@pytest.mark.parametrize(
    ("days", "severity"),
    [
        (61, None),
        (60, Severity.LOW),
        (30, Severity.HIGH),
        (7, Severity.CRITICAL),
        (-1, Severity.HIGH),
    ],
)
def test_a_decision_to_leave_waits_for_its_notice(days: int, severity: Severity | None) -> None:
    held = portfolio(renewing(days, decision=decision("exit")))
    assert [one.severity for one in conclude(RULE, held)] == ([severity] if severity else [])
    sent = portfolio(renewing(days, decision=decision("exit", notice_sent_on=TODAY)))
    assert conclude(RULE, sent) == []


def test_the_notice_after_a_decision_names_who_decided() -> None:
    leaving = only(conclude(RULE, portfolio(renewing(20, decision=decision("exit")))))
    assert leaving.title == (
        "The notice on contract C-1 with Acme Harbor Services must be sent by 20 Jul 2026"
    )
    assert leaving.explanation.startswith("Vera decided on 15 Jun 2026 to leave.")
    assert (leaving.due_on, leaving.period) == (date(2026, 7, 20), "2026-07-20")
    assert leaving.evidence.figures["Decision"] == "exit, Vera, 15 Jun 2026"
    talking = only(conclude(RULE, portfolio(renewing(20, decision=decision("renegotiate")))))
    assert "unless the new terms are signed before" in talking.what_to_do


def test_what_is_decided_needs_no_entry_in_the_calendar() -> None:
    ended = ending(TODAY + timedelta(days=30), decision=decision("exit"))
    fixed = ending(TODAY + timedelta(days=200), auto_renews=False, decision=decision("renew"))
    assert conclude(RULE, portfolio(ended, fixed)) == []


def test_a_notice_from_another_paper_names_it() -> None:
    held = portfolio(renewing(40, notice_from="MSA-1", renewal_from="A2"))
    figures = only(conclude(RULE, held)).evidence.figures
    assert figures["Notice"] == "90 calendar days (MSA-1)"
    assert figures["Renews by itself"] == "yes (A2)"


def test_holidays_move_a_deadline_in_business_days() -> None:
    notice = Notice(10, NoticeUnit.BUSINESS_DAYS)
    facts = {"notice": notice, "auto_renews": True}
    day_off = frozenset({date(2026, 7, 27), date(2026, 8, 14)})
    usual, moved = (
        only(conclude(RULE, portfolio(ending(date(2026, 8, 21), **facts, **more))))
        for more in ({}, {"holidays": day_off})
    )
    assert (usual.period, moved.period) == ("2026-08-07", "2026-08-06")
