"""What was removed because it had been kept long enough."""

from django.db import models

from accounts.tenancy import TenantModel


class Removed(models.TextChoices):
    HISTORY = "history", "History"
    ACCESS = "access", "Sign-ins"
    LETTERS = "letters", "Letters"
    DELIVERIES = "deliveries", "Texts of alert mails"
    IMPORT_FILES = "import_files", "Imported files"
    EXPORTS = "exports", "Exports"
    DELETED_FILES = "deleted_files", "Files of deleted documents"
    MEASUREMENTS = "measurements", "Measurements"


class Removal(TenantModel):
    """One batch, written in the transaction that removed it; never changed.

    Everything older than `up_to` was due; `count` of it went with this batch.
    """

    kind = models.CharField(max_length=20, choices=Removed)
    up_to = models.DateTimeField()
    count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["organization", "at"], name="accounts_removal_recent")]

    def __str__(self) -> str:
        return f"{self.count} of {Removed(self.kind).label.lower()}"
