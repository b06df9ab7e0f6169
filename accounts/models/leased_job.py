"""Work that a person started and that a worker does: waiting, running, done or failed."""

from django.db import models
from django.db.models import Q

from accounts.models.membership import Membership
from accounts.tenancy import TenantForeignKey, TenantModel


class JobState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class LeasedJob(TenantModel):
    """A row that holds the work itself, so that nothing is only in a queue.

    A worker claims it by writing owner and lease and renews the lease while it works
    (`accounts.services.leased_jobs`); a lease that ran out is claimed again.
    """

    requested_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=JobState, default=JobState.WAITING)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running", lease_owner__isnull=False, lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_owner__isnull=True, lease_until__isnull=True)),
                name="%(app_label)s_%(class)s_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "created_at"],
                condition=Q(state__in=["waiting", "running"]),
                name="%(app_label)s_%(class)s_due",
            ),
        ]

    @property
    def is_under_way(self) -> bool:
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def percent(self) -> int | None:
        """How much of it is done; None while that isn't known."""
        return min(100, self.rows_done * 100 // self.rows_total) if self.rows_total else None
