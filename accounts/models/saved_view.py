"""A list's filters under a name."""

from django.db import models
from django.db.models import Q

from accounts.history import tracked
from accounts.models.membership import Membership
from accounts.tenancy import TenantForeignKey, TenantModel


@tracked
class SavedView(TenantModel):
    """The address of a list as one member keeps it; `page` is a list such as `vendors.contract`."""

    #: Goes with the person instead of to a successor (`accounts.responsibilities`).
    is_personal = True

    member = TenantForeignKey(Membership, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=100)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(default=False, help_text="Everyone here sees it.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "page", "name"],
                name="accounts_savedview_name",
                violation_error_message="You already keep a view of this name here.",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="accounts_savedview_is_named"),
        ]

    def __str__(self) -> str:
        return self.name
