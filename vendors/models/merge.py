"""Vendors recorded twice: what was dismissed, what was merged, and every row that moved."""

from django.db import models

from accounts.history import tracked
from accounts.models import Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from vendors.models.vendor import Vendor


class Suggestion(models.TextChoices):
    DUPLICATE = "duplicate", "Possible duplicate"
    PARENT = "parent", "Possible parent"


@tracked
class DismissedSuggestion(TenantModel):
    """A pair that somebody looked at and refused; it isn't suggested again.

    For a duplicate `first` is the one with the smaller id, for a parent it is the child.
    """

    kind = models.CharField(max_length=20, choices=Suggestion)
    first = TenantForeignKey(Vendor, on_delete=models.CASCADE, related_name="dismissed_as_first")
    second = TenantForeignKey(Vendor, on_delete=models.CASCADE, related_name="dismissed_as_second")
    reason = models.CharField(max_length=500)
    dismissed_by = TenantForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dismissed_at = models.DateTimeField()

    class Meta:
        ordering = ["-dismissed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "first", "second"],
                name="vendors_dismissedsuggestion_once",
                violation_error_message="This suggestion has been dismissed already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")),
                name="vendors_dismissedsuggestion_is_a_pair",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="vendors_dismissedsuggestion_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}: {self.reason}"


@tracked
class VendorMerge(TenantModel):
    """One vendor merged into another; `rows` is the journal that an undo follows."""

    survivor = TenantForeignKey(Vendor, on_delete=models.PROTECT, related_name="merges")
    loser = TenantForeignKey(Vendor, on_delete=models.PROTECT, related_name="merged_away")
    reason = models.CharField(max_length=500, blank=True)
    merged_by = TenantForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    merged_at = models.DateTimeField()
    undone_by = TenantForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-merged_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(survivor=models.F("loser")),
                name="vendors_vendormerge_of_two",
            ),
            models.UniqueConstraint(
                fields=["organization", "loser"],
                condition=models.Q(undone_at__isnull=True),
                name="vendors_vendormerge_once",
                violation_error_message="This vendor has been merged already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loser} into {self.survivor}"


class Outcome(models.TextChoices):
    MOVED = "moved", "Moved"
    KEPT = "kept", "Stays with the merged record"
    RESTORED = "restored", "Restored"
    CHANGED = "changed", "Changed since, left as it is"
    GONE = "gone", "Deleted since"


@tracked
class MergedRow(TenantModel):
    """One value that a merge changed, or couldn't: `field` of row `row` of `model`.

    `label` is what the row was called then. Rows that only some may read are called by their
    kind, since whoever sees the merge sees its journal.
    """

    history_is_for_owners = True
    merge = TenantForeignKey(VendorMerge, on_delete=models.CASCADE, related_name="rows")
    model = models.CharField(max_length=80)
    row = models.UUIDField()
    label = models.CharField(max_length=300)
    field = models.CharField(max_length=80)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.MOVED)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["merge", "model", "label", "field"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "merge", "model", "row", "field"],
                name="vendors_mergedrow_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.label}"
