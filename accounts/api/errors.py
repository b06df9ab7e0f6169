"""The one form in which the interface refuses something.

    {"type": "client_error", "errors": [{"code", "detail", "attr"}], "request_id": "…"}

`code` is for programs, `detail` for people, `attr` names the field or parameter, or is null.
"""

from typing import Any

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    TooManyFilesSent,
)
from django.core.exceptions import ValidationError as ModelRefusal
from django.db import DatabaseError, DataError, IntegrityError
from django.db.models import ProtectedError
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse
from psycopg import errors as postgres
from rest_framework import exceptions, status

from accounts import refusals
from accounts.request_id import request_id


class Contradicts(exceptions.APIException):
    """The write contradicts what is stored, or something else is at work on it."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class PreconditionFailed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "precondition_failed"
    default_detail = (
        "The record has changed since you read it. Nothing was saved; read it again and repeat "
        "the change with its new ETag."
    )


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "precondition_required"
    default_detail = "Send the record's ETag in If-Match, so that nobody's change is overwritten."


class BodyTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"


class KeyReused(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = (
        "This Idempotency-Key was used for another request within 24 hours. Use a new key."
    )


class Refused(exceptions.ValidationError):
    """What a model refuses, by field; about the record as a whole it is `non_field_errors`."""

    def __init__(self, refused: ModelRefusal) -> None:
        by_field = refused.message_dict if hasattr(refused, "error_dict") else None
        messages = by_field or {NON_FIELD_ERRORS: refused.messages}
        super().__init__(
            {
                "non_field_errors" if name == NON_FIELD_ERRORS else name: found
                for name, found in messages.items()
            }
        )


def refuse_field(name: str, sentence: str, code: str = "invalid") -> exceptions.ValidationError:
    """What a wrong field is answered with."""
    return exceptions.ValidationError({name: [exceptions.ErrorDetail(sentence, code=code)]})


class Formatter(ExceptionFormatter):
    """Adds the request's id, by which its log lines can be found."""

    def format_error_response(self, error_response: ErrorResponse) -> dict[str, Any]:
        return {**super().format_error_response(error_response), "request_id": request_id()}


class Handler(ExceptionHandler):
    """Also gives what the database or a body's size refused its status and its sentence."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, PermissionDenied):
            return exceptions.PermissionDenied(str(exc) or None)
        if isinstance(exc, RequestDataTooBig | TooManyFilesSent):
            return BodyTooLarge("The body is larger than 2.5 MB. Send it in parts.")
        if isinstance(exc, DatabaseError):
            return _refused_by_the_database(exc) or exc
        return super().convert_known_exceptions(exc)


def _refused_by_the_database(error: DatabaseError) -> exceptions.APIException | None:
    """400 where the values contradict each other, 409 where they contradict another record."""
    if isinstance(error, ProtectedError):
        return Contradicts(_still_used(error), code="still_used")
    if isinstance(error, DataError):
        return exceptions.ValidationError(
            "The database can't hold one of the values. Nothing was saved.", code="invalid"
        )
    if not isinstance(error, IntegrityError):
        return None
    sentence = refusals.sentence(error)
    if isinstance(error.__cause__, postgres.CheckViolation | postgres.NotNullViolation):
        return exceptions.ValidationError(sentence, code="contradiction")
    return Contradicts(sentence)


def _still_used(error: ProtectedError) -> str:
    kinds = sorted({str(record._meta.verbose_name_plural) for record in error.protected_objects})
    return (
        f"Other records still refer to it: {', '.join(kinds)}. Nothing was deleted; change or "
        "delete those first."
    )
