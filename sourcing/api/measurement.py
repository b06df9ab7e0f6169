"""Measurements in batches, for programs."""

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import TenantView
from sourcing.api.batches import MAX_BODY_BYTES, TakenSerializer, read_body, take_batch
from sourcing.batch_reading import BatchForm
from sourcing.service_levels.definition import Unit
from sourcing.services.measurements import take_measurements


class MeasurementRow(serializers.Serializer):
    """The level by its id or by both keys; and good and total, a value and its unit, or ends_at."""

    reference = serializers.CharField(max_length=120)
    moment = serializers.DateTimeField()
    service_level = serializers.UUIDField(required=False)
    engagement = serializers.CharField(required=False)
    level = serializers.CharField(required=False)
    good = serializers.DecimalField(max_digits=18, decimal_places=6, required=False)
    total = serializers.DecimalField(max_digits=18, decimal_places=6, required=False)
    value = serializers.DecimalField(max_digits=18, decimal_places=6, required=False)
    unit = serializers.ChoiceField(choices=list(Unit), required=False)
    ends_at = serializers.DateTimeField(required=False, help_text="The end of an outage.")


class MeasurementsView(TenantView):
    """Up to 50,000 measurements at once.

    All or nothing, unless `partial=true`. The same row again changes nothing; other figures under
    the same reference correct it, its moment stays.
    """

    http_method_names: ClassVar[list[str]] = ["post"]  # type: ignore[misc]

    def permission_of(self, method: str) -> str | None:
        return "sourcing.add_measurement"

    def known_parameters(self) -> list[str]:
        return ["partial"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method == "POST":
            read_body(request._request, MAX_BODY_BYTES)
        super().initial(request, *args, **kwargs)

    @extend_schema(
        operation_id="measurements_create",
        parameters=[OpenApiParameter("partial", OpenApiTypes.BOOL)],
        request={
            "application/json": MeasurementRow(many=True),
            "application/x-ndjson": OpenApiTypes.STR,
            "text/csv": OpenApiTypes.STR,
        },
        responses={201: TakenSerializer},
    )
    def post(self, request: Request) -> Response:
        return take_batch(request, take_measurements, tuple(BatchForm))
