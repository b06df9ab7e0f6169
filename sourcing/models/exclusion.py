"""Time or items that a party asks to leave out of a service level's figure."""

from django.db import models
from django.db.models import F, Q

from accounts.history import tracked
from accounts.models import Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from sourcing.models.service_level import ServiceLevel


class Side(models.TextChoices):
    CUSTOMER = "customer", "We"
    PROVIDER = "provider", "The vendor or team"


class Cause(models.TextChoices):
    MAINTENANCE = "maintenance", "Agreed maintenance"
    WAITING = "waiting", "Waiting for us"
    FORCE_MAJEURE = "force_majeure", "Force majeure"
    OTHER = "other", "Other"


class ExclusionState(models.TextChoices):
    CLAIMED = "claimed", "Claimed"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"


@tracked
class Exclusion(TenantModel):
    """A claim to leave something out; only an approved one changes a figure.

    It leaves numerator and denominator alike: all that happened from `starts_at` up to `ends_at`,
    or only the item with this reference.
    """

    service_level = TenantForeignKey(
        ServiceLevel, on_delete=models.CASCADE, related_name="exclusions"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reference = models.CharField(
        max_length=120, blank=True, help_text="Only this item; empty: everything in the time."
    )
    cause = models.CharField(max_length=20, choices=Cause)
    reason = models.TextField()
    claimed_by = models.CharField(max_length=20, choices=Side, default=Side.PROVIDER)
    claimed_on = models.DateField()
    claim_by = models.DateField(
        null=True, blank=True, help_text="The last day on which the contract allows the claim."
    )
    state = models.CharField(
        max_length=20, choices=ExclusionState, default=ExclusionState.CLAIMED, editable=False
    )
    decided_by = TenantForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decision_reason = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["service_level", "-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="sourcing_exclusion_times_in_order",
                violation_error_message="The end must come after the start.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="sourcing_exclusion_has_reason",
                violation_error_message="Say why it should be left out.",
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="claimed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="sourcing_exclusion_decision",
                violation_error_message="A decision needs who took it and when.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or f"{self.starts_at:%d %b %Y %H:%M} to {self.ends_at:%d %b %Y %H:%M}"
