"""The outbox: alerts waiting for people, and the mails that carry them."""

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from risk.models.finding import Finding


class Channel(models.TextChoices):
    MAIL = "mail", "Mail"


class Stage(models.TextChoices):
    OPENED = "opened", "Opened"
    WORSENED = "worsened", "Worsened"
    UNACKNOWLEDGED = "unacknowledged", "Nobody acknowledged it"


class DeliveryState(models.TextChoices):
    PENDING = "pending", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    PARKED = "parked", "Refused; needs a person"


class Delivery(TenantModel):
    """One mail to one person for one window, rendered once, sent at least once.

    The sender claims it by writing owner and lease, commits, sends, and records the result only
    while it still owns the row. The Message-ID is fixed, so a repeat after a lost answer can be
    recognized by the receiving side.
    """

    recipient = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.MAIL)
    window = models.CharField(max_length=80)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=DeliveryState, default=DeliveryState.PENDING)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease_owner = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "recipient", "channel", "window"],
                name="risk_delivery_window",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_owner__isnull=False, lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_owner__isnull=True, lease_until__isnull=True)),
                name="risk_delivery_lease",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="risk_delivery_sent_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "next_attempt_at"],
                condition=Q(state="pending"),
                name="risk_delivery_due",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Alert(TenantModel):
    """One finding for one person, written with the finding itself and never lost after."""

    finding = TenantForeignKey(Finding, on_delete=models.CASCADE, related_name="alerts")
    episode = models.PositiveIntegerField()
    stage = models.CharField(max_length=20, choices=Stage)
    severity = models.PositiveSmallIntegerField()
    recipient = TenantForeignKey(Membership, on_delete=models.CASCADE, related_name="alerts")
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.MAIL)
    created_at = models.DateTimeField()
    delivery = TenantForeignKey(
        Delivery, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    dropped_at = models.DateTimeField(
        null=True, blank=True, help_text="The finding was resolved before the mail went out."
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "finding", "episode", "stage", "recipient", "channel"],
                name="risk_alert_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "recipient"],
                condition=Q(delivery__isnull=True, dropped_at__isnull=True),
                name="risk_alert_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} to {self.recipient_id}"
