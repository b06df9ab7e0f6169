"""Sites, teams and their weekly working windows.

A team never names the vendor that supplies it: the engagement joins the two.
"""

from uuid import UUID

import pgtrigger
from django.db import models
from django_countries.fields import CountryField
from timezone_field import TimeZoneField

from accounts.history import tracked
from accounts.models import Membership
from accounts.tenancy import TenantForeignKey, TenantModel


class TeamKind(models.TextChoices):
    CAPTIVE = "captive", "Captive"
    VENDOR_SUPPLIED = "vendor_supplied", "Supplied by a vendor"


class Weekday(models.IntegerChoices):
    """ISO 8601 numbering: Monday is 1."""

    MONDAY = 1, "Monday"
    TUESDAY = 2, "Tuesday"
    WEDNESDAY = 3, "Wednesday"
    THURSDAY = 4, "Thursday"
    FRIDAY = 5, "Friday"
    SATURDAY = 6, "Saturday"
    SUNDAY = 7, "Sunday"


@tracked
class Site(TenantModel):
    """A place where people work."""

    name = models.CharField(max_length=120)
    city = models.CharField(max_length=120, blank=True)
    country = CountryField()
    time_zone = TimeZoneField(use_pytz=False)
    head = TenantForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="headed_sites",
        help_text="Runs the site. In the role of a site head, keeps it and its teams up to date.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="teams_site_name",
                violation_error_message="A site with this name is already in the register.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def keeper_id(self) -> UUID | None:
        """The member who keeps the site up to date."""
        return self.head_id


@tracked
class Team(TenantModel):
    """People who work together at one site, in the site's time zone."""

    name = models.CharField(max_length=120)
    site = TenantForeignKey(Site, on_delete=models.PROTECT, related_name="teams")
    kind = models.CharField(max_length=20, choices=TeamKind)
    head_count = models.PositiveIntegerField(help_text="People, not full-time equivalents.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="teams_team_name",
                violation_error_message="A team with this name is already in the register.",
            ),
        ]
        # An engagement's party must stay what it was: a team taken over is a new team.
        triggers = [pgtrigger.ReadOnly(name="kind_stays", fields=["kind"])]

    def __str__(self) -> str:
        return self.name

    @property
    def keeper_id(self) -> UUID | None:
        """The member who keeps the team up to date: the head of its site."""
        return self.site.head_id


@tracked
class WorkingWindow(TenantModel):
    """Hours a team works on one weekday, in its site's local time.

    A window that ends at or before its start crosses midnight; it belongs to the weekday on
    which it starts. The same start and end would be 0 or 24 hours, so it is refused.
    """

    team = TenantForeignKey(Team, on_delete=models.CASCADE, related_name="working_windows")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["team", "weekday", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "team", "weekday", "starts"],
                name="teams_workingwindow_once",
                violation_error_message="The team already has a window that starts then.",
            ),
            models.CheckConstraint(
                condition=~models.Q(starts=models.F("ends")),
                name="teams_workingwindow_has_length",
                violation_error_message="A working window needs different start and end times.",
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__range=(1, 7)), name="teams_workingwindow_weekday"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"

    @property
    def keeper_id(self) -> UUID | None:
        """The member who keeps the hours up to date: the head of the team's site."""
        return self.team.site.head_id
