"""Who is told about what."""

import pytest

from accounts.models import Role
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.models import Alert
from risk.models.alert import Stage
from risk.routing import MONEY_AND_CONTRACT_RULES, ROUTES, is_told
from risk.rules.registry import RULES
from risk.services.alerts import recipients_of
from tests.cast import Cast
from tests.mail.stories import find, tell, told


@pytest.mark.parametrize(
    ("severity", "rule", "names"),
    [
        (Severity.CRITICAL, "paid-over-agreed", {"Olga", "Omar", "Vera", "Eve"}),
        (Severity.HIGH, "core-outsourced", {"Olga", "Omar", "Eve"}),
        (Severity.MEDIUM, "decide-by", {"Omar", "Vera"}),
        (Severity.MEDIUM, "core-outsourced", {"Omar"}),
        (Severity.LOW, "decide-by", set()),
        (Severity.INFO, "decide-by", set()),
    ],
)
def test_roles_are_told_from_their_own_severity_up(
    cast: Cast, severity: Severity, rule: str, names: set[str]
) -> None:
    finding = find(cast.harbor, severity=severity, rule=rule)
    assert tell(cast.harbor, finding) == len(names)
    assert told(cast.harbor, finding) == names


def test_finance_and_security_are_told_of_what_they_can_act_on(cast: Cast) -> None:
    people = {cast.fay.user.full_name, cast.sam.user.full_name, cast.hana.user.full_name}
    expected = {
        ("paid-over-agreed", Severity.CRITICAL): {"Fay", "Sam"},
        ("decide-by", Severity.MEDIUM): {"Fay"},
        ("core-outsourced", Severity.CRITICAL): {"Sam"},
        ("core-outsourced", Severity.HIGH): set(),
    }
    for (rule, severity), names in expected.items():
        finding = find(cast.harbor, severity=severity, rule=rule)
        tell(cast.harbor, finding)
        assert told(cast.harbor, finding) & people == names


def test_whoever_owns_the_contract_is_told_from_low_up(cast: Cast) -> None:
    low = find(cast.harbor, severity=Severity.LOW, owner=cast.eve)
    information = find(cast.harbor, severity=Severity.INFO, owner=cast.eve)
    integrators = find(cast.harbor, severity=Severity.LOW, owner=cast.ivan)
    assert tell(cast.harbor, low, information, integrators) == 1
    assert told(cast.harbor, low) == {"Eve"}


def test_someone_who_has_left_is_not_told(cast: Cast) -> None:
    with tenant(cast.harbor):
        cast.omar.is_active = False
        cast.omar.save()
    cast.eve.user.is_active = False
    cast.eve.user.save()
    finding = find(cast.harbor)
    tell(cast.harbor, finding)
    assert told(cast.harbor, finding) == {"Olga", "Vera"}


def test_the_same_stage_of_an_episode_is_told_once(cast: Cast) -> None:
    finding = find(cast.harbor)
    assert tell(cast.harbor, finding) == 4
    assert tell(cast.harbor, finding) == 0
    assert tell(cast.harbor, finding, stage=Stage.WORSENED) == 4
    finding.episode = 2
    assert tell(cast.harbor, finding) == 4


def test_a_dry_run_names_the_people_and_writes_nothing(cast: Cast) -> None:
    finding = find(cast.harbor, severity=Severity.MEDIUM)
    with tenant(cast.harbor):
        people = recipients_of([(finding, Stage.OPENED)])
        assert people == {cast.omar.pk, cast.vera.pk}
        assert not Alert.objects.exists()


def test_every_role_of_the_table_exists_and_the_integrator_gets_nothing() -> None:
    assert set(ROUTES) == set(Role.values) - {"integrator", "site_head"}
    assert not is_told(
        role="integrator", rule="decide-by", severity=Severity.CRITICAL, owns_record=True
    )


def test_the_table_names_rules_that_exist() -> None:
    assert set(RULES) >= MONEY_AND_CONTRACT_RULES
