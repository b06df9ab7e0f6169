"""A scan opens, updates, reopens and resolves findings, and tells people once."""

import json
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Organization
from accounts.statistics import FUNCTION
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.models import Alert, Finding, RuleSetting, State, Waiver
from risk.models.alert import Stage
from risk.rules.rule import ParameterRefused
from risk.services.findings import acknowledge, resolve, snooze
from risk.services.scan import ScanRefused, ScanResult, scan
from risk.services.schedule import run_nightly_scan, run_scan_by_hand
from tests.cast import Cast, make_cast
from tests.risk.records import TODAY, make_contract, make_engagement, make_vendor, pay
from tests.risk.register import END_OF_FY_2020, QUARTER_ENDS, load
from vendors.models import Contract, PaymentToDate

FindingEvent = apps.get_model("risk", "FindingEvent")
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
OVERPAID = {"paid-over-agreed": {"high": 1, "info": 1}}


def run(cast: Cast, as_of: date = TODAY, now: datetime = NOW, **options: bool) -> ScanResult:
    return scan(organization=cast.harbor, as_of=as_of, now=now, **options)


def counts(result: ScanResult) -> tuple[int, int, int]:
    return result.opened, result.resolved, result.alerts


@pytest.fixture
def overpaid(cast: Cast) -> Contract:
    """Harbor Works paid 1,200 USD for 1,000 agreed in C-1."""
    with tenant(cast.harbor):
        return make_contract("C-1", make_vendor(), 1000, 1200)


def finding_on(cast: Cast, contract: Contract) -> Finding:
    with tenant(cast.harbor):
        return Finding.objects.get(contract=contract)


def test_the_first_scan_opens_findings_and_alerts_those_they_concern(
    cast: Cast, overpaid: Contract
) -> None:
    result = run(cast)
    assert result.findings == OVERPAID
    assert (result.opened, result.resolved, result.people) == (2, 0, None)
    finding = finding_on(cast, overpaid)
    assert (finding.severity, finding.state, finding.episode) == (Severity.HIGH, State.OPEN, 1)
    assert (finding.money, finding.currency) == (Decimal(200), "USD")
    assert (finding.first_seen_at, finding.last_seen_on, finding.times_seen) == (NOW, TODAY, 1)
    assert finding.evidence["as_of"] == "2026-06-30"
    assert finding.evidence["figures"][0] == {"label": "Paid to date", "value": "1,200.00 USD"}
    with tenant(cast.harbor):
        alerts = Alert.objects.filter(finding=finding)
        assert alerts.count() == result.alerts
        assert {alert.stage for alert in alerts} == {Stage.OPENED}
        told = {alert.recipient_id for alert in alerts}
        assert cast.omar.pk in told
        assert cast.ivan.pk not in told


def test_information_alerts_nobody(cast: Cast) -> None:
    with tenant(cast.harbor):
        vendor = make_vendor()
        make_engagement("E-1", vendor, starts_on=date(2024, 1, 1))
    result = run(cast)
    assert result.findings == {"outsourced-over-a-year": {"info": 1}}
    assert counts(result) == (1, 0, 0)


def test_the_same_scan_twice_changes_nothing(cast: Cast, overpaid: Contract) -> None:
    run(cast)
    before = _everything(cast)
    result = run(cast, now=NOW + timedelta(hours=1))
    assert result.findings == OVERPAID
    assert counts(result) == (0, 0, 0)
    assert _everything(cast) == before


def _everything(cast: Cast) -> tuple[list[object], int, int]:
    with tenant(cast.harbor):
        rows: list[object] = list(Finding.objects.order_by("pk").values())
        return rows, FindingEvent.objects.count(), Alert.objects.count()


def test_another_day_is_counted_once_and_leaves_no_history(cast: Cast, overpaid: Contract) -> None:
    run(cast)
    with tenant(cast.harbor):
        events = FindingEvent.objects.count()
    tomorrow, then = TODAY + timedelta(days=1), NOW + timedelta(days=1)
    assert counts(run(cast, tomorrow, then)) == (0, 0, 0)
    run(cast, tomorrow, then + timedelta(hours=1))
    finding = finding_on(cast, overpaid)
    assert (finding.times_seen, finding.last_seen_on) == (2, tomorrow)
    assert (finding.first_seen_at, finding.last_seen_at) == (NOW, then)
    assert finding.evidence["as_of"] == "2026-06-30"
    with tenant(cast.harbor):
        assert FindingEvent.objects.count() == events


