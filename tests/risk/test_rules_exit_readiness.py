"""Where could a vendor not be left in the time there would be?"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from risk.conclusions import Conclusion, Severity
from risk.portfolio import ContractFacts, EngagementFacts, Portfolio, VendorFacts
from tests.risk.facts import (
    TODAY,
    conclude,
    contract,
    decision,
    engagement,
    item,
    only,
    portfolio,
    vendor,
)
from vendors.deadlines import Notice, NoticeUnit

RULE = "exit-readiness"
TESTED: dict[str, Any] = {
    "has_exit_plan": True,
    "exit_tested_on": date(2026, 1, 15),
    "exit_tested_days": 120,
}


def held(
    of: VendorFacts, *contracts: dict[str, Any], **facts: Any
) -> tuple[Portfolio, EngagementFacts]:
    """A vendor's engagement under contracts of 2026, C-1, C-2…"""
    work = engagement(vendor_id=of.id, party=of.legal_name, **facts)
    made: list[ContractFacts] = [
        contract(
            item(365_000, last_day=each.get("last_day", date(2027, 12, 31)), of=of),
            number=f"C-{number}",
            of=of,
            engagement_id=work.id,
            **each,
        )
        for number, each in enumerate(contracts, start=1)
    ]
    return portfolio(*made, vendors=[of], engagements=[work]), work


def found(of: VendorFacts, *contracts: dict[str, Any], **facts: Any) -> list[Conclusion]:
    return conclude(RULE, held(of, *contracts, **facts)[0])


@pytest.mark.parametrize(
    ("criticality", "severity"),
    [
        ("critical", Severity.HIGH),
        ("high", Severity.MEDIUM),
        ("low", Severity.LOW),
        ("unknown", Severity.LOW),
    ],
)
def test_a_notice_shorter_than_the_tested_exit(criticality: str, severity: Severity) -> None:
    bolt = vendor("Bolt", **TESTED)
    one = only(found(bolt, {"notice": Notice(90)}, criticality=criticality))
    assert (one.severity, one.subject_kind, one.period) == (severity, "contract", "notice")
    assert one.title == (
        "Leaving Bolt took 120 days when it was tested; contract C-1 gives 90 calendar days of "
        "notice"
    )
    assert one.due_on == date(2027, 12, 31)
    assert one.evidence.formula == (
        "Notice 90 calendar days = 90 calendar days < 120 days of the tested exit; let go from "
        "123 days on"
    )


def test_it_is_let_go_three_days_above() -> None:
    bolt = vendor("Bolt", **TESTED)
    days = {length: found(bolt, {"notice": Notice(length)}) for length in (119, 120, 122, 123)}
    assert [[one.opens for one in each] for each in days.values()] == [
        [True],
        [False],
        [False],
        [],
    ]


def test_a_notice_in_months_or_without_an_end_is_counted_in_days() -> None:
    bolt = vendor("Bolt", **{**TESTED, "exit_tested_days": 91})
    # Three months before 31 December 2027 is 30 September: 92 days.
    months = found(bolt, {"notice": Notice(3, NoticeUnit.MONTHS)})
    assert only(months).evidence.figures["Calendar days"] == "92"
    assert not only(months).opens
    business = {"notice": Notice(60, NoticeUnit.BUSINESS_DAYS), "last_day": None}
    evergreen = only(found(bolt, business))
    assert evergreen.opens
    assert (evergreen.evidence.figures["Calendar days"], evergreen.due_on) == ("84", None)


def test_nothing_is_said_where_nothing_is_known() -> None:
    acme = vendor("Acme")
    assert found(acme, {"notice": Notice(1)}, {"auto_renews": False}, criticality="high") == []


@pytest.mark.parametrize(
    ("facts", "severity", "title"),
    [
        ({"has_exit_plan": False}, Severity.HIGH, "Bolt does critical work and has no exit plan"),
        (
            {},
            Severity.MEDIUM,
            "Bolt does critical work and may have no exit plan: nobody has looked",
        ),
        (
            {"has_exit_plan": True, "exit_tested_on": date(2025, 6, 29)},
            Severity.MEDIUM,
            "The exit plan for Bolt was last tested on 29 Jun 2025",
        ),
        ({"has_exit_plan": True}, Severity.MEDIUM, "The exit plan for Bolt has never been tested"),
        ({"has_exit_plan": True, "exit_tested_on": date(2025, 6, 30)}, None, ""),
    ],
)
def test_critical_work_needs_a_plan_tested_within_a_year(
    facts: dict[str, Any], severity: Severity | None, title: str
) -> None:
    bolt = vendor("Bolt", **facts)
    conclusions = found(bolt, {}, criticality="critical")
    assert [(one.severity, one.title) for one in conclusions] == (
        [(severity, title)] if severity else []
    )


def test_what_a_missing_plan_puts_at_stake() -> None:
    one = only(found(vendor("Bolt", has_exit_plan=False), {}, criticality="critical"))
    # 365,000 USD over 730 days.
    assert (one.money, one.currency) == (Decimal(182_500), "USD")
    assert "E-1 Payroll, 182,500 USD a year, and has no exit plan" in one.explanation


def test_high_work_needs_a_test_but_no_alarm_about_a_missing_plan() -> None:
    assert found(vendor("Bolt", has_exit_plan=False), {}, criticality="high") == []
    stale = only(found(vendor("Bolt", has_exit_plan=True), {}, criticality="high"))
    assert stale.severity is Severity.LOW
    ended = {"last_day": TODAY - timedelta(days=1)}
    assert found(vendor("Bolt", has_exit_plan=False), ended, criticality="critical") == []


def test_a_contract_ends_before_the_tested_exit_could_be_done() -> None:
    bolt = vendor("Bolt", **TESTED)
    ending = {"auto_renews": False, "last_day": TODAY + timedelta(days=119)}
    one = only(found(bolt, ending))
    assert one.title == (
        "Contract C-1 with Bolt ends on 27 Oct 2026, before a replacement could be ready"
    )
    assert (one.period, one.due_on) == ("end 2026-10-27", date(2026, 10, 27))
    for quiet in (
        {"last_day": TODAY + timedelta(days=120)},
        {"auto_renews": None},
        {"decision": decision("renew")},
        # Already said by renewal-undecided, with the lead time that was recorded.
        {"replacement_lead_days": 150},
    ):
        assert found(bolt, {**ending, **quiet}) == []
    assert only(found(bolt, {**ending, "replacement_lead_days": 60})).opens
    follows = {"last_day": date(2027, 12, 31)}
    assert found(bolt, dict(ending), follows) == []


def test_specialised_work_needs_somebody_who_understands_it() -> None:
    bolt = vendor("Bolt", **TESTED)
    one = only(found(bolt, {}, is_specialised=True))
    assert (one.severity, one.subject_kind) == (Severity.MEDIUM, "engagement")
    assert one.title == "Nobody in house understands E-1 Payroll"
    critical = only(found(bolt, {}, is_specialised=True, criticality="critical"))
    assert critical.severity is Severity.HIGH
    for quiet in ({"has_expert": True}, {"is_specialised": None}, {"is_specialised": False}):
        assert found(bolt, {}, **{"is_specialised": True, **quiet}) == []
