"""How many findings wait, how bad they are, and whether anybody has looked for them yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from risk.conclusions import Severity
from risk.models import Finding, ScanRun, State
from risk.models.finding import WORST_FIRST
from risk.models.rule import SCANS

WAITING = (State.OPEN, State.ACKNOWLEDGED, State.SNOOZED)


@dataclass(frozen=True)
class FindingCounts:
    """Unresolved findings by severity and state, the worst of them, and the last scan's end.

    `last_scan_at` is None where no scan has finished: no findings then means nothing was looked
    at, not that all is well.
    """

    counts: Mapping[Severity, Mapping[State, int]]
    worst: Sequence[Finding]
    last_scan_at: datetime | None

    def of(self, severity: Severity) -> int:
        """Unresolved findings of a severity, whatever their state."""
        return sum(self.counts[severity].values())

    @property
    def total(self) -> int:
        return sum(self.of(severity) for severity in Severity)


def finding_counts(worst: int = 5) -> FindingCounts:
    """Counts of the entered organization's unresolved findings, and the `worst` open ones."""
    rows = (
        Finding.objects.unresolved()
        .values_list("severity", "state")
        .annotate(count=Count("pk"))
        .order_by()
    )
    found = {(severity, state): count for severity, state, count in rows}
    counts = {
        severity: {state: found.get((severity.value, state.value), 0) for state in WAITING}
        for severity in sorted(Severity, reverse=True)
    }
    open_ones = Finding.objects.filter(state=State.OPEN).order_by(*WORST_FIRST, "pk")
    last = (
        ScanRun.objects.filter(kind__in=SCANS, finished_at__isnull=False)
        .order_by("-finished_at")
        .first()
    )
    return FindingCounts(counts, list(open_ones[:worst]), last.finished_at if last else None)