def test_a_changed_figure_updates_the_finding_without_another_alert(
    cast: Cast, overpaid: Contract
) -> None:
    run(cast)
    with tenant(cast.harbor):
        pay(overpaid, 1300)
    assert counts(run(cast)) == (0, 0, 0)
    finding = finding_on(cast, overpaid)
    assert (finding.money, finding.episode) == (Decimal(300), 1)
    assert "1,300.00 USD" in finding.explanation


def test_a_condition_that_clears_resolves_and_one_that_returns_reopens(
    cast: Cast, overpaid: Contract
) -> None:
    first = run(cast)
    with tenant(cast.harbor):
        pay(overpaid, 900)
    assert counts(run(cast)) == (0, 2, 0)
    finding = finding_on(cast, overpaid)
    assert (finding.state, finding.state_reason) == (
        State.RESOLVED,
        "The condition no longer holds.",
    )
    with tenant(cast.harbor):
        pay(overpaid, 1200)
    assert counts(run(cast)) == (2, 0, first.alerts)
    again = finding_on(cast, overpaid)
    assert (again.pk, again.state, again.episode) == (finding.pk, State.OPEN, 2)
    assert again.first_seen_at == NOW


def test_between_two_thresholds_an_open_finding_stays_and_none_is_opened(cast: Cast) -> None:
    with tenant(cast.harbor):
        large, *_ = [
            make_contract(f"C-{n}", make_vendor(f"Vendor {n}"), amount)
            for n, amount in enumerate((29, 20, 20, 20, 11))
        ]
    assert counts(run(cast)) == (0, 0, 0)
    _set_amount(cast, large, 40)
    assert run(cast).findings == {"vendor-concentration": {"high": 1}}
    _set_amount(cast, large, 29)
    assert counts(run(cast)) == (0, 0, 0)
    assert run(cast).findings == {"vendor-concentration": {"high": 1}}
    _set_amount(cast, large, 25)
    assert counts(run(cast)) == (0, 1, 0)
    _set_amount(cast, large, 29)
    assert counts(run(cast)) == (0, 0, 0)
    assert run(cast).findings == {}


def _set_amount(cast: Cast, contract: Contract, amount: int) -> None:
    with tenant(cast.harbor):
        contract.items.update(amount=Decimal(amount))


@pytest.fixture
def renewing(cast: Cast) -> Contract:
    """C-1 renews unless notice is sent by 9 August 2026."""
    with tenant(cast.harbor):
        return make_contract(
            "C-1",
            make_vendor(),
            last_day=date(2026, 11, 7),
            auto_renewal=True,
            notice_period=90,
            notice_unit="calendar_days",
        )


def test_a_finding_that_gets_worse_is_open_again_and_told_again(
    cast: Cast, renewing: Contract
) -> None:
    first = run(cast)
    assert first.findings == {"decide-by": {"medium": 1}}
    acknowledge(finding_id=finding_on(cast, renewing).pk, actor=cast.omar, now=NOW)
    worse = run(cast, date(2026, 7, 10))
    assert (worse.findings, worse.opened) == ({"decide-by": {"high": 1}}, 0)
    finding = finding_on(cast, renewing)
    assert (finding.state, finding.episode) == (State.OPEN, 2)
    assert (finding.state_reason, finding.state_changed_by) == ("It got worse.", None)
    undecided = run(cast, date(2026, 7, 11))
    assert undecided.findings == {"renewal-undecided": {"high": 1}}
    assert (undecided.opened, undecided.resolved) == (1, 1)
    critical = run(cast, date(2026, 8, 2))
    assert critical.findings == {"renewal-undecided": {"critical": 1}}
    assert min(first.alerts, worse.alerts, critical.alerts) > 0
    with tenant(cast.harbor):
        stages = Alert.objects.filter(recipient=cast.omar).order_by("pk")
        assert [(alert.stage, alert.severity) for alert in stages] == [
            (Stage.OPENED, Severity.MEDIUM),
            (Stage.WORSENED, Severity.HIGH),
            (Stage.OPENED, Severity.HIGH),
            (Stage.WORSENED, Severity.CRITICAL),
        ]


