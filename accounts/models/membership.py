"""Who works in which organization, in which role."""

from django.db import models
from uuid_utils.compat import uuid7

from accounts.history import tracked
from accounts.models.organization import Organization
from accounts.models.user import User
from accounts.permissions import ROLES


class Role(models.TextChoices):
    """The roles by name; `accounts.permissions.ROLES` says what each may do."""

    OWNER = "owner", ROLES["owner"].label
    OPERATIONS_LEAD = "operations_lead", ROLES["operations_lead"].label
    VENDOR_MANAGER = "vendor_manager", ROLES["vendor_manager"].label
    FINANCE = "finance", ROLES["finance"].label
    SECURITY_REVIEWER = "security_reviewer", ROLES["security_reviewer"].label
    SITE_HEAD = "site_head", ROLES["site_head"].label
    EXECUTIVE = "executive", ROLES["executive"].label
    INTEGRATOR = "integrator", ROLES["integrator"].label


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
        verbose_name = "member"
        ordering = ["user__full_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"], name="accounts_membership_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)
