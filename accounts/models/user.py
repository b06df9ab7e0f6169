"""People, who may work in several organizations."""

from datetime import time
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from timezone_field import TimeZoneField

from accounts import permissions


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
        return permissions.allows(getattr(self, "membership", None), permission, obj)

    def has_perms(self, wanted: list[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(permission, obj) for permission in wanted)

    def has_module_perms(self, app_label: str) -> bool:
        return permissions.allows_any(getattr(self, "membership", None), app_label)
