"""Where other systems send signed messages: measurements and work items of one engagement."""

from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.filtering import refuse_unknown_parameters
from sourcing.api.batches import MAX_BODY_BYTES, TakenSerializer, read_body, take_batch
from sourcing.api.measurement import MeasurementRow
from sourcing.api.work_item import FORMS, WorkItemRow
from sourcing.batch_reading import BatchForm, Taken
from sourcing.models import InboundWebhook
from sourcing.services.inbound_webhooks import webhook_named
from sourcing.services.item_batches import take_item_batch
from sourcing.services.measurements import take_measurements
from sourcing.services.webhook_messages import (
    NotSigned,
    TakeOfEngagement,
    check_signature,
    live_webhook,
    take_message,
)

PARAMETERS = [
    OpenApiParameter("partial", OpenApiTypes.BOOL),
    *(
        OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=text)
        for name, text in (
            ("webhook-id", "Names the message; the same again changes nothing."),
            ("webhook-timestamp", "Seconds since 1970, at most five minutes away."),
            ("webhook-signature", "v1, and the HMAC of id, timestamp and body."),
        )
    ),
]


class BadSignature(exceptions.APIException):
    status_code = status.HTTP_401_UNAUTHORIZED
    default_code = "bad_signature"
    default_detail = (
        "The message isn't signed with this webhook's secret, or its time is more than five "
        "minutes away. Expected webhook-id, webhook-timestamp and webhook-signature as "
        "standardwebhooks.com describes them."
    )


class InboundView(APIView):
    """No token: the signed address leads to one engagement, the signature proves the sender.

    An address that is forged, revoked or another organization's answers as if there were nothing.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)
    http_method_names: ClassVar[list[str]] = ["post"]  # type: ignore[misc]
    store: TakeOfEngagement
    forms: tuple[BatchForm, ...]

    def permission_of(self, method: str) -> str | None:
        """None: whoever signs with the secret may send, and nobody else."""
        return None

    def receive(self, request: Request, signed_link: str) -> Response:
        webhook = self._webhook(signed_link)
        refuse_unknown_parameters(request.query_params, ("partial",))
        read_body(request._request, MAX_BODY_BYTES)
        headers, now = request.headers, timezone.now()
        try:
            check_signature(webhook=webhook, body=request._request.body, headers=headers, now=now)
        except NotSigned as error:
            raise BadSignature from error

        def take(*, body: bytes, form: BatchForm, now: datetime, partial: bool) -> Taken:
            return take_message(
                webhook=webhook,
                message_id=headers["webhook-id"],
                take=self.store,
                body=body,
                form=form,
                now=now,
                partial=partial,
            )

        return take_batch(request, take, self.forms)

    def _webhook(self, signed_link: str) -> InboundWebhook:
        webhook_id = webhook_named(signed_link)
        webhook = live_webhook(webhook_id) if webhook_id is not None else None
        if webhook is None:
            raise exceptions.NotFound
        return webhook


class InboundMeasurementsView(InboundView):
    """Measurements of one engagement's levels, in a signed message."""

    store = staticmethod(take_measurements)
    forms = tuple(BatchForm)

    @extend_schema(
        operation_id="inbound_measurements_create",
        parameters=PARAMETERS,
        request={
            "application/json": MeasurementRow(many=True),
            "application/x-ndjson": OpenApiTypes.STR,
            "text/csv": OpenApiTypes.STR,
        },
        responses={201: TakenSerializer},
        auth=[],
    )
    def post(self, request: Request, **link: Any) -> Response:
        return self.receive(request, link["signed_link"])


class InboundWorkItemsView(InboundView):
    """Work items of one engagement, in a signed message."""

    store = staticmethod(take_item_batch)
    forms = FORMS

    @extend_schema(
        operation_id="inbound_work_items_create",
        parameters=PARAMETERS,
        request={
            "application/json": WorkItemRow(many=True),
            "application/x-ndjson": OpenApiTypes.STR,
        },
        responses={201: TakenSerializer},
        auth=[],
    )
    def post(self, request: Request, **link: Any) -> Response:
        return self.receive(request, link["signed_link"])
