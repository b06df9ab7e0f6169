"""Service credits: what a default is worth, and every step of it until it is on an invoice."""

from django.db import models
from django.db.models import F, Q

from accounts.history import tracked
from accounts.models import Currency, Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from sourcing.models.credit_scheme import CreditScheme
from sourcing.models.period_result import PeriodResult


class CreditState(models.TextChoices):
    COMPUTED = "computed", "Computed"
    NOTIFIED = "notified", "Notified"
    CLAIMED = "claimed", "Claimed"
    ACCEPTED = "accepted", "Accepted"
    PART_ACCEPTED = "part_accepted", "Accepted in part"
    DISPUTED = "disputed", "Disputed"
    AGREED = "agreed", "Agreed"
    DUE = "due", "Due on an invoice"
    APPLIED = "applied", "Applied"
    EXPIRED = "expired", "Expired"
    WAIVED = "waived", "Waived"
    REJECTED = "rejected", "Rejected"
    EARNED_BACK = "earned_back", "Earned back"


@tracked
class ServiceCredit(TenantModel):
    """The credit of one final result. Amounts are in its one currency.

    `amount` is what was computed, after multiplier, incident rule and cap; `steps` say how.
    `agreed_amount` is what both sides settled on, `applied_amount` what invoices have shown,
    less what an earn-back took back.
    """

    result = TenantForeignKey(PeriodResult, on_delete=models.PROTECT, related_name="credits")
    scheme = TenantForeignKey(CreditScheme, on_delete=models.PROTECT, related_name="credits")
    base = models.DecimalField(max_digits=18, decimal_places=2)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = Currency()
    cap = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    multiplier = models.DecimalField(max_digits=6, decimal_places=2, default=1)
    state = models.CharField(max_length=20, choices=CreditState, default=CreditState.COMPUTED)
    needs_claim = models.BooleanField(default=False)
    claim_by = models.DateField(
        null=True, blank=True, help_text="The last day to claim it; empty: none."
    )
    agreed_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    applied_amount = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    vendor_amount = models.DecimalField(
        max_digits=18, decimal_places=2, null=True, blank=True, help_text="The vendor's figure."
    )
    steps = models.JSONField(default=list, help_text="Each step of the calculation, in words.")
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["-computed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "result"], name="sourcing_servicecredit_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, base__gte=0, applied_amount__gte=0),
                name="sourcing_servicecredit_amounts",
                violation_error_message="Amounts of a credit are not negative.",
            ),
            models.CheckConstraint(
                condition=Q(needs_claim=True) | Q(claim_by__isnull=True),
                name="sourcing_servicecredit_day_to_claim",
                violation_error_message="Only a credit that must be claimed has a last day for it.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_amount__isnull=True)
                | Q(agreed_amount__gte=0, applied_amount__lte=F("agreed_amount")),
                name="sourcing_servicecredit_applied_within_agreed",
                violation_error_message="No more can be applied than was agreed.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "claim_by"],
                condition=Q(state__in=["computed", "notified"]),
                name="sourcing_credit_to_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount:,.2f} {self.currency}"


class CreditMove(TenantModel):
    """One move of a credit: who, when, why, and the money. Added, never changed.

    `amount` is what was accepted, agreed or put on an invoice; a negative one is a debit that
    takes an applied credit back. `by` is empty where a job moved it.
    """

    credit = TenantForeignKey(ServiceCredit, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=20, choices=CreditState)
    to_state = models.CharField(max_length=20, choices=CreditState)
    by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    invoice_reference = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["credit", "at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_state="applied")
                | (Q(amount__isnull=False) & ~Q(invoice_reference="")),
                name="sourcing_creditmove_applied_to_invoice",
                violation_error_message="Name the invoice and the amount it shows.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} to {self.to_state}"
