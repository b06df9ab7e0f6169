"""Invitations of people into an organization."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.history import tracked
from accounts.models.membership import Membership, Role
from accounts.tenancy import TenantForeignKey, TenantModel

USUAL_DAYS = 7
#: As long as a signed link can be read (`accounts.signed_links.MAX_AGE`).
MOST_DAYS = 30


class InvitationState(models.TextChoices):
    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    REVOKED = "revoked", "Withdrawn"
    EXPIRED = "expired", "Expired"


@tracked
class Invitation(TenantModel):
    """An address that may join the organization in a role, once, until a moment.

    The link in the letter carries `serial`; sending the letter again raises it, so that only the
    newest link works.
    """

    email = models.EmailField("e-mail address")
    role = models.CharField(max_length=40, choices=Role)
    invited_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    valid_days = models.PositiveSmallIntegerField(
        "valid for days",
        default=USUAL_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=f"How long the link in the letter works: 1 to {MOST_DAYS} days.",
    )
    serial = models.PositiveSmallIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    sent_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_by = TenantForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="accounts_invitation_once",
                violation_error_message="This address has been invited already.",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="accounts_invitation_email_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(valid_days__range=(1, MOST_DAYS)), name="accounts_invitation_days"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="accounts_invitation_one_end",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="accounts_invitation_accepted_by",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def state(self, now: datetime) -> InvitationState:
        """Where the invitation stands at the moment `now`."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if self.expires_at <= now else InvitationState.OPEN
