"""How gunicorn serves Longshore: `gunicorn --config config/gunicorn.py config.wsgi:application`."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

# Before anything imports prometheus_client, which looks for it once: the folder through which
# the workers' counters are summed. Without the variable each start has a folder of its own.
_OWN_METRICS = "PROMETHEUS_MULTIPROC_DIR" not in os.environ
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="longshore-metrics-"))

from django.conf import settings  # noqa: E402
from prometheus_client import multiprocess  # noqa: E402

from config import scheduler  # noqa: E402

worker_class = "gthread"
workers = 1
threads = 8
timeout = 60
control_socket_disable = True
logconfig_dict = settings.LOGGING


def on_starting(server: Any) -> None:
    """Counters of processes that are gone would be summed with those of the new ones."""
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    for left_over in folder.glob("*.db"):
        left_over.unlink(missing_ok=True)


def post_worker_init(worker: Any) -> None:
    """In the worker rather than the master, whose threads a fork would not carry over."""
    if not settings.REDIS_URL:
        scheduler.start()


def child_exit(server: Any, worker: Any) -> None:
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    if _OWN_METRICS:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
