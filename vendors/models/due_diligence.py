"""What was checked before work was given to a vendor, and what still is to be checked."""

from django.db import models

from accounts.history import tracked
from accounts.models import Currency, Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from vendors.models.vendor import Vendor


class CheckKind(models.TextChoices):
    SANCTIONS = "sanctions", "Sanctions check"
    TAX_FORM = "tax_form", "Tax form"
    NDA = "nda", "Non-disclosure agreement"
    INSURANCE = "insurance", "Insurance"


class CheckState(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


class CheckResult(models.TextChoices):
    NO_MATCH = "no_match", "No match"
    POSSIBLE_MATCH = "possible_match", "Possible match"
    MATCH = "match", "Match"


@tracked
class DueDiligenceItem(TenantModel):
    """One item of a vendor's due-diligence list.

    A sanctions check is recorded, never made here: who looked, when, in which list, and what
    they found. Whether a finished item has expired follows from `expires_on`
    (`vendors.due_diligence`).
    """

    vendor = TenantForeignKey(Vendor, on_delete=models.CASCADE, related_name="due_diligence")
    kind = models.CharField(max_length=20, choices=CheckKind)
    detail = models.CharField(
        max_length=120,
        blank=True,
        help_text="Which sanctions list, which tax form, which kind of insurance.",
    )
    state = models.CharField(max_length=20, choices=CheckState, default=CheckState.OPEN)
    reason = models.CharField(
        max_length=300, blank=True, help_text="Why it doesn't apply to this vendor."
    )
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(
        null=True, blank=True, help_text="When it was checked, received or signed."
    )
    done_by = TenantForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    result = models.CharField(
        max_length=20, choices=CheckResult, blank=True, help_text="Of a sanctions check."
    )
    reference = models.CharField(
        max_length=200, blank=True, help_text="Where the proof lies: a case, policy or file number."
    )
    expires_on = models.DateField(null=True, blank=True, help_text="Last day, included.")
    limit = models.DecimalField(
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="What an insurance pays at most for one event.",
    )
    limit_currency = Currency(blank=True, default="")

    class Meta:
        ordering = ["vendor", "kind", "detail", "-done_on"]
        verbose_name = "due-diligence item"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "vendor", "kind", "detail"],
                condition=models.Q(state="open"),
                name="vendors_duediligenceitem_open_once",
                violation_error_message="This item is on the vendor's list already, and open.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="not_applicable") | ~models.Q(reason=""),
                name="vendors_duediligenceitem_reason",
                violation_error_message="Say why the item doesn't apply.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(done_on__isnull=False),
                name="vendors_duediligenceitem_done_on",
                violation_error_message="A finished item needs the day it was done.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done", kind="sanctions")
                | (~models.Q(detail="") & ~models.Q(result="")),
                name="vendors_duediligenceitem_sanctions",
                violation_error_message=(
                    "A sanctions check needs the list that was searched and what was found."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="sanctions") | models.Q(result=""),
                name="vendors_duediligenceitem_result",
                violation_error_message="Only a sanctions check has a result.",
            ),
            models.CheckConstraint(
                condition=models.Q(limit__isnull=True, limit_currency="")
                | (models.Q(limit__gt=0) & ~models.Q(limit_currency="")),
                name="vendors_duediligenceitem_limit",
                violation_error_message="A limit is an amount above zero with its currency.",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__isnull=True)
                | models.Q(done_on__isnull=True)
                | models.Q(expires_on__gte=models.F("done_on")),
                name="vendors_duediligenceitem_days_in_order",
                violation_error_message="It would expire before it was done.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.detail}".strip()
