"""People act on findings: who may, in which state, and what is remembered."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps

from accounts.models import Membership
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.models import Alert, Finding, State
from risk.models.alert import Stage
from risk.selectors.finding_counts import finding_counts
from risk.services.findings import (
    NotPermitted,
    TransitionRefused,
    acknowledge,
    reopen,
    resolve,
    snooze,
)
from risk.services.scan import scan
from tests.admin.register import make_finding
from tests.cast import Cast
from tests.risk.records import TODAY, make_contract, make_vendor
from vendors.models import Contract, Vendor

FindingEvent = apps.get_model("risk", "FindingEvent")
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
NEXT_WEEK = date(2026, 7, 7)
type Act = Callable[[Finding, Membership], Finding]


@pytest.fixture
def finding(cast: Cast) -> Finding:
    """A high finding; nobody has been alerted to it but Omar."""
    with tenant(cast.harbor):
        contract = make_contract("C-1", make_vendor(), 1000, 1200)
    scan(organization=cast.harbor, as_of=TODAY, now=NOW)
    with tenant(cast.harbor):
        Alert.objects.exclude(recipient=cast.omar).delete()
        return Finding.objects.get(contract=contract)


def _acknowledge(finding: Finding, actor: Membership) -> Finding:
    return acknowledge(finding_id=finding.pk, actor=actor, now=LATER, reason="On it.")


def _snooze(finding: Finding, actor: Membership) -> Finding:
    return snooze(finding_id=finding.pk, actor=actor, until=NEXT_WEEK, today=TODAY, now=LATER)


def _resolve(finding: Finding, actor: Membership) -> Finding:
    return resolve(finding_id=finding.pk, actor=actor, reason="Amendment on paper.", now=LATER)


def _reopen(finding: Finding, actor: Membership) -> Finding:
    return reopen(finding_id=finding.pk, actor=actor, now=LATER)


def stored(cast: Cast, finding: Finding) -> Finding:
    with tenant(cast.harbor):
        return Finding.objects.get(pk=finding.pk)


def test_omar_acknowledges_and_it_is_remembered(cast: Cast, finding: Finding) -> None:
    _acknowledge(finding, cast.omar)
    found = stored(cast, finding)
    assert (found.state, found.state_reason) == (State.ACKNOWLEDGED, "On it.")
    assert (found.state_changed_by, found.state_changed_at) == (cast.omar, LATER)
    assert found.episode == 1


def test_acknowledging_again_changes_nothing(cast: Cast, finding: Finding) -> None:
    _acknowledge(finding, cast.omar)
    acknowledge(finding_id=finding.pk, actor=cast.vera, now=LATER + timedelta(hours=1))
    found = stored(cast, finding)
    assert (found.state_changed_by, found.state_changed_at) == (cast.omar, LATER)
    with tenant(cast.harbor):
        assert FindingEvent.objects.filter(pgh_obj=finding).count() == 2


def test_vera_snoozes_until_a_day(cast: Cast, finding: Finding) -> None:
    _snooze(finding, cast.vera)
    found = stored(cast, finding)
    assert (found.state, found.snoozed_until) == (State.SNOOZED, NEXT_WEEK)
    _acknowledge(finding, cast.omar)
    found = stored(cast, finding)
    assert (found.state, found.snoozed_until) == (State.ACKNOWLEDGED, None)


@pytest.mark.parametrize("days", [0, -1])
def test_a_snooze_ends_after_today(cast: Cast, finding: Finding, days: int) -> None:
    until = TODAY + timedelta(days=days)
    with pytest.raises(TransitionRefused, match="expected a day after today, 2026-06-30"):
        snooze(finding_id=finding.pk, actor=cast.omar, until=until, today=TODAY, now=LATER)
    assert stored(cast, finding).state == State.OPEN


def test_resolving_needs_a_reason(cast: Cast, finding: Finding) -> None:
    with pytest.raises(TransitionRefused, match="the reason is empty"):
        resolve(finding_id=finding.pk, actor=cast.omar, reason="  ", now=LATER)
    with pytest.raises(TransitionRefused, match="The reason has 501 characters"):
        resolve(finding_id=finding.pk, actor=cast.omar, reason="x" * 501, now=LATER)
    assert stored(cast, finding).state == State.OPEN


def test_a_resolved_finding_can_only_be_reopened(cast: Cast, finding: Finding) -> None:
    _resolve(finding, cast.omar)
    for act, asked in (
        (_acknowledge, "acknowledged"),
        (_snooze, "snoozed"),
        (_resolve, "resolved"),
    ):
        with pytest.raises(TransitionRefused, match=f"is resolved and can't be {asked}"):
            act(finding, cast.omar)
    _reopen(finding, cast.omar)
    found = stored(cast, finding)
    assert (found.state, found.episode) == (State.OPEN, 2)
    with pytest.raises(TransitionRefused, match="is open and can't be reopened"):
        _reopen(finding, cast.omar)


def test_reopening_what_is_only_acknowledged_starts_no_episode(
    cast: Cast, finding: Finding
) -> None:
    _acknowledge(finding, cast.omar)
    _reopen(finding, cast.omar)
    found = stored(cast, finding)
    assert (found.state, found.episode) == (State.OPEN, 1)


@pytest.mark.parametrize("act", [_acknowledge, _snooze, _resolve])
@pytest.mark.parametrize("name", ["olga", "omar", "vera"])
def test_owner_lead_and_vendor_manager_act_on_any_finding(
    cast: Cast, finding: Finding, name: str, act: Act
) -> None:
    act(finding, getattr(cast, name))
    assert stored(cast, finding).state != State.OPEN


@pytest.mark.parametrize("act", [_acknowledge, _snooze, _resolve, _reopen])
def test_an_integrator_never_does(cast: Cast, finding: Finding, act: Act) -> None:
    with pytest.raises(NotPermitted, match="The role Integrator doesn't change findings"):
        act(finding, cast.ivan)
    assert stored(cast, finding).state == State.OPEN


@pytest.mark.parametrize("act", [_acknowledge, _snooze])
def test_eve_acts_only_on_what_was_routed_to_her(cast: Cast, finding: Finding, act: Act) -> None:
    with pytest.raises(NotPermitted, match="sent to the person; this one wasn't"):
        act(finding, cast.eve)
    with tenant(cast.harbor):
        Alert.objects.create(
            finding=finding,
            episode=1,
            stage=Stage.OPENED,
            severity=Severity.HIGH,
            recipient=cast.eve,
            created_at=NOW,
        )
    act(finding, cast.eve)
    assert stored(cast, finding).state_changed_by == cast.eve


@pytest.mark.parametrize("act", [_resolve, _reopen])
def test_eve_neither_closes_nor_reopens(cast: Cast, finding: Finding, act: Act) -> None:
    with pytest.raises(NotPermitted, match="the rest is for others"):
        act(finding, cast.eve)


def test_someone_who_left_can_not_act(cast: Cast, finding: Finding) -> None:
    with tenant(cast.harbor):
        cast.omar.is_active = False
        cast.omar.save()
    with pytest.raises(NotPermitted):
        _acknowledge(finding, cast.omar)


@pytest.mark.parametrize("act", [_acknowledge, _snooze, _resolve, _reopen])
def test_mallory_is_told_what_she_is_told_of_nothing(
    cast: Cast, finding: Finding, act: Act
) -> None:
    with pytest.raises(Finding.DoesNotExist) as foreign:
        act(finding, cast.mallory)
    with pytest.raises(Finding.DoesNotExist) as missing:
        act(Finding(pk=uuid4()), cast.mallory)
    assert str(foreign.value) == str(missing.value)
    assert stored(cast, finding).state == State.OPEN


def test_the_worst_findings_compare_money_within_a_currency_only(cast: Cast) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        contract = Contract.objects.create(number="C-1", vendor=vendor)
        for title, amount, currency in (
            ("yen", 5_000_000, "JPY"),
            ("dollars", 900, "USD"),
            ("more dollars", 100_000, "USD"),
            ("none", None, ""),
            ("euros", 10, "EUR"),
        ):
            make_finding(contract, title=title, money=amount, currency=currency)
        found = [finding.title for finding in finding_counts().worst]
    assert found == ["euros", "yen", "more dollars", "dollars", "none"]
