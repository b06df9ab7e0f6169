"""What every mail that waits to be sent has in common."""

from django.db import models
from django.db.models import Q

from accounts.tenancy import TenantModel


class MailState(models.TextChoices):
    PENDING = "pending", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    PARKED = "parked", "Refused; needs a person"


class OutgoingMail(TenantModel):
    """One mail, rendered once, sent at least once.

    The sender (`accounts.services.outbox`) claims it by writing owner and lease, commits, sends,
    and records the result only while it still owns the row. The Message-ID is fixed, so a repeat
    after a lost answer can be recognized by the receiving side.
    """

    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=MailState, default=MailState.PENDING)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease_owner = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sending", lease_owner__isnull=False, lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_owner__isnull=True, lease_until__isnull=True)),
                name="%(app_label)s_%(class)s_lease",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="%(app_label)s_%(class)s_sent_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "next_attempt_at"],
                condition=Q(state="pending"),
                name="%(app_label)s_%(class)s_due",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
