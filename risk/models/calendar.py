"""Addresses under which people subscribe to their renewal calendar."""

from django.db import models
from django.db.models import Q

from accounts.history import tracked_except
from accounts.models import Membership
from accounts.tenancy import TenantForeignKey, TenantModel


@tracked_except("last_read_at")
class CalendarFeed(TenantModel):
    """One member's address, until it is revoked or replaced. Only the secret's digest is kept."""

    membership = TenantForeignKey(
        Membership, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "digest"], name="risk_calendarfeed_digest"
            ),
            models.UniqueConstraint(
                fields=["organization", "membership"],
                condition=Q(revoked_at__isnull=True),
                name="risk_calendarfeed_one_lives",
            ),
        ]

    def __str__(self) -> str:
        return f"calendar of {self.membership}"
