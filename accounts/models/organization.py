"""Organizations, people and their memberships.

These tables stand outside row-level security because they decide which organization a
request serves; they are read only inside this room, by keys the caller already holds.
"""

from datetime import date, datetime, time
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django_countries.fields import CountryField
from moneyed import CURRENCIES
from timezone_field import TimeZoneField
from uuid_utils.compat import uuid7

from accounts import permissions
from accounts.history import tracked, tracked_changes


class Currency(models.CharField):
    """An ISO 4217 code such as USD."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs["max_length"] = 3
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, list(args), kwargs

    def validate(self, value: object, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if value and value not in CURRENCIES:
            raise ValidationError(f"{value} is not an ISO 4217 currency code such as USD.")


@tracked_changes
class Organization(models.Model):
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
    is_suspended = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
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


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address; rights come from memberships only."""

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=150)
    time_zone = TimeZoneField(use_pytz=False, default="UTC")
    work_starts = models.TimeField(
        default=time(9), help_text="Mails wait for this hour, in your own time zone."
    )
    work_ends = models.TimeField(default=time(17))
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = UserManager()

    class Meta:
        ordering = ["full_name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="accounts_user_email_lower_case",
                violation_error_message="Addresses are kept in lower case.",
            ),
            models.CheckConstraint(
                condition=models.Q(work_ends__gt=models.F("work_starts")),
                name="accounts_user_working_hours",
                violation_error_message="Your working day must end after it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    @property
    def is_staff(self) -> bool:
        """Everyone who signs in uses the one shell; what it shows depends on the role."""
        return self.is_active

    def has_perm(self, permission: str, obj: models.Model | None = None) -> bool:
        return permissions.allows(getattr(self, "membership", None), permission)

    def has_perms(self, wanted: list[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(permission, obj) for permission in wanted)

    def has_module_perms(self, app_label: str) -> bool:
        return permissions.allows_any(getattr(self, "membership", None), app_label)


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    OPERATIONS_LEAD = "operations_lead", "Operations lead"
    VENDOR_MANAGER = "vendor_manager", "Vendor manager"
    EXECUTIVE = "executive", "Executive"
    INTEGRATOR = "integrator", "Integrator"


@tracked
class Membership(models.Model):
    """A person's role in one organization. The unsubscribe switch for its digests is here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40, choices=Role)
    receives_digest = models.BooleanField(
        default=True, help_text="Off: only critical findings are mailed."
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user__full_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"], name="accounts_membership_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Heartbeat(models.Model):
    """When a background process last did its round; its age is shown to people."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
