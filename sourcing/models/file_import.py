"""Files that people import into lists, and what each of their rows would do or did."""

from django.db import models

from accounts.models import Membership
from accounts.models.leased_job import JobState, LeasedJob
from accounts.tenancy import TenantForeignKey, TenantModel

CONTRACT_FILES = "contract-file"


class Step(models.TextChoices):
    """What an import is at; `LeasedJob.state` says how far with it."""

    MAP = "map", "Columns to choose"
    CHECK = "check", "Dry run"
    APPLY = "apply", "Import"
    UNDO = "undo", "Undo"


class Import(LeasedJob):
    """One file on its way into a list: uploaded, tried, confirmed, perhaps undone.

    `kind` is a list such as `vendors.vendor`, or `contract-file` for one row per contract item
    with vendors, items, payments and engagements in it. `columns` are pairs of the file's headers
    and fields, in the file's order; for contract files `mapping` is the mapping's name instead.
    `fingerprint` stands for everything the dry run would have changed, so that what changed since
    is noticed. `requested_by` is empty where a command imported.
    """

    requested_by = TenantForeignKey(  # type: ignore[assignment]
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=100)
    step = models.CharField(max_length=10, choices=Step, default=Step.MAP)
    file_name = models.CharField(max_length=200)
    file = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    size = models.PositiveBigIntegerField()
    mapping = models.CharField(max_length=60, blank=True)
    columns = models.JSONField(default=list, blank=True)
    only_good = models.BooleanField(default=False)
    counts = models.JSONField(default=dict, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    has_moved = models.BooleanField(
        default=False, help_text="The register changed between dry run and confirmation."
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(LeasedJob.Meta):
        abstract = False
        constraints = [
            *LeasedJob.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True) | models.Q(applied_at__isnull=False),
                name="sourcing_import_undone_after_applied",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_applied(self) -> bool:
        return self.applied_at is not None and self.undone_at is None

    @property
    def awaits_confirmation(self) -> bool:
        return self.step == Step.CHECK and self.state == JobState.DONE


class Outcome(models.TextChoices):
    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    REFUSED = "refused", "Refused"
    KEPT = "kept", "Kept at undo"


class ImportLine(TenantModel):
    """One row's outcome. `details` are [field, old, new], of a refused row [column, value,
    expected]; `cells` are a refused row's own headers and cells, in order, to be corrected.
    """

    of = TenantForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    what = models.CharField(max_length=300)
    details = models.JSONField(default=list, blank=True)
    cells = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["of", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "of", "outcome", "number"],
                name="sourcing_importline_once",
            ),
        ]

    def __str__(self) -> str:
        return self.what
