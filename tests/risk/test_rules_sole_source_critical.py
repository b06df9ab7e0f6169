"""Whose failure alone would stop something critical?"""

from typing import Any

import pytest

from risk.conclusions import Conclusion, Severity
from risk.portfolio import EngagementFacts, VendorFacts
from sourcing.quadrants import OperatingModel
from tests.risk.facts import conclude, engagement, only, portfolio, vendor

RULE = "sole-source-critical"
BOLT = vendor("Bolt", substitutability="highly_complex")
CORD = vendor("Cord", substitutability="not")


def work(of: VendorFacts, key: str = "E-1", **facts: Any) -> EngagementFacts:
    given = {"function": "Payroll", "criticality": "critical", **facts}
    return engagement(key=key, vendor_id=of.id, party=of.legal_name, **given)


def found(
    *engagements: EngagementFacts, vendors: tuple[VendorFacts, ...], **facts: Any
) -> list[Conclusion]:
    return conclude(RULE, portfolio(vendors=vendors, engagements=engagements, **facts))


@pytest.mark.parametrize(
    ("substitutability", "severity"),
    [
        ("not", Severity.HIGH),
        ("highly_complex", Severity.HIGH),
        ("medium", Severity.MEDIUM),
        ("easy", None),
        ("unknown", None),
    ],
)
def test_severity_follows_how_hard_the_vendor_is_to_replace(
    substitutability: str, severity: Severity | None
) -> None:
    only_one = vendor("Only", substitutability=substitutability)
    conclusions = found(work(only_one), vendors=(only_one,))
    assert [one.severity for one in conclusions] == ([severity] if severity else [])


def test_it_names_the_function_and_the_work() -> None:
    one = only(found(work(BOLT), work(BOLT, "E-2", criticality="low"), vendors=(BOLT,)))
    assert one.title == (
        "Bolt is the only source of Payroll, which is critical, and is highly complex to replace"
    )
    assert "Payroll is critical (E-1 Payroll), only Bolt does it" in one.explanation
    assert (one.subject_id, one.period) == (BOLT.id, "payroll")


def test_another_vendor_or_an_own_team_is_a_second_source() -> None:
    assert found(work(BOLT), work(CORD, "E-2", function="payroll "), vendors=(BOLT, CORD)) == []
    own = engagement(
        key="E-2",
        vendor_id=None,
        party="Team Kraków",
        operating_model=OperatingModel.OWN_ENTITY,
        function="Payroll",
    )
    assert found(work(BOLT), own, vendors=(BOLT,)) == []
    assert found(work(BOLT, criticality="high"), vendors=(BOLT,)) == []


def test_two_companies_of_one_group_are_one_source() -> None:
    group = vendor("Group")
    one, two = (
        vendor(name, group, substitutability="not") for name in ("Group East", "Group West")
    )
    conclusions = found(work(one), work(two, "E-2"), vendors=(group, one, two))
    assert {each.subject_id for each in conclusions} == {one.id, two.id}


def test_work_without_a_function_stands_for_itself() -> None:
    conclusions = found(
        work(BOLT, function=""), work(CORD, "E-2", function=""), vendors=(BOLT, CORD)
    )
    assert {each.period for each in conclusions} == {"engagement E-1", "engagement E-2"}


def test_two_critical_vendors_that_share_a_subcontractor() -> None:
    shared = vendor("Shared Hosting")
    engagements = (work(BOLT, function="A"), work(CORD, "E-2", function="B"))
    links = {BOLT.id: (shared.id,), CORD.id: (shared.id,)}
    vendors = (BOLT, CORD, shared)
    conclusions = found(*engagements, vendors=vendors, subcontractors=links)
    (one,) = [each for each in conclusions if each.period == "subcontractor"]
    assert (one.subject_id, one.severity) == (shared.id, Severity.MEDIUM)
    assert one.title == "2 vendors of critical work depend on Shared Hosting"
    assert "Bolt and Cord do critical work" in one.explanation
    fewer = found(*engagements, vendors=vendors, subcontractors={BOLT.id: (shared.id,)})
    assert all(each.period != "subcontractor" for each in fewer)
