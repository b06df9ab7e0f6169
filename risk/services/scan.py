"""The scan: every rule over one organization's portfolio, in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import F, Max, Q

from accounts.models import Organization
from accounts.statistics import WORTH_REFRESHING, refresh_statistics
from accounts.tenancy import tenant
from risk.conclusions import Conclusion, Severity
from risk.models import Alert, Finding, RuleSetting, ScanRun, State
from risk.models.rule import NIGHTLY_SCAN, SCAN_BY_HAND
from risk.portfolio import Portfolio
from risk.rules.registry import RULES, values_of
from risk.rules.rule import Values
from risk.selectors.portfolio import read_portfolio
from risk.services.alerts import raise_alerts, recipients_of
from risk.services.reconciliation import CONTENT, Changes, reconcile
from teams.services.calendar_holidays import take_missing_years
from vendors.services.holiday_snapshots import take_missing_holidays

STATE = (
    "state",
    "snoozed_until",
    "state_changed_at",
    "state_changed_by",
    "state_reason",
    "episode",
)
#: Findings whose condition a scan must judge again: the unresolved ones, and those that a person
#: resolved, which stay so only until the condition clears.
JUDGED_AGAIN = ~Q(state=State.RESOLVED) | Q(state_changed_by__isnull=False)


class ScanRefused(ValueError):
    """The scan would undo what later scans found and what people decided since."""


@dataclass(frozen=True)
class ScanResult:
    """What a scan found and did, or would do in a dry run.

    `findings` counts the unresolved findings after the scan by rule and severity; `opened`
    includes reopened ones. A dry run writes no alerts, so `alerts` is 0 and `people` says how
    many would be told; otherwise `people` is None.
    """

    findings: Mapping[str, Mapping[str, int]]
    opened: int
    resolved: int
    alerts: int
    people: int | None = None

    def as_json(self) -> dict[str, object]:
        """The form in which commands print it and the log of scans keeps it."""
        result: dict[str, object] = {
            "findings": {rule: dict(counts) for rule, counts in self.findings.items()},
            "opened": self.opened,
            "resolved": self.resolved,
            "alerts": self.alerts,
        }
        return result if self.people is None else {**result, "people": self.people}


def scan(
    *, organization: Organization, as_of: date, now: datetime, dry_run: bool = False
) -> ScanResult:
    """Runs all enabled rules as of a date and brings the findings up to date.

    The same facts give the same findings, so a second scan changes nothing, and one after missed
    days catches up. Raises `ScanRefused` for a date before the latest one scanned, unless it is
    the organization's today or a dry run, and `risk.rules.rule.ParameterRefused` where the
    organization's own settings of a rule are wrong; nothing is written then.
    """
    with tenant(organization):
        if not dry_run:
            _wait_for_other_scans(organization)
            _refuse_to_go_back(as_of, organization.today(now))
            take_missing_holidays(as_of=as_of, now=now)
            take_missing_years(as_of=as_of, now=now)
        settings = _enabled_rules()
        conclusions = _conclusions(read_portfolio(organization, as_of), settings)
        known = _known_findings(conclusions.keys(), lock=not dry_run)
        changes = reconcile(conclusions, known, settings.keys(), as_of, now)
        if dry_run:
            people = len(recipients_of(changes.raised))
            return _result(changes, alerts=0, people=people)
        _write(changes)
        if len(changes.created) > WORTH_REFRESHING:
            refresh_statistics(Finding, Alert)
        return _result(changes, alerts=raise_alerts(findings=changes.raised, now=now))


def _wait_for_other_scans(organization: Organization) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"scan {organization.pk}"]
        )


def last_scanned_day() -> date | None:
    """The latest date that findings of the organization entered were brought up to."""
    seen: date | None = Finding.objects.aggregate(day=Max("last_seen_on"))["day"]
    runs = ScanRun.objects.filter(kind__in=[NIGHTLY_SCAN, SCAN_BY_HAND])
    window: str | None = runs.aggregate(day=Max("window"))["day"]
    days = [seen, date.fromisoformat(window) if window else None]
    return max((day for day in days if day is not None), default=None)


def _refuse_to_go_back(as_of: date, today: date) -> None:
    """Today is never refused, so that a scan of a day to come doesn't stop the nightly ones."""
    latest = last_scanned_day() if as_of < today else None
    if latest is not None and as_of < latest:
        raise ScanRefused(
            f"The findings are as of {latest}: a scan as of {as_of} would undo what was found and "
            "decided since. To look back, make it a dry run (--dry-run)."
        )


def _enabled_rules() -> dict[str, Values]:
    """The parameter values of each rule that is switched on."""
    settings = {setting.rule: setting for setting in RuleSetting.objects.all()}
    changed = {code: setting.parameters for code, setting in settings.items()}
    return {
        code: values_of(code, changed)
        for code in RULES
        if code not in settings or settings[code].is_enabled
    }


def _conclusions(portfolio: Portfolio, settings: Mapping[str, Values]) -> dict[str, Conclusion]:
    """By fingerprint; raises `ValueError` where a rule gives one twice, which is its mistake."""
    found: dict[str, Conclusion] = {}
    for code, values in settings.items():
        for conclusion in RULES[code].evaluate(portfolio, values):
            fingerprint = conclusion.fingerprint
            if fingerprint in found:
                raise ValueError(
                    f"{code} concluded twice on {conclusion.subject_kind} "
                    f"{conclusion.subject_id}, period {conclusion.period!r}; expected once."
                )
            found[fingerprint] = conclusion
    return found


def _known_findings(fingerprints: Iterable[str], *, lock: bool) -> dict[str, Finding]:
    """Findings to be judged again, and resolved ones that conclusions may bring back.

    They are locked, so that nobody acknowledges one while the scan decides about it.
    """
    findings = Finding.objects.order_by("pk")
    if lock:
        findings = findings.select_for_update()
    known = {finding.fingerprint: finding for finding in findings.filter(JUDGED_AGAIN)}
    missing = [fingerprint for fingerprint in fingerprints if fingerprint not in known]
    resolved = findings.filter(fingerprint__in=missing)
    return known | {finding.fingerprint: finding for finding in resolved}


def _write(changes: Changes) -> None:
    """Three statements at most, whatever the number of findings."""
    Finding.objects.bulk_create(changes.created)
    Finding.objects.bulk_create(
        changes.changed,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*CONTENT, *STATE],
    )
    Finding.objects.filter(
        JUDGED_AGAIN, Q(last_seen_on__isnull=True) | Q(last_seen_on__lt=changes.as_of)
    ).update(last_seen_on=changes.as_of, last_seen_at=changes.now, times_seen=F("times_seen") + 1)


def _result(changes: Changes, alerts: int, people: int | None = None) -> ScanResult:
    findings: dict[str, dict[str, int]] = {code: {} for code in RULES}
    for finding in sorted(changes.standing, key=lambda finding: -finding.severity):
        counts = findings[finding.rule]
        severity = Severity(finding.severity).name.lower()
        counts[severity] = counts.get(severity, 0) + 1
    return ScanResult(
        findings={code: counts for code, counts in findings.items() if counts},
        opened=changes.opened,
        resolved=changes.resolved,
        alerts=alerts,
        people=people,
    )
