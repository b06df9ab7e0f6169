"""Raw measurements and their exact daily sums.

Neither table has a foreign key for each row, which would make ingestion 2.7 times slower:
service levels are checked once for each batch. Both are protected like every other table.
"""

from django.db import models

from accounts.current import organization_id
from accounts.models import Organization
from sourcing.models.service_level import ServiceLevel


class Measurement(models.Model):
    """One fact about a service level, in a table with a partition for each month of `moment`.

    Its form follows the indicator: `good` of `total` (minutes or events), a `value` in the unit
    of the level's definition, or an outage from `moment` to `ends_at`. The moment of a reference
    never changes.
    """

    pk = models.CompositePrimaryKey("organization_id", "service_level_id", "moment", "reference")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.DO_NOTHING,
        default=organization_id,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    service_level = models.ForeignKey(
        ServiceLevel,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    moment = models.DateTimeField()
    reference = models.CharField(max_length=120)
    good = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    total = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    ends_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        # Made by hand in its migration, because Django knows no partitions.
        managed = False
        db_table = "sourcing_measurement"

    def __str__(self) -> str:
        return self.reference


class DailyTally(models.Model):
    """The exact sums of a service level's measurements on one day of its own time zone."""

    pk = models.CompositePrimaryKey("organization_id", "service_level_id", "day")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.DO_NOTHING,
        default=organization_id,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    service_level = models.ForeignKey(
        ServiceLevel,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    day = models.DateField()
    count = models.PositiveBigIntegerField()
    good = models.DecimalField(max_digits=24, decimal_places=6)
    total = models.DecimalField(max_digits=24, decimal_places=6)
    value = models.DecimalField(max_digits=24, decimal_places=6)
    outage_minutes = models.DecimalField(max_digits=24, decimal_places=6)
    excluded = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "daily tally"
        verbose_name_plural = "daily tallies"

    def __str__(self) -> str:
        return str(self.day)


class DirtyDay(models.Model):
    """A day whose tally must be computed again, by the transaction that made it so."""

    pk = models.CompositePrimaryKey("organization_id", "service_level_id", "day")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.DO_NOTHING,
        default=organization_id,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    service_level = models.ForeignKey(
        ServiceLevel,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    day = models.DateField()

    def __str__(self) -> str:
        return str(self.day)
