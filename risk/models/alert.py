"""The outbox: alerts waiting for people, and the mails that carry them."""

from django.db import models
from django.db.models import Q

from accounts.models import Membership, OutgoingMail
from accounts.tenancy import TenantForeignKey, TenantModel
from risk.models.finding import Finding


class Channel(models.TextChoices):
    MAIL = "mail", "Mail"


class Stage(models.TextChoices):
    OPENED = "opened", "Opened"
    WORSENED = "worsened", "Worsened"
    UNACKNOWLEDGED = "unacknowledged", "Nobody acknowledged it"


class Delivery(OutgoingMail):
    """One mail to one person for one window."""

    recipient = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.MAIL)
    window = models.CharField(max_length=80)

    class Meta(OutgoingMail.Meta):
        abstract = False
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "recipient", "channel", "window"],
                name="risk_delivery_window",
            ),
            *OutgoingMail.Meta.constraints,
        ]


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
        return f"{self.get_stage_display()}: {self.finding}"
