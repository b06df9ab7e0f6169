"""Addresses to which other systems send measurements and work items, signed."""

from django.db import models
from django.db.models import Q

from accounts.history import tracked_except
from accounts.tenancy import TenantForeignKey, TenantModel
from sourcing.models.engagement import Engagement


@tracked_except("secret", "former_secret", "last_used_at")
class InboundWebhook(TenantModel):
    """A signed way in for one engagement's data.

    Secrets are sealed (`accounts.signin.sealing`) and shown once; history doesn't hold them. The
    former one still holds until `former_until`, so that the sender can change over.
    """

    name = models.CharField(max_length=120, help_text="Such as the sending system.")
    engagement = TenantForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="inbound_webhooks"
    )
    secret = models.TextField(editable=False)
    former_secret = models.TextField(blank=True, db_default="", default="", editable=False)
    former_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="sourcing_inboundwebhook_name",
                violation_error_message="A webhook with this name already exists.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="sourcing_inboundwebhook_has_name",
                violation_error_message="A webhook needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WebhookMessage(TenantModel):
    """The id of a message that was taken in, so that a repeat changes nothing; kept for a week."""

    webhook = TenantForeignKey(InboundWebhook, on_delete=models.CASCADE, related_name="messages")
    message_id = models.CharField(max_length=120)
    received_at = models.DateTimeField()
    answer = models.JSONField()

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "webhook", "message_id"],
                name="sourcing_webhookmessage_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "received_at"], name="sourcing_webhookmessage_age"
            ),
        ]

    def __str__(self) -> str:
        return self.message_id
