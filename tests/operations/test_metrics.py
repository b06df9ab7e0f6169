"""What Prometheus reads: sums over all organizations, for those who may."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import Letter, Organization
from accounts.tenancy import tenant
from config import metrics
from risk.models import Delivery
from risk.services.schedule import run_nightly_scan
from tests.cast import Cast

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
TOKEN = "canary-metrics-token"

pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture(autouse=True)
def gathered_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_figures", metrics._Kept())


def mail(cast: Cast, state: str, due: datetime) -> None:
    Delivery.objects.create(
        recipient=cast.omar,
        window=uuid4().hex,
        subject="s",
        text="t",
        html="h",
        message_id=uuid4().hex,
        state=state,
        created_at=due,
        next_attempt_at=due,
    )


def test_mails_are_summed_over_organizations_and_the_oldest_is_aged(cast: Cast) -> None:
    before = metrics.gather(now=NOW)
    with tenant(cast.harbor):
        mail(cast, "pending", NOW - timedelta(days=300))
        mail(cast, "parked", NOW - timedelta(days=301))
    after = metrics.gather(now=NOW)
    assert after.mails["alerts", "pending"] - before.mails["alerts", "pending"] == 1
    assert after.mails["alerts", "parked"] - before.mails["alerts", "parked"] == 1
    assert after.oldest_mail == min(filter(None, [before.oldest_mail, NOW - timedelta(days=300)]))


def test_letters_of_an_organization_and_of_none_are_counted(cast: Cast) -> None:
    before = metrics.gather(now=NOW).mails["letters", "pending"]
    letter = {
        "to": "ann@harbor.example", "subject": "s", "text": "t", "html": "h", "message_id": "m",
        "created_at": NOW, "next_attempt_at": NOW,
    }  # fmt: skip
    Letter.objects.create(**letter)
    with tenant(cast.harbor):
        Letter.objects.create(**letter)
    assert metrics.gather(now=NOW).mails["letters", "pending"] - before == 2


def test_a_scan_is_due_until_it_was_done(cast: Cast) -> None:
    before = metrics.gather(now=NOW).scans_due
    run_nightly_scan(organization=cast.harbor, now=NOW)
    assert metrics.gather(now=NOW).scans_due == before - 1


def test_a_suspended_organization_is_counted_but_not_read(cast: Cast) -> None:
    before = metrics.gather(now=NOW)
    with tenant(cast.rival):
        Organization.objects.filter(pk=cast.rival.pk).update(is_suspended=True)
    after = metrics.gather(now=NOW)
    assert after.organizations == before.organizations - 1
    assert after.suspended == before.suspended + 1


def test_the_page_has_own_figures_and_those_of_requests(cast: Cast, client: Client) -> None:
    client.get("/login/")
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    text = answer.content.decode()
    for name in (
        'longshore_organizations{state="working"}',
        'longshore_mails_unsent{kind="alerts",state="parked"}',
        "longshore_mail_overdue_seconds",
        "longshore_alerts_waiting",
        'longshore_findings{severity="critical"}',
        "longshore_scans_due",
        "longshore_measurement_months_ahead",
        "longshore_metrics_gathering_seconds",
        "django_http_responses_total_by_status_view_method_total",
    ):
        assert f"\n{name}" in text
    assert cast.tag not in text


def test_a_signed_in_person_gets_the_same_sums(cast: Cast, client: Client) -> None:
    client.force_login(cast.olga.user)
    assert client.get("/metrics").status_code == 200


def test_with_a_token_only_who_knows_it_reads(
    cast: Cast, client: Client, settings: Settings
) -> None:
    settings.METRICS_TOKEN = TOKEN
    for given in ("", f"Bearer {TOKEN}x", f"Token {TOKEN}", TOKEN, "Bearer ", "Bearer é"):
        refused = client.get("/metrics", headers={"Authorization": given})
        assert refused.status_code == 401
        assert refused["WWW-Authenticate"] == "Bearer"
        assert b"longshore_" not in refused.content
    read = client.get(
        "/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, REMOTE_ADDR="10.1.2.3"
    )
    assert read.status_code == 200


@pytest.mark.parametrize(
    ("address", "forwarded", "status"),
    [
        ("127.0.0.1", None, 200),
        ("::1", None, 200),
        ("", None, 200),
        ("10.1.2.3", None, 403),
        ("nonsense", None, 403),
        ("127.0.0.1", "10.1.2.3", 403),
        ("127.0.0.1", "127.0.0.1", 403),
    ],
)
def test_without_a_token_only_this_machine_reads(
    cast: Cast, client: Client, address: str, forwarded: str | None, status: int
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


def test_sums_are_gathered_at_most_once_in_fifteen_seconds(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[datetime] = []
    gather = metrics.gather

    def counted(*, now: datetime) -> metrics.Figures:
        calls.append(now)
        return gather(now=now)

    monkeypatch.setattr(metrics, "gather", counted)
    client.get("/metrics")
    client.get("/metrics")
    assert len(calls) == 1
