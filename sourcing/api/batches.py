"""What endpoints share that take many rows at once: reading the body, and the answer."""

from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.errors import BodyTooLarge, refuse_field
from accounts.request_id import request_id
from sourcing.batch_reading import BatchForm, BatchRefused, RowsRefused, Taken

MAX_BODY_BYTES = 16 * 1024 * 1024
PARTIAL = {"true": True, "false": False}


class TakeBatch(Protocol):
    """A service that stores the rows of a body."""

    def __call__(self, *, body: bytes, form: BatchForm, now: datetime, partial: bool) -> Taken: ...


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

    Raises BodyTooLarge (413) without reading on, and ParseError for a body that doesn't say how
    long it is, which Django takes for an empty one. Later readers get it as `request.body`.
    """
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise ParseError("Send the body with its Content-Length: one sent in chunks isn't read.")
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


def take_batch(request: Request, take: TakeBatch, forms: tuple[BatchForm, ...]) -> Response:
    """Hands the body to a service; 201 with counts, or 400 with what is wrong row by row."""
    partial = PARTIAL.get(request.query_params.get("partial", "false"))
    if partial is None:
        raise refuse_field("partial", "Expected true or false.")
    try:
        taken = take(
            body=request._request.body,
            form=form_of(request, forms),
            now=timezone.now(),
            partial=partial,
        )
    except BatchRefused as refused:
        raise ParseError(str(refused)) from refused
    except RowsRefused as refused:
        return Response(rows_refused(refused.taken), status=status.HTTP_400_BAD_REQUEST)
    return Response(TakenSerializer(taken).data, status=status.HTTP_201_CREATED)


def form_of(request: Request, forms: tuple[BatchForm, ...]) -> BatchForm:
    """How the body is written; raises UnsupportedMediaType (415) for another content type."""
    media_type = str(request.content_type).partition(";")[0].strip().lower()
    form = next((form for form in forms if form == media_type), None)
    if form is None:
        raise UnsupportedMediaType(
            media_type, f"Expected one of {', '.join(forms)}, not {media_type or 'nothing'}."
        )
    return form


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
