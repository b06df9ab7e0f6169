"""What a scan of Meridian finds: every rule at least once, and most engagements healthy."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from accounts.models import MailState, Organization
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.models import Delivery, Finding
from risk.rules.registry import RULES
from sourcing.models import Engagement, EngagementContract
from tests.demo.conftest import load, meridian_by_another_name

pytestmark = pytest.mark.usefixtures("db")


def _finding(rule: str, **subject: str) -> Finding:
    return Finding.objects.get(rule=rule, **subject)


def test_every_rule_finds_something(loaded: Organization) -> None:
    with tenant(loaded):
        found = Counter(
            (rule, Severity(severity).name)
            for rule, severity in Finding.objects.values_list("rule", "severity")
        )
    assert {rule for rule, _ in found} == set(RULES)
    assert found == {
        ("vendor-concentration", "HIGH"): 2,
        ("paid-over-agreed", "HIGH"): 1,
        ("paid-over-agreed", "INFO"): 2,
        ("change-creep", "HIGH"): 1,
        ("renewal-undecided", "CRITICAL"): 1,
        ("obligation-overdue", "MEDIUM"): 1,
        ("exit-readiness", "MEDIUM"): 1,
        ("sole-source-critical", "MEDIUM"): 1,
        ("decide-by", "MEDIUM"): 1,
        ("decide-by", "INFO"): 1,
        ("core-outsourced", "CRITICAL"): 1,
        ("outsourced-over-a-year", "INFO"): 2,
        ("declared-model-mismatch", "INFO"): 1,
    }


def test_twenty_of_24_engagements_have_no_grave_finding(loaded: Organization) -> None:
    with tenant(loaded):
        grave = Finding.objects.filter(severity__gte=Severity.HIGH)
        contracts = grave.exclude(contract=None).values("contract")
        ill = set(grave.exclude(engagement=None).values_list("engagement__key", flat=True)) | set(
            EngagementContract.objects.filter(contract__in=contracts).values_list(
                "engagement__key", flat=True
            )
        )
        assert ill == {"CLOUD-OPS", "ERP-UPGRADE", "PORTAL-TEST", "SPECTRUM"}
        assert Engagement.objects.exclude(key__in=ill).count() == 20


def test_the_cloud_contract_renews_next_week_unless_somebody_acts(loaded: Organization) -> None:
    with tenant(loaded):
        finding = _finding("renewal-undecided", contract__number="VMC-2024-118")
    assert finding.severity == Severity.CRITICAL
    assert finding.due_on == date(2026, 7, 7)
    # 24 months at 1,620,000 USD a year, plus 4 %.
    assert finding.money == Decimal(3_369_600)


def test_the_service_desk_is_caught_in_time(loaded: Organization) -> None:
    with tenant(loaded):
        finding = _finding("decide-by", contract__number="SAS-2023-02")
    assert finding.severity == Severity.MEDIUM
    assert finding.due_on == date(2026, 7, 18)


def test_the_exits_that_would_not_work(loaded: Organization) -> None:
    with tenant(loaded):
        late = _finding("obligation-overdue", contract__number="VMK-MSA-2023")
        notice = _finding("exit-readiness", contract__number="VMK-SOW-02")
        source = _finding("sole-source-critical")
    assert (late.due_on, late.severity) == (date(2026, 5, 30), Severity.MEDIUM)
    assert "gives 90 calendar days of notice" in notice.title
    assert source.title == (
        "Fenwick Orr Security Ltd. is the only source of Security, which is critical, and isn't "
        "easily replaced"
    )


def test_the_development_center_is_core_and_waived(loaded: Organization) -> None:
    with tenant(loaded):
        keys = Finding.objects.filter(rule="core-outsourced").values_list(
            "engagement__key", flat=True
        )
        assert list(keys) == ["SPECTRUM"]
        assert Engagement.objects.get(key="ODC-PUNE").waivers.get().valid_until == date(
            2026, 12, 31
        )


def test_an_own_team_called_outsourced_is_noted(loaded: Organization) -> None:
    with tenant(loaded):
        finding = _finding("declared-model-mismatch", engagement__key="HYD-2")
    assert finding.severity == Severity.INFO


def test_people_got_their_mails(loaded: Organization) -> None:
    with tenant(loaded):
        assert not Delivery.objects.exclude(state=MailState.SENT).exists()
        readers = set(Delivery.objects.values_list("recipient__user__full_name", flat=True))
    assert readers == {
        "Olga Lindqvist",
        "Omar Haddad",
        "Vera Nowak",
        "Fay Delacroix",
        "Sam Okafor",
        "Eve Castillo",
    }


def test_two_loads_find_the_same(loaded: Organization) -> None:
    again = load(meridian_by_another_name())
    assert _findings(again) == _findings(loaded)


def _findings(organization: Organization) -> list[tuple[object, ...]]:
    with tenant(organization):
        return sorted(
            Finding.objects.values_list(
                "rule", "severity", "title", "explanation", "what_to_do", "money", "due_on"
            ),
            key=str,
        )
