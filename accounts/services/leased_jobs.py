"""Working off rows that hold work: claim, work while the lease is renewed, record.

A worker that dies leaves a lease that runs out; the row is claimed again, at most three times.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models.leased_job import JobState, LeasedJob
from accounts.tenancy import tenant

logger = logging.getLogger("longshore.tasks")

LEASE = timedelta(minutes=2)
RENEWED_EVERY = 5.0
MOST_ATTEMPTS = 3
GAVE_UP = "It was tried three times and stopped each time. Start it again, or ask for help."


class Progress:
    """How many rows are done; told to the row every few seconds from a thread of its own."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, done: int) -> None:
        self.done = done


def due_jobs[Job: LeasedJob](jobs: QuerySet[Job], now: datetime) -> QuerySet[Job]:
    """Those that wait, and those whose worker didn't come back."""
    return jobs.filter(Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=now))


def claim[Job: LeasedJob](jobs: QuerySet[Job], now: datetime) -> Job | None:
    """The oldest due job, now this worker's; None without one. Needs a transaction around it."""
    while True:
        due = due_jobs(jobs, now).order_by("created_at")
        job = due.select_for_update(skip_locked=True, of=("self",)).first()
        if job is None:
            return None
        if job.attempts < MOST_ATTEMPTS:
            break
        job.state, job.last_error, job.finished_at = JobState.FAILED, GAVE_UP, now
        job.lease_owner = job.lease_until = None
        job.save()
    job.state, job.attempts = JobState.RUNNING, job.attempts + 1
    job.lease_owner, job.lease_until = uuid4(), now + LEASE
    job.save()
    return job


@contextmanager
def working_on(job: LeasedJob) -> Iterator[Progress]:
    """Renews the job's lease and tells its progress until the block ends.

    The block's own transaction shows nothing of itself before it ends, hence the thread.
    """
    progress, stop = Progress(), threading.Event()
    thread = threading.Thread(target=_renew, args=(job, progress, stop), daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        stop.set()
        thread.join()


def _renew(job: LeasedJob, progress: Progress, stop: threading.Event) -> None:
    rows = type(job)._default_manager.filter(pk=job.pk, lease_owner=job.lease_owner)
    try:
        while not stop.wait(RENEWED_EVERY):
            with tenant(job.organization_id):
                rows.update(rows_done=progress.done, lease_until=timezone.now() + LEASE)
    except Exception:
        logger.exception("The lease of %s %s could not be renewed", type(job).__name__, job.pk)
    finally:
        connection.close()


def record(job: LeasedJob, *, state: JobState, now: datetime, **fields: object) -> bool:
    """Writes the result if the job is still this worker's; needs a transaction around it."""
    rows = type(job)._default_manager.filter(pk=job.pk, lease_owner=job.lease_owner)
    values = {"lease_owner": None, "lease_until": None, "finished_at": now, **fields}
    return bool(rows.update(state=state, **values))
