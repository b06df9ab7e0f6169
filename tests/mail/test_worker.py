"""A real Celery worker on a real Redis: the wake-up travels, the work was in PostgreSQL."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis, RedisError

from accounts.tenancy import tenant
from risk.models import Delivery
from tests.cast import Cast
from tests.mail.sink import Sink
from tests.mail.stories import find, tell
from tests.mail.test_killed_sender import database_url

pytestmark = pytest.mark.redis
PATIENCE_SECONDS = 60


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """The configured Redis, or one of the test's own."""
    configured = os.environ.get("REDIS_URL")
    if configured:
        yield configured
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            shutil.which("redis-server") or "",
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(tmp_path),
        ],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    wait_until(lambda: _answers(url))
    yield url
    server.terminate()
    server.wait()


def _answers(url: str) -> bool:
    try:
        return bool(Redis.from_url(url).ping())
    except (OSError, RedisError):
        return False


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def test_a_worker_sends_what_is_due(cast: Cast, sink: Sink, redis_url: str) -> None:
    tell(cast.harbor, find(cast.harbor))
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "MIGRATION_DATABASE_URL": "",
        "REDIS_URL": redis_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
    }
    celery = [sys.executable, "-m", "celery", "--app", "config.celery"]
    worker = subprocess.Popen(
        [*celery, "worker", "--pool", "solo", "--loglevel", "WARNING", "--queues", cast.tag],
        env=environment,
    )
    try:
        subprocess.run(
            [
                *celery,
                "call",
                "risk.tasks.send_organization",
                "--args",
                f"[{cast.harbor.pk}]",
                "--queue",
                cast.tag,
            ],
            env=environment,
            check=True,
            capture_output=True,
        )

        def all_sent() -> bool:
            with tenant(cast.harbor):
                return list(Delivery.objects.values_list("state", flat=True)) == ["sent"] * 4

        wait_until(all_sent)
    finally:
        worker.terminate()
        worker.wait(timeout=PATIENCE_SECONDS)
