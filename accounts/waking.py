"""Waking a worker now instead of at its next tick.

The work waits in PostgreSQL, so a wake-up that gets lost only makes it later.
"""

import logging

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

logger = logging.getLogger("longshore.tasks")


def wake(task: str, *arguments: object) -> None:
    """Asks a worker to run the task named `task`; call it after the commit.

    Without Redis nothing happens: the scheduler looks for the work within half a minute, and
    nobody waits for a mail server while a page is made.
    """
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return
    try:
        current_app.send_task(task, args=arguments, retry=False)
    except OperationalError as error:
        logger.warning("%s waits for its next tick, Redis can't be reached: %s", task, error)