def test_days_without_a_scan_are_caught_up_in_one(cast: Cast, renewing: Contract) -> None:
    result = run(cast, date(2026, 8, 5))
    assert (result.findings, result.opened) == ({"renewal-undecided": {"critical": 1}}, 1)


def test_a_date_that_moves_is_a_new_finding_and_resolves_the_old_one(
    cast: Cast, renewing: Contract
) -> None:
    first = run(cast)
    with tenant(cast.harbor):
        renewing.items.update(last_day=date(2026, 11, 14))
    assert counts(run(cast)) == (1, 1, first.alerts)
    with tenant(cast.harbor):
        assert Finding.objects.unresolved().get().due_on == date(2026, 7, 17)


def test_a_snoozed_finding_wakes_on_its_day(cast: Cast, overpaid: Contract) -> None:
    first = run(cast)
    wakes = TODAY + timedelta(days=7)
    finding = finding_on(cast, overpaid)
    snooze(finding_id=finding.pk, actor=cast.omar, until=wakes, today=TODAY, now=NOW)
    assert counts(run(cast, wakes - timedelta(days=1))) == (0, 0, 0)
    assert finding_on(cast, overpaid).state == State.SNOOZED
    assert counts(run(cast, wakes)) == (0, 0, first.alerts)
    finding = finding_on(cast, overpaid)
    assert (finding.state, finding.snoozed_until, finding.episode) == (State.OPEN, None, 2)
    assert finding.state_reason == "The snooze ended."


def test_a_snoozed_finding_whose_condition_clears_is_resolved(
    cast: Cast, overpaid: Contract
) -> None:
    run(cast)
    until = TODAY + timedelta(days=7)
    finding = finding_on(cast, overpaid)
    snooze(finding_id=finding.pk, actor=cast.omar, until=until, today=TODAY, now=NOW)
    with tenant(cast.harbor):
        pay(overpaid, 900)
    assert counts(run(cast)) == (0, 2, 0)
    assert finding_on(cast, overpaid).state == State.RESOLVED


def test_what_a_person_resolved_stays_so_until_it_clears_and_comes_back(
    cast: Cast, overpaid: Contract
) -> None:
    run(cast)
    finding = finding_on(cast, overpaid)
    resolve(finding_id=finding.pk, actor=cast.vera, reason="The amendment is on paper.", now=NOW)
    for days in range(2):
        result = run(cast, TODAY + timedelta(days=days))
        assert result.findings == {"paid-over-agreed": {"info": 1}}
        assert counts(result) == (0, 0, 0)
    with tenant(cast.harbor):
        pay(overpaid, 900)
    assert run(cast).resolved == 1
    with tenant(cast.harbor):
        pay(overpaid, 1200)
    assert run(cast).opened == 2
    assert finding_on(cast, overpaid).episode == 2


def test_what_a_person_resolved_comes_back_when_it_gets_worse(
    cast: Cast, renewing: Contract
) -> None:
    run(cast)
    finding = finding_on(cast, renewing)
    resolve(finding_id=finding.pk, actor=cast.vera, reason="We stay with them.", now=NOW)
    assert run(cast, date(2026, 7, 9)).opened == 0
    result = run(cast, date(2026, 7, 10))
    assert (result.opened, result.alerts > 0) == (1, True)
    assert finding_on(cast, renewing).state == State.OPEN


def test_a_rule_that_is_switched_off_resolves_its_findings(cast: Cast, overpaid: Contract) -> None:
    run(cast)
    with tenant(cast.harbor):
        RuleSetting.objects.create(rule="paid-over-agreed", is_enabled=False)
    result = run(cast)
    assert (result.findings, result.resolved) == ({}, 2)
    assert finding_on(cast, overpaid).state_reason == "The rule is switched off."


def test_own_parameters_count_and_wrong_ones_stop_the_scan(cast: Cast, overpaid: Contract) -> None:
    with tenant(cast.harbor):
        setting = RuleSetting.objects.create(
            rule="paid-over-agreed", parameters={"tolerance_percent": 25}
        )
    assert run(cast).findings == {}
    with tenant(cast.harbor):
        setting.parameters = {"tolerance_percent": "none"}
        setting.save()
    with pytest.raises(ParameterRefused, match="paid-over-agreed: tolerance_percent is 'none'"):
        run(cast)


