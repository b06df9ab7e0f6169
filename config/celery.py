"""The Celery application: it wakes work up, the work itself waits in PostgreSQL."""

import logging.config
import os
from typing import Any

from celery import Celery, Task
from celery.signals import setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

from accounts.history_origin import noted

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Job(Task):
    """A task whose changes say in history that it made them."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with noted(origin="job", task=self.name):
            return super().__call__(*args, **kwargs)


app = Celery("longshore", task_cls=Job)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def log_as_the_web_does(**kwargs: Any) -> None:
    """Worker and beat write the same lines; without a receiver Celery would set up its own."""
    logging.config.dictConfig(settings.LOGGING)
