"""How gunicorn serves Longshore: `gunicorn --config config/gunicorn.py config.wsgi:application`."""

from typing import Any

from django.conf import settings

from config import scheduler

worker_class = "gthread"
workers = 1
threads = 8
timeout = 60
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """In the worker rather than the master, whose threads a fork would not carry over."""
    if not settings.REDIS_URL:
        scheduler.start()
