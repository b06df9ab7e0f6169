"""The schedule on a machine without Redis: one thread of the web process ticks it.

It runs the same entries as Celery beat would (`CELERY_BEAT_SCHEDULE`), in the thread itself.
Several of these threads, or one beside a beat, do no harm: work is claimed in the database.
"""

import logging
import threading
import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from config.celery import app

logger = logging.getLogger("longshore.scheduler")


def start() -> threading.Event:
    """Starts the thread, which ends with the process; setting the event ends it earlier."""
    app.loader.import_default_modules()
    stop = threading.Event()
    threading.Thread(target=tick, args=(stop,), name="scheduler", daemon=True).start()
    logger.info("Without REDIS_URL this process scans and mails on schedule itself")
    return stop


def tick(stop: threading.Event) -> None:
    """Runs each entry of the schedule at once and then at its interval, until `stop` is set."""
    entries: Iterable[dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE.values()
    due_at = [(time.monotonic(), entry["task"], entry["schedule"]) for entry in entries]
    while not stop.is_set():
        at, task, seconds = due_at.pop(due_at.index(min(due_at)))
        if stop.wait(max(0.0, at - time.monotonic())):
            return
        run(task)
        due_at.append((time.monotonic() + seconds, task, seconds))


def run(task: str) -> None:
    """Runs one task here and now; what goes wrong is logged, and the next tick tries again."""
    close_old_connections()
    try:
        app.tasks[task].apply(throw=True)
    except Exception:
        logger.exception("The scheduled task %s failed", task)
    finally:
        close_old_connections()
