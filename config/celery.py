"""The Celery application: it wakes work up, the work itself waits in PostgreSQL."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("longshore")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def log_as_the_web_does(**kwargs: Any) -> None:
    """Worker and beat write the same lines; without a receiver Celery would set up its own."""
    logging.config.dictConfig(settings.LOGGING)
