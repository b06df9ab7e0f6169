"""The command that makes and sends what is due, and the tasks that do the same on schedule."""

import json
import threading
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from accounts.models import Heartbeat, Organization
from accounts.tenancy import tenant
from config import scheduler
from risk import tasks
from risk.models import Delivery, ScanRun
from risk.services import outbox
from tests.cast import Cast, make_cast
from tests.mail.sink import Sink
from tests.mail.stories import TUESDAY, find, tell


@pytest.fixture
def only_these(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tasks find Harbor Works and Rival Freight, and not what other tests left behind."""
    monkeypatch.setattr(tasks, "working_organizations", lambda: [cast.harbor, cast.rival])


def send_alerts(*arguments: str) -> dict[str, int]:
    output = StringIO()
    call_command("send_alerts", "--json", *arguments, stdout=output)
    counts: dict[str, int] = json.loads(output.getvalue())
    return counts


def test_the_command_reports_mails(cast: Cast, sink: Sink) -> None:
    tell(cast.harbor, find(cast.harbor))
    slug = cast.harbor.slug
    sink.recipient_reply = lambda address: "450 busy" if "omar" in address else "250 ok"
    first = send_alerts("--organization", slug, "--limit", "3")
    assert first["dispatched"] == 4
    assert first["sent"] + first["retried"] == 3
    assert send_alerts("--organization", slug)["dispatched"] == 0
    sink.recipient_reply = lambda address: "550 gone"
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        assert send_alerts("--organization", slug) == {
            "dispatched": 0,
            "sent": 0,
            "retried": 0,
            "parked": 1,
            "waiting": 0,
        }
    assert len(sink.mails) == 3
    assert Heartbeat.objects.filter(name="sender").exists()


def test_people_out_of_hours_are_waited_for(db: None, sink: Sink) -> None:
    cast = make_cast(today=None)
    tell(cast.harbor, find(cast.harbor))
    with time_machine.travel(datetime(2026, 7, 4, 14, tzinfo=UTC)):
        counts = send_alerts("--organization", cast.harbor.slug)
    assert counts == {"dispatched": 0, "sent": 0, "retried": 0, "parked": 0, "waiting": 4}


def test_an_unknown_organization_is_refused_by_name(cast: Cast) -> None:
    with pytest.raises(CommandError, match="There is no organization with the slug nowhere"):
        send_alerts("--organization", "nowhere")


def test_a_suspended_organization_sends_nothing(cast: Cast) -> None:
    with tenant(cast.harbor):
        Organization.objects.filter(pk=cast.harbor.pk).update(is_suspended=True)
    with pytest.raises(CommandError, match="Harbor Works is suspended"):
        send_alerts("--organization", cast.harbor.slug)


@pytest.mark.parametrize("limit", ["-1", "many"])
def test_a_wrong_limit_is_wrong_usage(db: None, limit: str) -> None:
    with pytest.raises(CommandError, match="is not a whole number such as 100"):
        send_alerts("--limit", limit)


def test_the_tasks_send_and_scan_and_leave_heartbeats(
    cast: Cast, sink: Sink, only_these: None
) -> None:
    tell(cast.harbor, find(cast.harbor))
    tell(cast.rival, find(cast.rival))
    Heartbeat.objects.all().delete()
    tasks.send_due()
    tasks.scan_due()
    tasks.sweep_leases()
    with tenant(cast.harbor):
        assert [run.window for run in ScanRun.objects.all()] == ["2026-06-30"]
    sent_to = sorted(str(mail["To"]) for mail in sink.mails)
    assert [to.split()[0] for to in sent_to] == ["Eve", "Mallory", "Olga", "Omar", "Vera"]
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"beat", "scanner", "sender"}


def test_without_redis_a_thread_ticks_the_same_schedule(
    cast: Cast, settings: Settings, tmp_path: Path, only_these: None
) -> None:
    settings.EMAIL_BACKEND = "risk.mail.files.EmlFileBackend"
    settings.MAIL_DIRECTORY = tmp_path
    settings.CELERY_BEAT_SCHEDULE = {
        "broken": {"task": "no.such.task", "schedule": 0.01},
        "send": {"task": "risk.tasks.send_due", "schedule": 0.01},
    }
    tell(cast.harbor, find(cast.harbor))
    stop = threading.Event()

    def tick() -> None:
        try:
            scheduler.tick(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        for _ in range(200):
            if len(list(tmp_path.glob("*.eml"))) == 4:
                break
            stop.wait(0.05)
    finally:
        stop.set()
        thread.join()
    assert len(list(tmp_path.glob("*.eml"))) == 4


def test_work_is_looked_for_before_a_task_is_started(cast: Cast) -> None:
    assert not outbox.has_work(organization=cast.harbor, now=TUESDAY)
    tell(cast.harbor, find(cast.harbor))
    assert outbox.has_work(organization=cast.harbor, now=TUESDAY)
    assert not outbox.has_work(organization=cast.rival, now=TUESDAY)
    with tenant(cast.harbor):
        cast.harbor.pinned_today = date(2026, 6, 30)
        cast.harbor.save()
        assert Delivery.objects.count() == 0
