"""The nightly scan: once a night in the organization's own time, whoever asks how often."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from accounts.models import Organization
from accounts.tenancy import tenant
from risk.models import ScanRun
from risk.services import schedule
from risk.services.schedule import is_scan_due, run_nightly_scan, scan_window
from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(today=None)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def runs(organization: Organization) -> list[str]:
    with tenant(organization):
        return sorted(ScanRun.objects.values_list("window", flat=True))


@pytest.mark.parametrize(
    ("zone", "opens", "day"),
    [
        ("America/New_York", utc(2026, 6, 30, 6), date(2026, 6, 30)),
        ("Asia/Kolkata", utc(2026, 6, 29, 20, 30), date(2026, 6, 30)),
        ("Pacific/Chatham", utc(2026, 6, 29, 13, 15), date(2026, 6, 30)),
        # Two o'clock doesn't exist on 8 March 2026 in New York: three o'clock, summer time.
        ("America/New_York", utc(2026, 3, 8, 7), date(2026, 3, 8)),
        ("America/New_York", utc(2026, 11, 1, 7), date(2026, 11, 1)),
        # Two o'clock comes twice on 25 October 2026 in Berlin: the first one counts.
        ("Europe/Berlin", utc(2026, 10, 25, 0), date(2026, 10, 25)),
    ],
)
def test_a_night_begins_at_two_at_home(zone: str, opens: datetime, day: date) -> None:
    home = Organization(home_time_zone=ZoneInfo(zone))
    assert scan_window(home, opens - timedelta(seconds=1)) == day - timedelta(days=1)
    assert scan_window(home, opens) == day
    assert scan_window(home, opens + timedelta(hours=21)) == day


def test_a_night_is_scanned_once(cast: Cast) -> None:
    night = utc(2026, 6, 30, 6)
    assert is_scan_due(organization=cast.harbor, now=night)
    assert run_nightly_scan(organization=cast.harbor, now=night)
    assert not is_scan_due(organization=cast.harbor, now=night + timedelta(hours=12))
    assert not run_nightly_scan(organization=cast.harbor, now=night + timedelta(hours=12))
    assert is_scan_due(organization=cast.harbor, now=night + timedelta(days=1))
    assert is_scan_due(organization=cast.rival, now=night)
    assert runs(cast.harbor) == ["2026-06-30"]
    with tenant(cast.harbor):
        result = ScanRun.objects.get().result
    assert result == {"findings": {}, "opened": 0, "resolved": 0, "alerts": 0, "escalated": 0}


def test_missed_nights_are_caught_up_with_one_scan(cast: Cast) -> None:
    run_nightly_scan(organization=cast.harbor, now=utc(2026, 6, 1, 6))
    assert run_nightly_scan(organization=cast.harbor, now=utc(2026, 6, 30, 18))
    assert not is_scan_due(organization=cast.harbor, now=utc(2026, 6, 30, 19))
    assert runs(cast.harbor) == ["2026-06-01", "2026-06-30"]


def test_two_schedulers_at_once_scan_once(cast: Cast) -> None:
    start = threading.Barrier(2)

    def scheduler(_: int) -> bool:
        start.wait()
        try:
            return run_nightly_scan(organization=cast.harbor, now=utc(2026, 6, 30, 6))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(scheduler, range(2))) == [False, True]
    assert runs(cast.harbor) == ["2026-06-30"]


def test_a_scan_that_fails_leaves_its_night_to_be_scanned(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the rule is broken")

    with monkeypatch.context() as patched:
        patched.setattr(schedule, "scan", broken)
        with pytest.raises(RuntimeError):
            run_nightly_scan(organization=cast.harbor, now=utc(2026, 6, 30, 6))
    assert is_scan_due(organization=cast.harbor, now=utc(2026, 6, 30, 7))
    assert run_nightly_scan(organization=cast.harbor, now=utc(2026, 6, 30, 7))


def test_a_pinned_organization_is_scanned_for_its_date(db: None) -> None:
    cast = make_cast(today=date(2020, 6, 30))
    assert run_nightly_scan(organization=cast.harbor, now=utc(2026, 6, 30, 6))
    assert not run_nightly_scan(organization=cast.harbor, now=utc(2026, 7, 30, 6))
    assert runs(cast.harbor) == ["2020-06-30"]
