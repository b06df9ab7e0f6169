"""What came of a service level in a period: ours, the vendor's, and how it was settled."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.history import tracked
from accounts.models import Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from sourcing.models.document import Document
from sourcing.models.service_level import LevelDefinition, ServiceLevel


class ResultState(models.TextChoices):
    OPEN = "open", "Open"
    PRELIMINARY = "preliminary", "Preliminary"
    VENDOR_REPORTED = "vendor_reported", "Reported by the vendor"
    AGREED = "agreed", "Agreed"
    DISPUTED = "disputed", "Disputed"
    FINAL = "final", "Final"


class Outcome(models.TextChoices):
    MET = "met", "Met"
    MISSED_EXPECTED = "missed_expected", "Below expected"
    MISSED_MINIMUM = "missed_minimum", "Below minimum"
    NO_DATA = "no_data", "No data"


class DefaultReason(models.TextChoices):
    MINIMUM = "minimum", "The minimum was missed"
    REPETITION = "repetition", "The expected target was missed too often"
    DEEMED = "deemed", "No data, which the contract counts as a default"


class Basis(models.TextChoices):
    """Whose figure was judged."""

    MEASURED = "measured", "Measured"
    REPORTED = "reported", "Reported by the vendor"


class Decision(models.TextChoices):
    PENDING = "pending", "To be looked at"
    ACCEPTED = "accepted", "Accepted"
    DISPUTED = "disputed", "Disputed"


# Whatever a final result rests on stays as it was. It may only stop being the latest revision.
_FROZEN = """
    IF OLD.state = 'final' AND (to_jsonb(NEW) - 'is_latest') IS DISTINCT FROM
       (to_jsonb(OLD) - 'is_latest') THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            CONSTRAINT = 'sourcing_periodresult_frozen',
            MESSAGE = 'A final result is not changed; a new revision takes its place.';
    END IF;
    RETURN NEW;
"""


@tracked
class PeriodResult(TenantModel):
    """One revision of a service level's result for a period; both its days are included.

    A final result is frozen with the figures, the definition and each step it was computed by.
    Data that comes later makes a new revision with its reason; the earlier one stays readable.
    """

    service_level = TenantForeignKey(ServiceLevel, on_delete=models.PROTECT, related_name="results")
    definition = TenantForeignKey(LevelDefinition, on_delete=models.PROTECT, related_name="results")
    first_day = models.DateField()
    last_day = models.DateField()
    revision = models.PositiveSmallIntegerField(default=1)
    is_latest = models.BooleanField(default=True)
    state = models.CharField(max_length=20, choices=ResultState, default=ResultState.OPEN)
    outcome = models.CharField(max_length=20, choices=Outcome)
    is_default = models.BooleanField(default=False)
    default_reason = models.CharField(max_length=20, choices=DefaultReason, blank=True)
    basis = models.CharField(max_length=20, choices=Basis, default=Basis.MEASURED)
    attained = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    sample = models.PositiveBigIntegerField(default=0, help_text="Rows that counted.")
    excluded = models.PositiveBigIntegerField(default=0, help_text="Rows left out.")
    steps = models.JSONField(default=list, help_text="Each step of the calculation, in words.")
    computed_at = models.DateTimeField()
    final_at = models.DateTimeField(null=True, blank=True)
    final_from = models.DateField(help_text="The day on which it becomes final by itself.")
    revision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["service_level", "-first_day", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "service_level", "first_day", "revision"],
                name="sourcing_periodresult_revision",
            ),
            models.UniqueConstraint(
                fields=["organization", "service_level", "first_day"],
                condition=Q(is_latest=True),
                name="sourcing_periodresult_one_latest",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="sourcing_periodresult_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(outcome="no_data", attained__isnull=True)
                | (~Q(outcome="no_data") & Q(attained__isnull=False)),
                name="sourcing_periodresult_no_data_has_no_figure",
            ),
            models.CheckConstraint(
                condition=Q(is_default=True) ^ Q(default_reason=""),
                name="sourcing_periodresult_default_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="final", final_at__isnull=False)
                | (~Q(state="final") & Q(final_at__isnull=True)),
                name="sourcing_periodresult_final_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(revision=1) | ~Q(revision_reason=""),
                name="sourcing_periodresult_revision_has_reason",
                violation_error_message="A new revision needs its reason.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "last_day"],
                condition=~Q(state="final"),
                name="sourcing_result_unsettled",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_FROZEN,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"


@tracked
class VendorReport(TenantModel):
    """What the vendor reported for a period, typed or imported, and what we say to it."""

    service_level = TenantForeignKey(
        ServiceLevel, on_delete=models.PROTECT, related_name="vendor_reports"
    )
    first_day = models.DateField(help_text="The first day of the period.")
    attained = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    document = TenantForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="vendor_reports"
    )
    reported_on = models.DateField(help_text="The day the report arrived.")
    entered_by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField()
    decision = models.CharField(max_length=20, choices=Decision, default=Decision.PENDING)
    decided_by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["service_level", "-first_day"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "service_level", "first_day"],
                name="sourcing_vendorreport_once",
                violation_error_message="The vendor's figure for this period is recorded already.",
            ),
            models.CheckConstraint(
                condition=Q(attained__isnull=False)
                | Q(numerator__isnull=False, denominator__isnull=False),
                name="sourcing_vendorreport_has_figure",
                violation_error_message=("Give the attained figure, or numerator and denominator."),
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="sourcing_vendorreport_denominator",
                violation_error_message="The denominator must be above 0.",
            ),
            models.CheckConstraint(
                condition=Q(decision="pending", decided_at__isnull=True)
                | (~Q(decision="pending") & Q(decided_at__isnull=False)),
                name="sourcing_vendorreport_decision",
            ),
            models.CheckConstraint(
                condition=~Q(decision="disputed") | ~Q(decision_reason=""),
                name="sourcing_vendorreport_dispute_has_reason",
                violation_error_message="A dispute needs its reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_level_id} {self.first_day}"
