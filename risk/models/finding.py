"""A finding: what a rule concluded about one record, with the evidence behind it."""

from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import NullIf

from accounts.history import tracked_except
from accounts.models import Currency, Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from risk.conclusions import Severity
from sourcing.models import Engagement
from vendors.models import Contract, ContractItem, Vendor


class State(models.TextChoices):
    OPEN = "open", "Open"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    SNOOZED = "snoozed", "Snoozed"
    RESOLVED = "resolved", "Resolved"


SUBJECTS = ("vendor", "contract", "contract_item", "engagement")


def _exactly_one_subject() -> Q:
    choice = Q()
    for chosen in SUBJECTS:
        others = {f"{name}__isnull": True for name in SUBJECTS if name != chosen}
        choice |= Q(**{f"{chosen}__isnull": False}, **others)
    return choice


#: By severity, then by the day to act by, then by money. Amounts are compared within a currency
#: only: 5,000,000 JPY aren't more than 100,000 USD.
WORST_FIRST = (
    "-severity",
    F("due_on").asc(nulls_last=True),
    NullIf("currency", Value("")).asc(nulls_last=True),
    F("money").desc(nulls_last=True),
)


class FindingQuerySet(models.QuerySet["Finding"]):
    def unresolved(self) -> Self:
        return self.exclude(state=State.RESOLVED)


@tracked_except("last_seen_at", "last_seen_on", "times_seen")
class Finding(TenantModel):
    """The same facts give the same finding: it is unique by rule and fingerprint.

    `episode` counts how often people had to look: it goes up, and new alerts go out, when a
    resolved finding comes back, an unresolved one gets worse, or a snooze ends. `last_seen_on`
    is the as-of date of the latest scan that saw it; a finding is seen once a date. `evidence`
    holds the figures, the formula with the numbers put in, the ids of the rows used, the
    parameter values and the as-of date (`risk.conclusions.Evidence`).
    """

    rule = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    vendor = TenantForeignKey(
        Vendor, on_delete=models.CASCADE, null=True, blank=True, related_name="findings"
    )
    contract = TenantForeignKey(
        Contract, on_delete=models.CASCADE, null=True, blank=True, related_name="findings"
    )
    contract_item = TenantForeignKey(
        ContractItem, on_delete=models.CASCADE, null=True, blank=True, related_name="findings"
    )
    engagement = TenantForeignKey(
        Engagement, on_delete=models.CASCADE, null=True, blank=True, related_name="findings"
    )
    severity = models.PositiveSmallIntegerField(
        choices=[(severity.value, severity.name.capitalize()) for severity in Severity]
    )
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    title = models.CharField(max_length=300)
    explanation = models.TextField(help_text="What, and why it matters.")
    what_to_do = models.TextField()
    money = models.DecimalField(
        max_digits=18, decimal_places=2, null=True, blank=True, help_text="Money at stake."
    )
    currency = Currency(blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="Act by this day.")
    evidence = models.JSONField(default=dict)
    episode = models.PositiveIntegerField(default=1)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    last_seen_on = models.DateField(null=True, blank=True, editable=False)
    times_seen = models.PositiveIntegerField(default=1)
    snoozed_until = models.DateField(null=True, blank=True)
    state_changed_at = models.DateTimeField()
    state_changed_by = TenantForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state_reason = models.CharField(max_length=500, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-severity", "due_on", "-money"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "rule", "fingerprint"], name="risk_finding_fingerprint"
            ),
            models.CheckConstraint(
                condition=_exactly_one_subject(), name="risk_finding_one_subject"
            ),
            models.CheckConstraint(
                condition=Q(state="snoozed", snoozed_until__isnull=False)
                | (~Q(state="snoozed") & Q(snoozed_until__isnull=True)),
                name="risk_finding_snoozed_until",
            ),
            models.CheckConstraint(
                condition=Q(money__isnull=True) | ~Q(currency=""), name="risk_finding_money"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "severity"], name="risk_finding_worst"),
            models.Index(fields=["organization", "due_on"], name="risk_finding_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> models.Model:
        """The record the finding is about; the database makes sure there is exactly one."""
        subjects: list[models.Model | None] = [getattr(self, name) for name in SUBJECTS]
        return next(subject for subject in subjects if subject is not None)
