"""What a contract obliges somebody to do by a day, and that it was done."""

from django.db import models
from django.db.models import F, Q

from accounts.history import tracked
from accounts.models import Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from vendors.models.contract import Contract
from vendors.obligations import Recurrence, Schedule

RECURRENCES = [
    (str(Recurrence.ONCE), "Once"),
    (str(Recurrence.MONTHLY), "Every month"),
    (str(Recurrence.QUARTERLY), "Every three months"),
    (str(Recurrence.YEARLY), "Every year"),
]


class OwedBy(models.TextChoices):
    US = "us", "Us"
    VENDOR = "vendor", "The vendor"


@tracked
class Obligation(TenantModel):
    """Something due once or again and again. `first_due` is the first day that is watched."""

    contract = TenantForeignKey(Contract, on_delete=models.CASCADE, related_name="obligations")
    title = models.CharField(max_length=300, help_text="What is to be done.")
    owed_by = models.CharField(max_length=10, choices=OwedBy)
    recurrence = models.CharField(max_length=10, choices=RECURRENCES, default=Recurrence.ONCE)
    first_due = models.DateField(help_text="The first day that should be watched.")
    until = models.DateField(
        null=True, blank=True, help_text="No day after this one falls due; empty: no end."
    )
    owner = TenantForeignKey(
        Membership,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_obligations",
        help_text="Who sees to it, whoever owes it.",
    )
    clause = models.CharField(max_length=80, blank=True, help_text="Such as 9.1.")
    notes = models.TextField(blank=True)

    class Meta:
        ordering = ["contract", "first_due", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contract", "title", "first_due"],
                name="vendors_obligation_once",
                violation_error_message="This obligation is already recorded.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("first_due")),
                name="vendors_obligation_days_in_order",
                violation_error_message="The last day comes before the first one.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="vendors_obligation_is_named",
                violation_error_message="Say what is to be done.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.first_due, Recurrence(self.recurrence), self.until)


@tracked
class ObligationDone(TenantModel):
    """That one due day of an obligation was met: when, by whom, and how one can tell."""

    obligation = TenantForeignKey(Obligation, on_delete=models.CASCADE, related_name="done")
    due_on = models.DateField()
    done_on = models.DateField()
    done_by = TenantForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    evidence = models.TextField(blank=True, help_text="Where one can see that it was done.")

    class Meta:
        ordering = ["obligation", "-due_on"]
        verbose_name = "obligation met"
        verbose_name_plural = "obligations met"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "obligation", "due_on"],
                name="vendors_obligationdone_once",
                violation_error_message="This day is already marked as met.",
            ),
        ]

    def __str__(self) -> str:
        return f"met for {self.due_on}"
