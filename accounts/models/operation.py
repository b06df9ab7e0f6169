"""What operators did to a whole organization or installation."""

from django.db import models


class Operation(models.Model):
    """A record that outlives what it tells of, so it belongs to no organization.

    Written by the owner of the tables; the application reads it only. `details` holds counts and
    who ordered it, nothing of what was deleted.
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, help_text="Such as the organization's slug.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(finished_at__isnull=True),
                name="accounts_operation_one_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}"
