"""What endpoints that answer with a paper share: its form, its schema, and their refusals."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from accounts.api.pagination import refuse
from accounts.api.schema import Problem
from accounts.papers import MEDIA_TYPES, PaperForm, wanted_form

#: How a view's action that answers with a paper is described.
paper_schema: Any = extend_schema(
    parameters=[
        OpenApiParameter(
            "format",
            {"type": "string", "enum": [form.value for form in PaperForm]},
            description="Without it `Accept` decides; HTML where that leaves the choice.",
        )
    ],
    responses={
        (200, MEDIA_TYPES[PaperForm.HTML]): OpenApiTypes.STR,
        (200, MEDIA_TYPES[PaperForm.PDF]): OpenApiTypes.BINARY,
        503: OpenApiResponse(Problem, "The server lacks what makes PDFs."),
    },
)


class AnyAccept(DefaultContentNegotiation):
    """The action looks at `Accept` itself; refusals are JSON whatever it says."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, str(first.media_type)


class Unavailable(APIException):
    """503: the machine lacks something."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "unavailable"


def asked_form(request: Request) -> PaperForm:
    """What `?format=` says, else `Accept`; raises a refusal for a form that isn't known."""
    asked = request.query_params.get("format")
    if asked is None:
        return wanted_form(request._request)
    if asked not in PaperForm:
        raise refuse("format", f"{asked[:40]!r} is no form of a paper. Expected html or pdf.")
    return PaperForm(asked)
