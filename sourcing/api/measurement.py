"""Measurements in batches, for programs."""

from typing import Any, ClassVar

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.errors import BodyTooLarge, refuse_field
from accounts.api.views import TenantView
from accounts.request_id import request_id
from sourcing.measurement_batch import BatchForm, BatchRefused
from sourcing.service_levels.definition import Unit
from sourcing.services.measurements import RowsRefused, Taken, take_measurements

MAX_BODY_BYTES = 16 * 1024 * 1024
PARTIAL = {"true": True, "false": False}


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


class BadRowSerializer(serializers.Serializer):
    row = serializers.IntegerField(help_text="Counted from 1, without a CSV's header.")
    field = serializers.CharField()
    value = serializers.CharField()
    expected = serializers.CharField()


class TakenSerializer(serializers.Serializer):
    received = serializers.IntegerField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    error_count = serializers.IntegerField()
    errors = BadRowSerializer(  # type: ignore[assignment]
        many=True, help_text="The first 1,000."
    )


def read_body(request: HttpRequest, limit: int) -> None:
    """Reads a body that may be larger than what other endpoints take, up to a limit.

    Raises BodyTooLarge (413) without reading on. Later readers get it as `request.body`.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
        raise BodyTooLarge(_too_large(limit))
    try:
        body = request.read(limit + 1)
    except RequestDataTooBig as error:
        raise BodyTooLarge(_too_large(limit)) from error
    if len(body) > limit:
        raise BodyTooLarge(_too_large(limit))
    request._body = body


def _too_large(limit: int) -> str:
    return f"The body is larger than {limit // (1024 * 1024)} MB. Send it in several batches."


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
        partial = PARTIAL.get(request.query_params.get("partial", "false"))
        if partial is None:
            raise refuse_field("partial", "Expected true or false.")
        try:
            taken = take_measurements(
                body=request._request.body,
                form=form_of(request),
                now=timezone.now(),
                partial=partial,
            )
        except BatchRefused as refused:
            raise ParseError(str(refused)) from refused
        except RowsRefused as refused:
            return Response(rows_refused(refused.taken), status=status.HTTP_400_BAD_REQUEST)
        return Response(TakenSerializer(taken).data, status=status.HTTP_201_CREATED)


def form_of(request: Request) -> BatchForm:
    """How the body is written; raises UnsupportedMediaType (415) for another content type."""
    media_type = str(request.content_type).partition(";")[0].strip().lower()
    try:
        return BatchForm(media_type)
    except ValueError as error:
        raise UnsupportedMediaType(
            media_type, f"Expected one of {', '.join(BatchForm)}, not {media_type or 'nothing'}."
        ) from error


def rows_refused(taken: Taken) -> dict[str, Any]:
    """The usual form of errors, with row, field, value and expectation beside each sentence."""
    return {
        "type": "validation_error",
        "errors": [
            {
                "code": "invalid",
                "detail": str(error),
                "attr": f"{error.row}.{error.field}" if error.field else str(error.row),
                "row": error.row,
                "field": error.field,
                "value": error.value,
                "expected": error.expected,
            }
            for error in taken.errors
        ],
        "error_count": taken.error_count,
        "received": taken.received,
        "refused": taken.refused,
        "request_id": request_id(),
    }
