"""Work items, such as incidents and requests, the events of their clock, and its reading."""

from django.db import models
from django.db.models import Q

from accounts.history import tracked
from accounts.tenancy import TenantForeignKey, TenantModel
from sourcing.models.engagement import Engagement
from sourcing.models.service_level import ServiceLevel


class EventKind(models.TextChoices):
    """What happened to an item; the words of `sourcing.item_events`."""

    STARTED = "started", "Started"
    REOPENED = "reopened", "Reopened"
    RESUMED = "resumed", "Resumed"
    RESPONDED = "responded", "First response"
    PAUSED = "paused", "Paused"
    STOPPED = "stopped", "Resolved"
    CANCELLED = "cancelled", "Cancelled"


class PauseReason(models.TextChoices):
    CUSTOMER = "customer", "Waiting for us"
    MAINTENANCE = "maintenance", "Agreed maintenance"
    FORCE_MAJEURE = "force_majeure", "Force majeure"
    THIRD_PARTY = "third_party", "Waiting for somebody else"
    OTHER = "other", "Another agreed reason"


class WorkItem(TenantModel):
    """One piece of work of an engagement, named by the reference of the system it came from."""

    engagement = TenantForeignKey(Engagement, on_delete=models.PROTECT, related_name="work_items")
    reference = models.CharField(max_length=120)
    kind = models.CharField(max_length=60, blank=True)
    priority = models.CharField(max_length=60, blank=True, help_text="The latest one.")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="Nothing counts after this moment."
    )
    reopens_late = models.BooleanField(
        default=False,
        help_text="Reopened however late it stays the same item, as where it was sent from.",
    )
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["engagement", "-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "engagement", "reference"],
                name="sourcing_workitem_reference",
                violation_error_message="The engagement already has an item of this reference.",
            ),
            models.CheckConstraint(
                condition=~Q(reference=""),
                name="sourcing_workitem_has_reference",
                violation_error_message="A work item needs its reference.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ClockEvent(TenantModel):
    """What happened to an item at a moment; `sequence` orders events of one moment."""

    item = TenantForeignKey(WorkItem, on_delete=models.CASCADE, related_name="clock_events")
    at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=EventKind)
    reason = models.CharField(
        max_length=20, choices=PauseReason, blank=True, help_text="Of a pause."
    )
    label = models.CharField(
        max_length=120, blank=True, help_text="The state in the system it came from."
    )

    class Meta:
        ordering = ["item", "at", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "item", "at", "sequence"],
                name="sourcing_clockevent_once",
                violation_error_message="The item already has an event of this moment and number.",
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(kind="paused"),
                name="sourcing_clockevent_reason_of_pause",
                violation_error_message="Only a pause has such a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label or self.kind} at {self.at:%d %b %Y %H:%M}"


class ItemReading(TenantModel):
    """What a service level's clock shows for an item: both clocks, and when it was due.

    Computed, so without a history of its own: events and definition give it again.
    """

    service_level = TenantForeignKey(
        ServiceLevel, on_delete=models.CASCADE, related_name="item_readings"
    )
    item = TenantForeignKey(WorkItem, on_delete=models.CASCADE, related_name="readings")
    number = models.PositiveSmallIntegerField(
        default=1, help_text="One more for each reopening that came too late for the same clock."
    )
    wall_minutes = models.DecimalField(max_digits=14, decimal_places=6)
    service_minutes = models.DecimalField(max_digits=14, decimal_places=6)
    due_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    counts_at = models.DateTimeField(
        null=True, blank=True, help_text="The moment whose period it counts in."
    )
    is_good = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["service_level", "-service_minutes"]
        verbose_name = "clock reading"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "service_level", "item", "number"],
                name="sourcing_itemreading_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "service_level", "counts_at"],
                name="sourcing_itemreading_period",
            ),
            models.Index(
                fields=["organization", "service_level", "due_at"],
                condition=Q(stopped_at__isnull=True),
                name="sourcing_itemreading_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} by {self.service_level_id}"


@tracked
class IncidentLink(TenantModel):
    """An incident that hit a service level in a period; one incident may hit several levels."""

    service_level = TenantForeignKey(
        ServiceLevel, on_delete=models.CASCADE, related_name="incidents"
    )
    day = models.DateField(help_text="A day of the period it counts in.")
    incident = models.CharField(max_length=120, help_text="The incident's reference.")

    class Meta:
        ordering = ["service_level", "-day"]
        verbose_name = "incident of a service level"
        verbose_name_plural = "incidents of service levels"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "service_level", "day", "incident"],
                name="sourcing_incidentlink_once",
                violation_error_message="This incident is already linked.",
            ),
        ]

    def __str__(self) -> str:
        return self.incident
