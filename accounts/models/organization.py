"""Organizations: the tenants."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_countries.fields import CountryField
from timezone_field import TimeZoneField

from accounts.history import tracked_changes
from accounts.models.currency import Currency
from accounts.models.retention import Retention


@tracked_changes
class Organization(Retention):
    """A tenant: the company or public body whose engagements are recorded."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    home_country = CountryField()
    home_time_zone = TimeZoneField(use_pytz=False)
    reporting_currency = Currency(default="USD")
    fiscal_year_start = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text="Month in which the fiscal year starts, 1 to 12.",
    )
    nearshore_countries = CountryField(
        multiple=True,
        blank=True,
        help_text="Countries that count as near. A country also needs clocks within 3 hours.",
    )
    pinned_today = models.DateField(
        null=True,
        blank=True,
        help_text="For demonstration data only: the date this organization lives in.",
    )
    requires_second_factor = models.BooleanField(
        "second factor required",
        default=False,
        help_text="Members without a second factor set one up before they open anything else.",
    )
    setup_hidden_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When somebody put the first steps away; empty while they are shown.",
    )
    is_suspended = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            *Retention.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(fiscal_year_start__range=(1, 12)),
                name="accounts_organization_fiscal_year_month",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def today(self, now: datetime) -> date:
        """The date at home at the moment `now`, or the pinned date of demonstration data."""
        zone: ZoneInfo = self.home_time_zone
        return self.pinned_today or now.astimezone(zone).date()
