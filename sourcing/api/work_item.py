"""Work items with their events and clocks, for programs."""

from typing import Any

from django.db.models import OuterRef, TextField
from django.db.models.functions import Cast
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import filtering
from accounts.api.filtering import Filters
from accounts.api.reading import Children
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import ReadRecords
from sourcing.api.batches import MAX_BODY_BYTES, TakenSerializer, read_body, take_batch
from sourcing.batch_reading import BatchForm
from sourcing.models import ClockEvent, ItemReading, WorkItem
from sourcing.models.work_item import EventKind, PauseReason
from sourcing.services.item_batches import take_item_batch

FORMS = (BatchForm.JSON, BatchForm.NDJSON)


class ItemEvent(serializers.Serializer):
    """What happened to an item; `reason` belongs to a pause."""

    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=EventKind.choices)
    reason = serializers.ChoiceField(choices=PauseReason.choices, required=False)
    sequence = serializers.IntegerField(
        required=False, min_value=0, help_text="Orders events of the same moment."
    )


class WorkItemRow(serializers.Serializer):
    """An item with everything that has happened to it so far, one event a start."""

    reference = serializers.CharField(max_length=120)
    engagement = serializers.CharField(help_text="The engagement's key.")
    events = ItemEvent(many=True)
    kind = serializers.CharField(max_length=60, required=False, allow_blank=True)
    priority = serializers.CharField(max_length=60, required=False, allow_blank=True)
    reopens_late = serializers.BooleanField(
        required=False, help_text="Reopened however late it stays the same item."
    )


class EventLine(serializers.Serializer):
    """One event of an item, in their order."""

    at = serializers.DateTimeField()
    kind = serializers.CharField()
    reason = serializers.CharField()
    sequence = serializers.IntegerField()


class ReadingLine(serializers.Serializer):
    """What a service level's clock shows: minutes on the wall, and inside the service hours."""

    service_level = serializers.UUIDField()
    number = serializers.IntegerField()
    wall_minutes = serializers.CharField()
    service_minutes = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)
    counts_at = serializers.DateTimeField(allow_null=True)
    is_good = serializers.BooleanField(allow_null=True)


@extend_schema_field(EventLine(many=True))
class Events(Children):
    """In the order in which they count."""


@extend_schema_field(ReadingLine(many=True))
class Readings(Children):
    """By service level; a late reopening has a reading of its own."""


class WorkItemSerializer(RecordSerializer):
    engagement_key = serializers.CharField(source="engagement.key", read_only=True)
    events = Events(
        ClockEvent.objects.filter(item=OuterRef("pk")).order_by("sequence"),
        {"at": "at", "kind": "kind", "reason": "reason", "sequence": "sequence"},
    )
    readings = Readings(
        ItemReading.objects.filter(item=OuterRef("pk"))
        .annotate(wall=Cast("wall_minutes", TextField()))
        .annotate(service=Cast("service_minutes", TextField()))
        .order_by("service_level", "number"),
        {
            "service_level": "service_level_id",
            "number": "number",
            "wall_minutes": "wall",
            "service_minutes": "service",
            "due_at": "due_at",
            "stopped_at": "stopped_at",
            "counts_at": "counts_at",
            "is_good": "is_good",
        },
    )

    class Meta:
        model = WorkItem
        fields = (
            "id",
            "engagement",
            "engagement_key",
            "reference",
            "kind",
            "priority",
            "opened_at",
            "ended_at",
            "reopens_late",
            "received_at",
            "events",
            "readings",
        )
        read_only_fields = fields


class WorkItemFilters(Filters):
    engagement = filtering.key()
    reference = filtering.text()
    kind = filtering.text()
    priority = filtering.text()
    is_open = filtering.truth("ended_at", "isnull")
    opened_from = filtering.from_midnight("opened_at")
    opened_to = filtering.to_midnight("opened_at")


class WorkItemViewSet(ReadRecords):
    """Work items with both clocks of each service level that reads them, and batches of new ones.

    A batch has up to 5,000 items, all or nothing unless `partial=true`. An item that is handed
    over again becomes what it is now; the same twice changes nothing.
    """

    serializer_class = WorkItemSerializer
    filterset_class = WorkItemFilters
    search_columns = ("reference",)
    ordering = "-opened_at"
    orderings = ("reference", "received_at")

    def known_parameters(self) -> Any:
        return ("partial",) if self.action == "create" else super().known_parameters()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method == "POST" and self.action == "create":
            read_body(request._request, MAX_BODY_BYTES)
        super().initial(request, *args, **kwargs)

    @extend_schema(
        parameters=[OpenApiParameter("partial", OpenApiTypes.BOOL)],
        request={
            "application/json": WorkItemRow(many=True),
            "application/x-ndjson": OpenApiTypes.STR,
        },
        responses={201: TakenSerializer},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return take_batch(request, take_item_batch, FORMS)
