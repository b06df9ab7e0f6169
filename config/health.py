"""Whether this process lives, can serve, and whether the work in the background goes on.

- `/health/live`: the process answers. Nothing is asked of anything else, so that a database
  out of reach doesn't get every process restarted.
- `/health/ready`: the database as the application's role, its migrations and the file storage.
  One of them missing answers 503, and a load balancer sends people elsewhere. Redis and late
  background work make it `degraded` with 200: pages still work without them.
- `/health/work`: the same checks, but `degraded` answers 503 too. For an alarm, not for routing.

The answers name no organization, no address and no secret.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from health_check.checks import Storage
from health_check.exceptions import HealthCheckException

from accounts.models import Heartbeat
from accounts.services.heartbeats import LIMITS

REDIS_SECONDS = 2


class State(StrEnum):
    """From good to bad; the worst check decides the whole."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILING = "failing"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `age` in seconds where it has one."""

    name: str
    state: State
    detail: str = ""
    age: int | None = None

    def as_json(self) -> dict[str, object]:
        shown: dict[str, object] = {"state": self.state}
        if self.detail:
            shown["detail"] = self.detail
        if self.age is not None:
            shown["age_seconds"] = self.age
        return shown


@require_safe
@never_cache
@transaction.non_atomic_requests
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": State.OK})


@require_safe
@never_cache
@transaction.non_atomic_requests
def ready(request: HttpRequest) -> JsonResponse:
    return _answer(fails_at=State.FAILING)


@require_safe
@never_cache
@transaction.non_atomic_requests
def work(request: HttpRequest) -> JsonResponse:
    return _answer(fails_at=State.DEGRADED)


def _answer(fails_at: State) -> JsonResponse:
    checks = run_checks(now=timezone.now())
    order = list(State)
    worst = max((check.state for check in checks), key=order.index)
    return JsonResponse(
        {"status": worst, "checks": {check.name: check.as_json() for check in checks}},
        status=503 if order.index(worst) >= order.index(fails_at) else 200,
    )


def run_checks(*, now: datetime) -> list[Check]:
    """Every check, the heartbeats among them; never raises."""
    database = _guarded("database", _database)
    checks = [database]
    if database.state == State.OK:
        checks.append(_guarded("migrations", _migrations))
        checks.extend(heartbeats(now=now))
    checks.append(_guarded("storage", _storage))
    if settings.REDIS_URL:
        checks.append(_guarded("redis", _redis, when_it_fails=State.DEGRADED))
    return checks


def heartbeats(*, now: datetime) -> list[Check]:
    """How long ago each background process did its last round."""
    beats = dict(Heartbeat.objects.values_list("name", "beat_at"))
    return [_heartbeat(name, limit, beats.get(name), now) for name, limit in LIMITS.items()]


def _heartbeat(name: str, limit: timedelta, beat_at: datetime | None, now: datetime) -> Check:
    key = f"heartbeat_{name}"
    if beat_at is None:
        return Check(key, State.DEGRADED, "has not run yet")
    age = max(0, int((now - beat_at).total_seconds()))
    if age <= limit.total_seconds():
        return Check(key, State.OK, age=age)
    return Check(key, State.DEGRADED, f"late: expected every {limit.total_seconds():.0f} s", age)


def _guarded(name: str, look: Callable[[], str], when_it_fails: State = State.FAILING) -> Check:
    """`look` returns what is wrong, or nothing; what it raises is named by its kind only."""
    try:
        problem = look()
    except (Error, ImproperlyConfigured, HealthCheckException, OSError, redis.RedisError) as error:
        problem = type(error).__name__
    return Check(name, when_it_fails if problem else State.OK, problem)


def _database() -> str:
    """Asks as the application's role, which row-level security must bind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        (above_the_law,) = cursor.fetchone()
    return "the role ignores row-level security" if above_the_law else ""


def _migrations() -> str:
    loader = MigrationLoader(connection)
    missing = set(loader.disk_migrations) - set(loader.applied_migrations)
    replaced = {name for name in missing if loader.disk_migrations[name].replaces}
    count = len(missing - replaced)
    return f"{count} not applied" if count else ""


def _storage() -> str:
    Storage().run()
    return ""


def _redis() -> str:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    )
    with client:
        client.ping()
    return ""
