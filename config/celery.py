"""The Celery application: it wakes work up, the work itself waits in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("longshore")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