def test_a_waiver_resolves_the_blocker_and_its_end_brings_it_back(cast: Cast) -> None:
    with tenant(cast.harbor):
        engagement = make_engagement("E-1", make_vendor(), is_core=True)
    assert run(cast).findings == {"core-outsourced": {"critical": 1}}
    with tenant(cast.harbor):
        Waiver.objects.create(
            rule="core-outsourced",
            engagement=engagement,
            granted_by=cast.olga,
            granted_on=TODAY,
            valid_until=date(2026, 8, 31),
            reason="Hiring until autumn.",
        )
    assert counts(run(cast)) == (0, 1, 0)
    assert run(cast, date(2026, 8, 1)).findings == {"core-outsourced": {"medium": 1}}
    back = run(cast, date(2026, 9, 1))
    assert back.findings == {"core-outsourced": {"critical": 1}}
    assert (back.opened, back.resolved) == (1, 1)


def test_payments_dated_after_the_day_do_not_count_yet(cast: Cast, overpaid: Contract) -> None:
    with tenant(cast.harbor):
        PaymentToDate.objects.update(as_of=TODAY + timedelta(days=1))
    assert run(cast).findings == {}


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    cast: Cast, overpaid: Contract
) -> None:
    result = run(cast, dry_run=True)
    assert result.findings == OVERPAID
    assert counts(result) == (2, 0, 0)
    assert result.people is not None
    assert _everything(cast) == ([], 0, 0)
    real = run(cast)
    with tenant(cast.harbor):
        assert Alert.objects.values("recipient").distinct().count() == result.people
    assert (real.opened, real.resolved) == (result.opened, result.resolved)


YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_looking_back_undoes_nothing_and_needs_a_dry_run(cast: Cast, overpaid: Contract) -> None:
    run(cast)
    acknowledge(finding_id=finding_on(cast, overpaid).pk, actor=cast.omar, now=NOW)
    with tenant(cast.harbor):
        PaymentToDate.objects.update(as_of=TODAY)
    before = _everything(cast)
    with pytest.raises(ScanRefused, match="as of 2026-06-30: a scan as of 2026-06-29 would undo"):
        run(cast, YESTERDAY)
    with pytest.raises(CommandError, match="make it a dry run") as refusal:
        scan_command(cast, "--as-of", "2026-06-29")
    assert refusal.value.returncode == 1
    assert _everything(cast) == before
    assert run(cast, YESTERDAY, dry_run=True).resolved == 2
    assert "would open 0 and resolve 2" in scan_command(cast, "--as-of=2026-06-29", "--dry-run")
    assert _everything(cast) == before


def test_a_scan_that_found_nothing_is_not_gone_back_on_either(cast: Cast) -> None:
    run_scan_by_hand(organization=cast.harbor, as_of=TODAY, now=NOW)
    with pytest.raises(ScanRefused):
        run(cast, YESTERDAY)
    assert run(cast).findings == {}


def test_a_day_to_come_does_not_stop_the_scan_of_today(cast: Cast, overpaid: Contract) -> None:
    run_scan_by_hand(organization=cast.harbor, as_of=TOMORROW, now=NOW)
    assert run_nightly_scan(organization=cast.harbor, now=NOW)
    assert counts(run(cast)) == (0, 0, 0)
    with pytest.raises(ScanRefused, match="as of 2026-07-01: a scan as of 2026-06-29"):
        run(cast, YESTERDAY)


def test_a_late_night_does_not_go_back_on_a_scan_by_hand(db: None) -> None:
    cast = make_cast(today=None)
    with tenant(cast.harbor):
        contract = make_contract("C-1", make_vendor(), 1000, 1200)
    # Half past midnight in New York: the scan of the night before hasn't run.
    then = datetime(2026, 6, 30, 4, 30, tzinfo=UTC)
    run_scan_by_hand(organization=cast.harbor, as_of=TODAY, now=then)
    assert run_nightly_scan(organization=cast.harbor, now=then)
    assert finding_on(cast, contract).state == State.OPEN


