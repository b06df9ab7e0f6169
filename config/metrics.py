"""`/metrics` for Prometheus: requests, background work, and what waits, over all organizations.

Numbers about organizations are sums without their names. Row-level security has no back door,
so the sums are gathered organization by organization, at most once in `FRESH` per process.
With several gunicorn workers the request counters are summed over their files
(`PROMETHEUS_MULTIPROC_DIR`, which `config/gunicorn.py` sets).
"""

import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from typing import Any

import prometheus_client
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric

from accounts.models import Heartbeat, Letter, MailState, Organization
from accounts.selectors import working_organizations
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.models import Alert, Delivery, Finding, State
from risk.services.schedule import is_scan_due
from sourcing.selectors.measurement_months import months_ahead

#: Seconds for which the sums over all organizations are kept.
FRESH = 15.0
#: A proxy on this machine also connects from the loopback address; what it forwards is not local.
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED", "HTTP_VIA")


@require_safe
@never_cache
@transaction.non_atomic_requests
def metrics(request: HttpRequest) -> HttpResponse:
    """Answers whoever knows `METRICS_TOKEN`; without one, requests from this machine only."""
    if settings.METRICS_TOKEN:
        if not _has_token(request):
            refused = HttpResponse("A bearer token is needed here.\n", status=401)
            refused["WWW-Authenticate"] = "Bearer"
            return refused
    elif not _is_local(request):
        return HttpResponse(
            "Metrics are for this machine only; set METRICS_TOKEN to read them from elsewhere.\n",
            status=403,
        )
    registry = prometheus_client.CollectorRegistry()
    registry.register(Collector(_figures.read()))
    page = prometheus_client.generate_latest(_requests()) + prometheus_client.generate_latest(
        registry
    )
    return HttpResponse(page, content_type=prometheus_client.CONTENT_TYPE_LATEST)


def _has_token(request: HttpRequest) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and secrets.compare_digest(
        given.strip().encode(), settings.METRICS_TOKEN.encode()
    )


def _is_local(request: HttpRequest) -> bool:
    if any(name in request.META for name in FORWARDED):
        return False
    try:
        # Over a Unix socket there is no address, and whoever opened it is on this machine.
        address = request.META.get("REMOTE_ADDR", "")
        return address == "" or ip_address(address).is_loopback
    except ValueError:
        return False


def _requests() -> prometheus_client.CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return prometheus_client.REGISTRY
    registry = prometheus_client.CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


@dataclass
class Figures:
    """Sums over all working organizations, as of one moment."""

    now: datetime
    seconds: float = 0.0
    organizations: int = 0
    suspended: int = 0
    mails: Counter[tuple[str, str]] = field(default_factory=Counter)
    oldest_mail: datetime | None = None
    alerts: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    scans_due: int = 0
    months_ahead: int = 0
    heartbeats: dict[str, datetime] = field(default_factory=dict)


def gather(*, now: datetime) -> Figures:
    """Reads the figures, one organization after the other."""
    started = time.perf_counter()
    figures = Figures(now=now, heartbeats=dict(Heartbeat.objects.values_list("name", "beat_at")))
    figures.months_ahead = months_ahead(now.date())
    # Letters about a password belong to no organization and show where none is entered.
    _add_mails(figures, "letters", Letter.objects.all())
    working = working_organizations()
    figures.organizations = len(working)
    figures.suspended = Organization.objects.filter(is_suspended=True).count()
    for organization in working:
        with tenant(organization):
            _add(figures)
            figures.scans_due += is_scan_due(organization=organization, now=now)
    figures.seconds = time.perf_counter() - started
    return figures


def _add(figures: Figures) -> None:
    _add_mails(figures, "alerts", Delivery.objects.all())
    _add_mails(figures, "letters", Letter.objects.all())
    figures.alerts += Alert.objects.filter(delivery__isnull=True, dropped_at__isnull=True).count()
    standing = Finding.objects.filter(~Q(state=State.RESOLVED))
    for severity, count in standing.values_list("severity").annotate(Count("pk")).order_by():
        figures.findings[Severity(severity).name.lower()] += count


def _add_mails(figures: Figures, kind: str, mails: QuerySet[Any]) -> None:
    unsent = mails.exclude(state=MailState.SENT).values_list("state").order_by()
    for state, count, oldest in unsent.annotate(Count("pk"), Min("next_attempt_at")):
        figures.mails[kind, state] += count
        if state == MailState.PENDING:
            figures.oldest_mail = min(filter(None, (figures.oldest_mail, oldest)), default=None)


class _Kept:
    """The figures last gathered, shared by the threads of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._figures: Figures | None = None
        self._until = 0.0

    def read(self) -> Figures:
        with self._lock:
            if self._figures is None or time.monotonic() >= self._until:
                self._figures = gather(now=timezone.now())
                self._until = time.monotonic() + FRESH
            return self._figures


_figures = _Kept()


class Collector:
    """Turns the figures into Prometheus' form."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures

    def collect(self) -> Iterator[Metric]:
        figures = self.figures
        yield _gauge(
            "organizations",
            "Organizations by whether they work",
            "state",
            {
                "working": figures.organizations,
                "suspended": figures.suspended,
            },
        )
        unsent = GaugeMetricFamily(
            "longshore_mails_unsent", "Mails not sent yet", labels=["kind", "state"]
        )
        for kind in ("alerts", "letters"):
            for state in (MailState.PENDING, MailState.SENDING, MailState.PARKED):
                unsent.add_metric([kind, state], figures.mails[kind, state])
        yield unsent
        overdue = _age(figures.oldest_mail, figures.now) if figures.oldest_mail else 0.0
        yield GaugeMetricFamily(
            "longshore_mail_overdue_seconds", "How long the oldest waiting mail is due", overdue
        )
        yield GaugeMetricFamily(
            "longshore_alerts_waiting", "Alerts that no mail has gathered yet", figures.alerts
        )
        yield _gauge(
            "findings",
            "Unresolved findings by severity",
            "severity",
            {
                severity.name.lower(): figures.findings[severity.name.lower()]
                for severity in Severity
            },
        )
        yield GaugeMetricFamily(
            "longshore_scans_due", "Nightly scans that are due and not done", figures.scans_due
        )
        yield GaugeMetricFamily(
            "longshore_measurement_months_ahead",
            "Months after this one that have their table of measurements",
            figures.months_ahead,
        )
        yield _gauge(
            "heartbeat_age_seconds",
            "Since a background process' last round",
            "process",
            {name: _age(beat_at, figures.now) for name, beat_at in figures.heartbeats.items()},
        )
        yield GaugeMetricFamily(
            "longshore_metrics_gathering_seconds",
            "How long it took to gather these sums over all organizations",
            figures.seconds,
        )


def _gauge(name: str, text: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"longshore_{name}", text, labels=[label])
    for value, number in values.items():
        family.add_metric([str(value)], number)
    return family


def _age(moment: datetime, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds())
