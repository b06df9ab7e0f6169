"""Scans and their log: the nightly one, once however many schedulers ask, and those by hand."""

from datetime import UTC, date, datetime, time, timedelta

from accounts.models import Organization
from accounts.tenancy import tenant
from risk.models import ScanRun
from risk.models.rule import NIGHTLY_SCAN, SCAN_BY_HAND
from risk.services.escalation import escalate
from risk.services.scan import ScanResult, last_scanned_day, scan

# At home, after the day's last import is in and long before anyone's working day.
SCANS_FROM = time(2)


def scan_window(organization: Organization, now: datetime) -> date:
    """The latest date, at the organization's home, whose nightly scan may run at `now`.

    Its scan runs from 02:00 on that date; where the clocks skip 02:00, from the moment it would
    have been. After missed days this is still one date, so one scan catches up.
    """
    if organization.pinned_today:
        return organization.pinned_today
    zone = organization.home_time_zone
    day = now.astimezone(zone).date()
    opens = datetime.combine(day, SCANS_FROM, zone).astimezone(UTC)
    return day if now >= opens else day - timedelta(days=1)


def is_scan_due(*, organization: Organization, now: datetime) -> bool:
    """Whether the latest nightly scan hasn't run yet."""
    window = scan_window(organization, now).isoformat()
    with tenant(organization):
        return not ScanRun.objects.filter(kind=NIGHTLY_SCAN, window=window).exists()


def run_nightly_scan(*, organization: Organization, now: datetime) -> bool:
    """Scans as of the latest window and escalates, unless that was done; says whether it did.

    The log row and the findings are one transaction: a second caller waits for the first and
    then does nothing, and a crash leaves the window to be scanned again.
    """
    window = scan_window(organization, now)
    with tenant(organization):
        run = ScanRun(kind=NIGHTLY_SCAN, window=window.isoformat(), started_at=now)
        ScanRun.objects.bulk_create([run], ignore_conflicts=True)
        if not ScanRun.objects.filter(pk=run.pk).exists():
            return False
        # Who scanned by hand before two o'clock scanned a later day than the night's.
        as_of = min(max(window, last_scanned_day() or window), organization.today(now))
        result = scan(organization=organization, as_of=as_of, now=now)
        escalated = escalate(organization=organization, now=now)
        run.finished_at = now
        run.result = {**result.as_json(), "escalated": escalated}
        run.save(update_fields=["finished_at", "result"])
    return True


def run_scan_by_hand(*, organization: Organization, as_of: date, now: datetime) -> ScanResult:
    """Scans as of a date and keeps what it did in the log; the latest such scan of a date counts.

    Raises `ScanRefused` and `risk.rules.rule.ParameterRefused` as `scan` does.
    """
    with tenant(organization):
        result = scan(organization=organization, as_of=as_of, now=now)
        ScanRun.objects.update_or_create(
            kind=SCAN_BY_HAND,
            window=as_of.isoformat(),
            defaults={"started_at": now, "finished_at": now, "result": result.as_json()},
        )
    return result
