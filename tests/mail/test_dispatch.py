"""Alerts become one mail for a person's window."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Membership, Organization
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.models import Alert, Delivery, Finding, State
from risk.models.alert import Stage
from risk.services.dispatch import dispatch
from risk.services.escalation import escalate
from risk.services.outbox import waiting_mails
from tests.cast import Cast, make_cast
from tests.mail.stories import TUESDAY, find, tell

EVENING = TUESDAY + timedelta(hours=10)


@pytest.fixture
def cast(db: None) -> Cast:
    """Harbor Works lives in the real calendar; everyone there works in New York."""
    return make_cast(today=None)


def mails(organization: Organization) -> list[tuple[str, str]]:
    """Recipient and window of every mail, by recipient."""
    with tenant(organization):
        deliveries = Delivery.objects.select_related("recipient__user")
        return sorted((d.recipient.user.full_name, d.window) for d in deliveries)


def is_dropped(organization: Organization, finding: Finding) -> set[bool]:
    with tenant(organization):
        alerts = Alert.objects.filter(finding=finding)
        return {alert.dropped_at is not None for alert in alerts}


def decide(organization: Organization, finding: Finding, state: State, now: datetime) -> None:
    with tenant(organization):
        finding.state = state
        finding.snoozed_until = date(2026, 12, 1) if state == State.SNOOZED else None
        finding.state_changed_at = now
        finding.save()


def live_in(member: Membership, zone: str) -> None:
    member.user.time_zone = ZoneInfo(zone)
    member.user.save()


def test_many_findings_are_one_digest_for_each_person(cast: Cast) -> None:
    tell(cast.harbor, *[find(cast.harbor, f"Finding {n}") for n in range(5)])
    assert dispatch(organization=cast.harbor, now=TUESDAY) == 4
    assert mails(cast.harbor) == [
        (name, "digest 2026-06-30") for name in ("Eve", "Olga", "Omar", "Vera")
    ]
    with tenant(cast.harbor):
        assert not Alert.objects.filter(delivery__isnull=True).exists()
        assert {d.alerts.count() for d in Delivery.objects.all()} == {5}


def test_a_digest_waits_for_the_working_hours_of_its_reader(cast: Cast) -> None:
    live_in(cast.omar, "Asia/Kolkata")
    live_in(cast.vera, "Pacific/Chatham")
    tell(cast.harbor, find(cast.harbor, severity=Severity.MEDIUM), now=EVENING)
    # Omar's morning starts at half past three UTC, Vera's at a quarter past eight in the evening.
    assert dispatch(organization=cast.harbor, now=datetime(2026, 6, 30, 20, 14, tzinfo=UTC)) == 0
    assert dispatch(organization=cast.harbor, now=datetime(2026, 6, 30, 20, 15, tzinfo=UTC)) == 1
    assert dispatch(organization=cast.harbor, now=datetime(2026, 7, 1, 3, 29, tzinfo=UTC)) == 0
    assert dispatch(organization=cast.harbor, now=datetime(2026, 7, 1, 3, 30, tzinfo=UTC)) == 1
    assert mails(cast.harbor) == [("Omar", "digest 2026-07-01"), ("Vera", "digest 2026-07-01")]


def test_there_is_one_digest_a_day_and_what_comes_later_waits(cast: Cast) -> None:
    tell(cast.harbor, find(cast.harbor))
    assert dispatch(organization=cast.harbor, now=TUESDAY) == 4
    tell(cast.harbor, find(cast.harbor), now=TUESDAY + timedelta(hours=1))
    assert dispatch(organization=cast.harbor, now=TUESDAY + timedelta(hours=2)) == 0
    assert dispatch(organization=cast.harbor, now=TUESDAY + timedelta(days=1)) == 4
    assert len(mails(cast.harbor)) == 8


def test_a_missed_friday_is_caught_up_on_monday_in_one_digest(cast: Cast) -> None:
    thursday_night = datetime(2026, 7, 3, 2, tzinfo=UTC)
    tell(cast.harbor, find(cast.harbor), find(cast.harbor), now=thursday_night)
    saturday = datetime(2026, 7, 4, 14, tzinfo=UTC)
    assert dispatch(organization=cast.harbor, now=saturday) == 0
    assert dispatch(organization=cast.harbor, now=saturday + timedelta(days=2)) == 4
    assert {window for _, window in mails(cast.harbor)} == {"digest 2026-07-06"}


def test_critical_findings_go_out_at_once_in_one_mail(cast: Cast) -> None:
    critical = [find(cast.harbor, f"Worst {n}", severity=Severity.CRITICAL) for n in range(3)]
    tell(cast.harbor, *critical, find(cast.harbor), now=EVENING)
    assert dispatch(organization=cast.harbor, now=EVENING) == 4
    assert {window.split()[0] for _, window in mails(cast.harbor)} == {"critical"}
    with tenant(cast.harbor):
        assert {d.alerts.count() for d in Delivery.objects.all()} == {3}
        assert {d.subject for d in Delivery.objects.all()} == {"3 critical: Harbor Works"}
    tell(cast.harbor, find(cast.harbor, severity=Severity.CRITICAL), now=EVENING)
    assert dispatch(organization=cast.harbor, now=EVENING) == 4
    assert dispatch(organization=cast.harbor, now=EVENING + timedelta(hours=13)) == 4


def test_a_finding_that_turns_critical_does_not_wait_for_the_digest(cast: Cast) -> None:
    finding = find(cast.harbor)
    tell(cast.harbor, finding, now=EVENING)
    assert dispatch(organization=cast.harbor, now=EVENING) == 0
    with tenant(cast.harbor):
        finding.severity = Severity.CRITICAL
        finding.save()
    tell(cast.harbor, finding, stage=Stage.WORSENED, now=EVENING)
    assert dispatch(organization=cast.harbor, now=EVENING) == 4
    assert dispatch(organization=cast.harbor, now=EVENING + timedelta(hours=13)) == 0


@pytest.mark.parametrize("state", [State.RESOLVED, State.ACKNOWLEDGED, State.SNOOZED])
def test_what_was_decided_meanwhile_is_not_mailed(cast: Cast, state: State) -> None:
    decided, open_one = find(cast.harbor), find(cast.harbor)
    tell(cast.harbor, decided, open_one)
    decide(cast.harbor, decided, state, TUESDAY + timedelta(minutes=5))
    assert dispatch(organization=cast.harbor, now=TUESDAY + timedelta(minutes=6)) == 4
    assert is_dropped(cast.harbor, decided) == {True}
    assert is_dropped(cast.harbor, open_one) == {False}


def test_a_finding_that_worsens_after_it_was_acknowledged_is_mailed(cast: Cast) -> None:
    finding = find(cast.harbor)
    decide(cast.harbor, finding, State.ACKNOWLEDGED, TUESDAY)
    tell(cast.harbor, finding, stage=Stage.WORSENED, now=TUESDAY + timedelta(minutes=5))
    assert dispatch(organization=cast.harbor, now=TUESDAY + timedelta(minutes=6)) == 4


def test_without_digests_only_critical_findings_are_mailed(cast: Cast) -> None:
    with tenant(cast.harbor):
        cast.omar.receives_digest = False
        cast.omar.save()
    tell(cast.harbor, find(cast.harbor, severity=Severity.MEDIUM))
    tell(cast.harbor, find(cast.harbor, severity=Severity.CRITICAL))
    dispatch(organization=cast.harbor, now=TUESDAY)
    windows = [(name, window.split()[0]) for name, window in mails(cast.harbor)]
    assert windows == [
        ("Eve", "critical"),
        ("Olga", "critical"),
        ("Omar", "critical"),
        ("Vera", "critical"),
        ("Vera", "digest"),
    ]


def test_someone_who_left_meanwhile_gets_nothing(cast: Cast) -> None:
    tell(cast.harbor, find(cast.harbor, severity=Severity.MEDIUM))
    with tenant(cast.harbor):
        cast.omar.is_active = False
        cast.omar.save()
    dispatch(organization=cast.harbor, now=TUESDAY)
    assert mails(cast.harbor) == [("Vera", "digest 2026-06-30")]


def test_a_pinned_organization_lives_in_its_date_and_its_mails_are_due_at_once(db: None) -> None:
    cast = make_cast(today=date(2020, 6, 30))
    tell(cast.harbor, find(cast.harbor), now=EVENING)
    assert dispatch(organization=cast.harbor, now=EVENING) == 4
    assert {window for _, window in mails(cast.harbor)} == {"digest 2020-06-30"}
    assert dispatch(organization=cast.harbor, now=EVENING + timedelta(days=1)) == 0


def test_a_date_that_never_ends_has_further_digests(db: None) -> None:
    cast = make_cast(today=date(2020, 6, 30))
    for _ in range(3):
        tell(cast.harbor, find(cast.harbor, severity=Severity.MEDIUM), now=EVENING)
        assert waiting_mails(cast.harbor) == unsent(cast.harbor) + 2
        assert dispatch(organization=cast.harbor, now=EVENING) == 2
        assert waiting_mails(cast.harbor) == unsent(cast.harbor)
    assert dispatch(organization=cast.harbor, now=EVENING) == 0
    omars = [window for name, window in mails(cast.harbor) if name == "Omar"]
    assert omars == ["digest 2020-06-30", "digest 2020-06-30-2", "digest 2020-06-30-3"]


def unsent(organization: Organization) -> int:
    with tenant(organization):
        return Delivery.objects.count()


def test_what_nobody_acknowledges_goes_to_the_owners_once(cast: Cast) -> None:
    high, critical = find(cast.harbor), find(cast.harbor, severity=Severity.CRITICAL)
    medium = find(cast.harbor, severity=Severity.MEDIUM)
    tell(cast.harbor, high, critical, medium)
    dispatch(organization=cast.harbor, now=TUESDAY)

    assert escalate(organization=cast.harbor, now=TUESDAY + timedelta(days=2, seconds=-1)) == 0
    assert escalate(organization=cast.harbor, now=TUESDAY + timedelta(days=2)) == 1
    assert escalate(organization=cast.harbor, now=TUESDAY + timedelta(days=7)) == 1
    assert escalate(organization=cast.harbor, now=TUESDAY + timedelta(days=70)) == 0
    with tenant(cast.harbor):
        escalated = Alert.objects.filter(stage=Stage.UNACKNOWLEDGED)
        assert {alert.recipient_id for alert in escalated} == {cast.olga.pk}
        assert {alert.finding_id for alert in escalated} == {high.pk, critical.pk}


def test_another_organization_is_not_touched(cast: Cast) -> None:
    tell(cast.rival, find(cast.rival))
    assert dispatch(organization=cast.harbor, now=TUESDAY) == 0
    assert dispatch(organization=cast.rival, now=TUESDAY) == 1
    assert mails(cast.harbor) == []
    assert mails(cast.rival) == [("Mallory", "digest 2026-06-30")]
