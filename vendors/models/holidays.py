"""Public holidays as they stood when a deadline was first computed with them."""

from datetime import date

from django.db import models
from django.db.models import Q
from django_countries.fields import CountryField

from accounts.history import tracked
from accounts.tenancy import TenantModel


@tracked
class HolidaySnapshot(TenantModel):
    """The holidays of one country or subdivision in one year, kept as they were taken.

    A newer version of the library may know other days; deadlines move only when a person has the
    year taken again.
    """

    country = CountryField()
    subdivision = models.CharField(
        max_length=10, blank=True, help_text="ISO 3166-2 without the country, such as CA or BY."
    )
    year = models.PositiveSmallIntegerField()
    days = models.JSONField(help_text="Date and name of each holiday.")
    taken_at = models.DateTimeField()
    source = models.CharField(max_length=80, help_text="The library and its version.")

    class Meta:
        verbose_name = "holiday list"
        ordering = ["country", "subdivision", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "country", "subdivision", "year"],
                name="vendors_holidaysnapshot_year",
                violation_error_message="The holidays of this year have already been taken.",
            ),
            models.CheckConstraint(
                condition=~Q(country=""), name="vendors_holidaysnapshot_has_country"
            ),
        ]

    def __str__(self) -> str:
        place = f"{self.country}-{self.subdivision}" if self.subdivision else str(self.country)
        return f"{place} {self.year}"

    @property
    def dates(self) -> frozenset[date]:
        return frozenset(date.fromisoformat(row["date"]) for row in self.days)
