"""Exchange rates: those of the European Central Bank, and an organization's own."""

from django.db import models

from accounts.history import tracked
from accounts.models import Currency
from accounts.tenancy import TenantModel


class ReferenceRate(models.Model):
    """A euro reference rate: one euro was `rate` units of `currency` on `day`.

    The same for every organization, so it belongs to none. The application only reads it: the
    owner of the tables loads it (`manage.py load_rates`), and nobody who reaches the application
    can change the figures of others.
    """

    currency = Currency()
    day = models.DateField()
    rate = models.DecimalField(max_digits=20, decimal_places=8)

    class Meta:
        ordering = ["-day", "currency"]
        verbose_name = "reference rate"
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="vendors_referencerate_once"),
            models.CheckConstraint(
                condition=models.Q(rate__gt=0), name="vendors_referencerate_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} on {self.day}"


@tracked
class OwnRate(TenantModel):
    """A rate that the organization uses instead: one `base` is `rate` units of `quote`.

    It counts from `day` to `valid_until`, both included, and without an end for as many days as
    a reference rate would (`vendors.fx.MAX_AGE`).
    """

    base = Currency()
    quote = Currency()
    day = models.DateField(help_text="First day on which it counts.")
    valid_until = models.DateField(
        null=True, blank=True, help_text="Last day on which it counts; empty: seven days on."
    )
    rate = models.DecimalField(
        max_digits=24,
        decimal_places=12,
        help_text="How much of the second one unit of the first is.",
    )
    source = models.CharField(
        max_length=200, help_text="Where it comes from, such as a bank's name or a contract."
    )

    class Meta:
        ordering = ["-day", "base", "quote"]
        verbose_name = "own exchange rate"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "base", "quote", "day"],
                name="vendors_ownrate_once",
                violation_error_message="There is a rate of this pair from the same day on.",
            ),
            models.CheckConstraint(
                condition=models.Q(rate__gt=0),
                name="vendors_ownrate_above_zero",
                violation_error_message="A rate is above zero.",
            ),
            models.CheckConstraint(
                condition=~models.Q(base=models.F("quote")),
                name="vendors_ownrate_of_two",
                violation_error_message="A rate is between two different currencies.",
            ),
            models.CheckConstraint(
                condition=~models.Q(source=""), name="vendors_ownrate_has_source"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("day")),
                name="vendors_ownrate_days_in_order",
                violation_error_message="The last day comes before the first day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base}/{self.quote} from {self.day}"
