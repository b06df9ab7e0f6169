"""What was decided about the end of a contract's term."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.history import tracked
from accounts.models import Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from vendors.models.contract import Contract


class Choice(models.TextChoices):
    RENEW = "renew", "Renew"
    RENEGOTIATE = "renegotiate", "Renegotiate"
    EXIT = "exit", "Exit"


class RenewalDecisionQuerySet(models.QuerySet["RenewalDecision"]):
    def standing(self) -> "RenewalDecisionQuerySet":
        """Decisions that nobody has taken back."""
        return self.filter(taken_back_at__isnull=True)


@tracked
class RenewalDecision(TenantModel):
    """A decision about one term, named by its last day (empty: a contract without an end).

    What was decided never changes: a decision is taken back and a new one taken, so the list of
    a contract's decisions is their history.
    """

    contract = TenantForeignKey(
        Contract, on_delete=models.CASCADE, related_name="renewal_decisions"
    )
    term_end = models.DateField(null=True, blank=True)
    choice = models.CharField(max_length=20, choices=Choice)
    reason = models.TextField()
    decided_by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, related_name="renewal_decisions"
    )
    decided_at = models.DateTimeField()
    notice_sent_on = models.DateField(null=True, blank=True)
    taken_back_by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_reason = models.CharField(max_length=500, blank=True)

    objects = RenewalDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "-decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contract", "term_end"],
                condition=Q(taken_back_at__isnull=True),
                nulls_distinct=False,
                name="vendors_renewaldecision_one_stands",
                violation_error_message="A decision about this term already stands.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="vendors_renewaldecision_has_reason",
                violation_error_message="A decision needs a reason.",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="vendors_renewaldecision_taken_back_by",
                violation_error_message="Taking back needs a person and a time.",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(taken_back_at__gte=F("decided_at")),
                name="vendors_renewaldecision_times_in_order",
                violation_error_message="A decision can't be taken back before it was taken.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="decided_once",
                fields=["contract", "term_end", "choice", "reason", "decided_by", "decided_at"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_choice_display()} at the end of {self.term_end or 'the notice period'}"
