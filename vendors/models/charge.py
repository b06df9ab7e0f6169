"""What a contract charges each month: the base of service credits."""

from django.db import models
from django.db.models import F, Q

from accounts.history import tracked
from accounts.spans import no_overlap
from accounts.tenancy import TenantForeignKey, TenantModel
from vendors.models.contract import Contract


@tracked
class MonthlyCharge(TenantModel):
    """The charge for one service of a contract in each month of a span, in its currency.

    Credits are a share of `amount` less `pass_through`, what the vendor only hands on.
    """

    contract = TenantForeignKey(Contract, on_delete=models.CASCADE, related_name="monthly_charges")
    service = models.CharField(
        max_length=120, blank=True, help_text="As the contract names it; empty: all of it."
    )
    first_month = models.DateField(help_text="The first day of the first month.")
    last_month = models.DateField(
        null=True,
        blank=True,
        help_text="The first day of the last month; empty: until further notice.",
    )
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    pass_through = models.DecimalField(max_digits=18, decimal_places=2, default=0)

    class Meta:
        ordering = ["contract", "service", "first_month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_month__day=1)
                & (Q(last_month__isnull=True) | Q(last_month__day=1)),
                name="vendors_monthlycharge_whole_months",
                violation_error_message="Name a month by its first day.",
            ),
            models.CheckConstraint(
                condition=Q(last_month__isnull=True) | Q(last_month__gte=F("first_month")),
                name="vendors_monthlycharge_months_in_order",
                violation_error_message="The last month comes before the first one.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, pass_through__gte=0, pass_through__lte=F("amount")),
                name="vendors_monthlycharge_amounts",
                violation_error_message=(
                    "Amounts are not negative, and what is passed through is at most the charge."
                ),
            ),
            no_overlap(
                "vendors_monthlycharge_no_overlap",
                of=("contract", "service"),
                first="first_month",
                last="last_month",
                message="This service already has a charge for some of the months.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service or 'Whole contract'} from {self.first_month:%B %Y}"
