"""Liveness, readiness and background work, as a load balancer and an alarm see them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from pytest_django import Settings

from accounts.models import Heartbeat
from accounts.services.heartbeats import LIMITS, record_heartbeat
from config import health
from tests.cast import Cast
from tests.file_storage import keep_files_in

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def storage(settings: Settings, tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    keep_files_in(folder, settings)
    return folder


@pytest.fixture
def beating(db: None) -> None:
    for name in LIMITS:
        record_heartbeat(name=name, now=datetime.now(UTC))


def test_live_asks_nothing_of_the_database(client: Client) -> None:
    # Without the fixture `db`, pytest refuses any connection.
    answer = client.get("/health/live", headers={"cookie": "sessionid=forged"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_ready_when_all_is_well(
    beating: None, client: Client, settings: Settings, storage: Path
) -> None:
    settings.REDIS_URL = ""
    for path in ("/health/ready", "/health/work"):
        answer = client.get(path)
        shown = answer.json()
        assert (answer.status_code, shown["status"]) == (200, "ok")
        assert set(shown["checks"]) == {
            "database", "migrations", "storage",
            "heartbeat_beat", "heartbeat_sender", "heartbeat_scanner",
        }  # fmt: skip
    assert list(storage.rglob("*.txt")) == []


def test_a_database_out_of_reach_fails_readiness_and_says_no_address(
    db: None, client: Client, settings: Settings, storage: Path
) -> None:
    settings.REDIS_URL = ""
    with patch.object(connections["default"], "cursor", side_effect=OperationalError("10.9.8.7")):
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failing",
        "checks": {
            "database": {"state": "failing", "detail": "OperationalError"},
            "storage": {"state": "ok"},
        },
    }


def test_a_migration_that_is_not_applied_fails_readiness(
    beating: None, client: Client, storage: Path
) -> None:
    loader = MigrationLoader(connections["default"])
    loader.disk_migrations["risk", "9999_new"] = loader.disk_migrations["risk", "0001_initial"]
    with patch.object(health, "MigrationLoader", return_value=loader):
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == {
        "state": "failing",
        "detail": "1 not applied",
    }


def test_a_storage_that_can_not_be_written_fails_readiness(
    beating: None, client: Client, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    keep_files_in(tmp_path / "file", settings)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["storage"]["state"] == "failing"
    assert str(tmp_path) not in answer.content.decode()


def test_redis_out_of_reach_degrades_and_hides_its_password(
    beating: None, client: Client, settings: Settings, storage: Path
) -> None:
    settings.REDIS_URL = "redis://:canary-password@127.0.0.1:1/0"
    ready, work = client.get("/health/ready"), client.get("/health/work")
    assert (ready.status_code, work.status_code) == (200, 503)
    assert ready.json()["status"] == "degraded"
    assert ready.json()["checks"]["redis"] == {"state": "degraded", "detail": "ConnectionError"}
    assert "canary" not in ready.content.decode()


@pytest.mark.parametrize(("name", "minutes"), [("beat", 3), ("sender", 5), ("scanner", 15)])
def test_a_process_is_late_one_second_after_its_limit(db: None, name: str, minutes: int) -> None:
    limit = timedelta(minutes=minutes)
    record_heartbeat(name=name, now=NOW - limit)

    def shown(now: datetime) -> dict[str, object]:
        checks = {check.name: check.as_json() for check in health.heartbeats(now=now)}
        return checks[f"heartbeat_{name}"]

    assert shown(NOW) == {"state": "ok", "age_seconds": minutes * 60}
    assert shown(NOW + timedelta(seconds=1)) == {
        "state": "degraded",
        "detail": f"late: expected every {minutes * 60} s",
        "age_seconds": minutes * 60 + 1,
    }


def test_a_process_that_never_ran_is_named(db: None) -> None:
    Heartbeat.objects.all().delete()
    assert [check.as_json() for check in health.heartbeats(now=NOW)] == [
        {"state": "degraded", "detail": "has not run yet"}
    ] * 3


def test_health_pages_name_no_organization_and_need_no_https(
    cast: Cast, client: Client, settings: Settings, storage: Path
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    client.force_login(cast.olga.user)
    for path in ("/health/live", "/health/ready", "/health/work"):
        text = client.get(path).content.decode()
        assert text.startswith("{")
        assert cast.tag not in text
        assert "Harbor" not in text


def test_health_pages_take_no_posts(db: None, client: Client) -> None:
    assert client.post("/health/ready").status_code == 405


def test_the_command_tells_by_its_exit_code_whether_work_is_done(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    Heartbeat.objects.filter(name="beat").delete()
    with pytest.raises(CommandError, match="beat has not run yet"):
        call_command("heartbeat", "beat")
    record_heartbeat(name="beat", now=datetime.now(UTC) - timedelta(minutes=4))
    with pytest.raises(
        CommandError, match=r"beat is late: it ran 24\d s ago; expected every 180 s"
    ):
        call_command("heartbeat", "beat")
    record_heartbeat(name="beat", now=datetime.now(UTC))
    call_command("heartbeat", "beat")
    assert "name: beat" in capsys.readouterr().out