def test_another_organization_is_not_scanned(cast: Cast, overpaid: Contract) -> None:
    result = scan(organization=cast.rival, as_of=TODAY, now=NOW)
    assert result == ScanResult(findings={}, opened=0, resolved=0, alerts=0)


def test_a_long_name_shortens_the_title_only(cast: Cast) -> None:
    with tenant(cast.harbor):
        make_contract("N" * 80, make_vendor("V" * 200), 1000, 1200)
    run(cast)
    with tenant(cast.harbor):
        finding = Finding.objects.get(contract__isnull=False)
        assert len(finding.title) == 300
        assert finding.title.endswith("…")
        assert "N" * 80 in finding.explanation


def scan_command(cast: Cast, *arguments: str) -> str:
    out = StringIO()
    call_command("scan", "--organization", cast.harbor.slug, *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_one_object(cast: Cast, overpaid: Contract) -> None:
    dry = json.loads(scan_command(cast, "--json", "--dry-run"))
    real = json.loads(scan_command(cast, "--json", "--as-of", "2026-06-30"))
    assert dry.pop("people") >= 1
    assert dry == {"findings": OVERPAID, "opened": 2, "resolved": 0, "alerts": 0}
    assert real == {**dry, "alerts": real["alerts"]}
    again = json.loads(scan_command(cast, "--json"))
    assert again == {"findings": OVERPAID, "opened": 0, "resolved": 0, "alerts": 0}


def test_the_command_speaks_to_people(cast: Cast, overpaid: Contract) -> None:
    dry = scan_command(cast, "--dry-run")
    assert "paid-over-agreed: 1 high, 1 info" in dry
    assert "Dry run: would open 2 and resolve 0" in dry
    assert "Opened 2, resolved 0" in scan_command(cast)


def test_the_command_refuses_with_the_reason(cast: Cast) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("scan", "--organization", f"harbour-{cast.tag}")
    assert f"Did you mean harbor-{cast.tag}" in str(refusal.value)
    assert refusal.value.returncode == 1
    with tenant(cast.harbor):
        RuleSetting.objects.create(rule="decide-by", parameters={"horizon": 9})
    with pytest.raises(CommandError, match="decide-by: unknown parameter horizon"):
        scan_command(cast)


def test_the_number_of_queries_does_not_grow_with_the_contracts(db: None) -> None:
    few, many = (_queries_of_two_scans(rows) for rows in (400, 1600))
    assert few == many
    first, second = many
    assert first <= 40
    assert second <= 26


def _queries_of_two_scans(rows: int) -> tuple[int, int]:
    city = make_cast(END_OF_FY_2020).harbor
    load(city, ["FY-2020-Q4"], rows)
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            result = scan(organization=city, as_of=END_OF_FY_2020, now=NOW)
        # One more after the commit where many findings were opened, by their number.
        counted.append(len([query for query in queries if FUNCTION not in query["sql"]]))
        assert bool(result.alerts) is (len(counted) == 1)
    return counted[0], counted[1]


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Organization]:
    """All eight quarters of the City of Philadelphia."""
    with django_db_blocker.unblock():
        organization = make_cast(END_OF_FY_2020).harbor
        load(organization, QUARTER_ENDS)
        yield organization


def test_a_city_is_scanned_in_five_seconds_and_little_memory(db: None, city: Organization) -> None:
    result, seconds = _quickest_first_scan(city, attempts=3)
    assert seconds < 5
    assert result.findings["paid-over-agreed"] == {"high": 5, "medium": 22, "info": 87}
    assert result.findings["vendor-concentration"] == {"high": 1}
    assert result.opened > 1000
    tracemalloc.start()
    again = scan(organization=city, as_of=END_OF_FY_2020, now=NOW)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counts(again) == (0, 0, 0)
    assert peak < 300_000_000


def _quickest_first_scan(city: Organization, attempts: int) -> tuple[ScanResult, float]:
    """The quickest of several scans without any findings to start from; other tests may run
    beside this one."""
    runs = []
    for _ in range(attempts):
        with tenant(city):
            Finding.objects.all().delete()
        started = time.perf_counter()
        result = scan(organization=city, as_of=END_OF_FY_2020, now=NOW)
        runs.append((result, time.perf_counter() - started))
    return min(runs, key=lambda run: run[1])
