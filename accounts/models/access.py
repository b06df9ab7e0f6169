"""Who signed in, from where, and what was denied.

Neither table ever holds what was typed: people type their password into the wrong field.
"""

from django.db import models

from accounts.tenancy import TenantForeignKey, TenantModel


class Access(models.TextChoices):
    """What happened at the door."""

    SIGNED_IN = "signed_in", "Signed in"
    SWITCHED_IN = "switched_in", "Came from another organization"
    SIGNED_OUT = "signed_out", "Signed out"
    WRONG_PASSWORD = "wrong_password", "Wrong password"
    THROTTLED = "throttled", "Too many attempts"
    WRONG_SECOND_FACTOR = "wrong_second_factor", "Wrong second factor"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    PASSWORD_RESET = "password_reset", "Password set anew by mail"
    SSO_REFUSED = "sso_refused", "Single sign-on refused"
    DENIED = "denied", "Page denied"


class Door(models.Model):
    """What both tables say of an event."""

    kind = models.CharField(max_length=30, choices=Access)
    at = models.DateTimeField()
    ip = models.GenericIPAddressField("IP address", null=True, blank=True)
    user_agent = models.CharField("browser", max_length=200, blank=True)
    detail = models.CharField(
        max_length=200,
        blank=True,
        help_text="The page denied, the way in, or why single sign-on refused.",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return Access(self.kind).label


class AccessEvent(TenantModel, Door):
    """An event about a member of the organization; `membership` is None for somebody unknown."""

    membership = TenantForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["organization", "at", "id"], name="accounts_access_recent"),
        ]


class StrangerEvent(Door):
    """An event about an address that no organization knows, so no organization reads it."""

    class Meta:
        ordering = ["-at"]
