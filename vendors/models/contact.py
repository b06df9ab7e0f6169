"""Whom to call at a vendor, in which order."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from timezone_field import TimeZoneField

from accounts.history import tracked
from accounts.spans import no_overlap
from accounts.tenancy import TenantForeignKey, TenantModel
from vendors.models.vendor import Vendor


class Days(models.TextChoices):
    """On which days of the week somebody works; `vendors.escalation.WEEKDAYS` has the numbers."""

    MONDAY_TO_FRIDAY = "mon_fri", "Monday to Friday"
    MONDAY_TO_SATURDAY = "mon_sat", "Monday to Saturday"
    SUNDAY_TO_THURSDAY = "sun_thu", "Sunday to Thursday"
    WEEKEND = "sat_sun", "Saturday and Sunday"
    EVERY_DAY = "every_day", "Every day"


@tracked
class VendorContact(TenantModel):
    """A person or desk at a vendor, on one level of its escalation ladder.

    Level 1 is called first. At any time a level belongs to one contact; a successor may take it
    from the day after the former one's last day. That the deputy works for the same vendor is a
    foreign key over both, made in the migration.
    """

    vendor = TenantForeignKey(Vendor, on_delete=models.CASCADE, related_name="contacts")
    level = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1)], help_text="1 is called first."
    )
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=120, blank=True, help_text="Such as service desk.")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True, help_text="With its country code.")
    days = models.CharField(max_length=20, choices=Days, default=Days.MONDAY_TO_FRIDAY)
    starts = models.TimeField(
        null=True, blank=True, help_text="Local time; empty: the hours aren't known."
    )
    ends = models.TimeField(
        null=True,
        blank=True,
        help_text="Before the start: crosses midnight. The same as the start: round the clock.",
    )
    time_zone = TimeZoneField(use_pytz=False, default="UTC", help_text="Where the hours are local.")
    response_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="How soon an answer is promised, in minutes."
    )
    deputy = TenantForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="deputizes_for"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="Last day, included.")

    class Meta:
        verbose_name = "contact"
        ordering = ["vendor", "level", "valid_from"]
        constraints = [
            no_overlap(
                "vendors_vendorcontact_level",
                of=("vendor", "level"),
                first="valid_from",
                last="valid_to",
                message="Another contact of this vendor has this level at the same time.",
            ),
            models.UniqueConstraint(
                fields=["organization", "vendor", "id"], name="vendors_vendorcontact_of_vendor"
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=1),
                name="vendors_vendorcontact_level_counts",
                violation_error_message="Levels count from 1.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="vendors_vendorcontact_is_named"
            ),
            models.CheckConstraint(
                condition=~models.Q(email="", phone=""),
                name="vendors_vendorcontact_can_be_reached",
                violation_error_message="A contact needs an e-mail address or a phone number.",
            ),
            models.CheckConstraint(
                condition=models.Q(starts__isnull=True, ends__isnull=True)
                | models.Q(starts__isnull=False, ends__isnull=False),
                name="vendors_vendorcontact_hours",
                violation_error_message=("Working hours need a start and an end, or neither."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="vendors_vendorcontact_days_in_order",
                violation_error_message="The last day comes before the first day.",
            ),
            models.CheckConstraint(
                condition=models.Q(deputy__isnull=True) | ~models.Q(deputy=models.F("id")),
                name="vendors_vendorcontact_deputy_is_another",
                violation_error_message="Nobody is their own deputy.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (level {self.level})"

    def clean(self) -> None:
        """Says kindly what the database would refuse: a deputy of another vendor."""
        super().clean()
        if self.deputy and self.deputy.vendor_id != self.vendor_id:
            raise ValidationError(
                {"deputy": f"{self.deputy} works for another vendor, {self.deputy.vendor}."}
            )
