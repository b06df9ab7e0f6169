"""Actions: who does what by when, and what came of it."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.history import tracked_except
from accounts.models import Membership
from accounts.permissions import allows
from accounts.tenancy import TenantForeignKey, TenantModel
from risk.models.comment import COMMENT_SUBJECTS, Comment
from risk.models.finding import Finding
from sourcing.models import Engagement
from vendors.models import Contract, Vendor

#: What an action may come from; without any of them it was written down by hand.
SOURCES = ("finding", "contract", "engagement", "vendor", "comment")
_PERMISSIONS = {
    "finding": "risk.view_finding",
    "contract": "vendors.view_contract",
    "engagement": "sourcing.view_engagement",
    "vendor": "vendors.view_vendor",
}


class Priority(models.IntegerChoices):
    LOW = 1, "Low"
    NORMAL = 2, "Normal"
    HIGH = 3, "High"
    URGENT = 4, "Urgent"


class ActionState(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


def _at_most_one_source() -> Q:
    choice = Q(**{f"{name}__isnull": True for name in SOURCES})
    for chosen in SOURCES:
        others = {f"{name}__isnull": True for name in SOURCES if name != chosen}
        choice |= Q(**{f"{chosen}__isnull": False}, **others)
    return choice


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, member: Membership) -> Self:
        """One's own, those from a record one may see, and, for who sees all kinds, from nothing."""
        if not allows(member, "risk.view_action"):
            return self.filter(owner=member)
        from_what = Q(owner=member) | Q(created_by=member)
        # What it came from may have been deleted, and its words still tell of that record. So
        # whoever may not see every kind of source doesn't see what has none.
        if all(allows(member, permission) for permission in _PERMISSIONS.values()):
            from_what |= Q(**{f"{name}__isnull": True for name in SOURCES})
        for source, permission in _PERMISSIONS.items():
            if allows(member, permission):
                from_what |= Q(**{f"{source}__isnull": False})
                if source in COMMENT_SUBJECTS:
                    from_what |= Q(**{f"comment__{source}__isnull": False})
        return self.filter(from_what)


@tracked_except("reminded_at")
class Action(TenantModel):
    """One thing that one member does. `reminded_at`: a digest has said that it is overdue."""

    title = models.CharField(max_length=300)
    notes = models.TextField(blank=True)
    owner = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField(null=True, blank=True, help_text="The last day that is in time.")
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    finding = TenantForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    contract = TenantForeignKey(
        Contract, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    engagement = TenantForeignKey(
        Engagement, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    vendor = TenantForeignKey(
        Vendor, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    comment = TenantForeignKey(
        Comment, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    state = models.CharField(max_length=20, choices=ActionState, default=ActionState.OPEN)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was dropped.")
    created_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    closed_by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "-priority", "title"]
        constraints = [
            models.CheckConstraint(
                condition=_at_most_one_source(),
                name="risk_action_one_source",
                violation_error_message="An action comes from one thing at most.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="risk_action_has_title",
                violation_error_message="Say what is to be done.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="risk_action_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(reason=""),
                name="risk_action_dropped_for_a_reason",
                violation_error_message="Say why the action is dropped.",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "due_on"], name="risk_action_due"),
            models.Index(
                fields=["organization", "owner", "due_on"],
                condition=Q(state="open"),
                name="risk_action_open_of_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def source(self) -> Finding | Contract | Engagement | Vendor | Comment | None:
        """What it comes from; None where it was written down by hand."""
        return next((found for name in SOURCES if (found := getattr(self, name))), None)
