"""What comes in through a signed webhook: proven by its signature, taken once by its id."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import transaction
from standardwebhooks import Webhook, WebhookVerificationError

from accounts.signin.sealing import SecretUnreadable, unseal
from sourcing.batch_reading import BadRow, BatchForm, BatchRefused, Taken
from sourcing.models import InboundWebhook, WebhookMessage

logger = logging.getLogger("longshore.webhooks")

#: How long a message's id is remembered. Its signature is no good after five minutes anyway.
REMEMBERED = timedelta(days=7)
LONGEST_ID = 120


class NotSigned(Exception):
    """The message bears no signature by the webhook's secret, or one of another time."""


class TakeOfEngagement(Protocol):
    """A service that stores the rows of a body for one engagement."""

    def __call__(
        self, *, body: bytes, form: BatchForm, now: datetime, partial: bool, engagement: UUID
    ) -> Taken: ...


def live_webhook(webhook_id: UUID) -> InboundWebhook | None:
    """The webhook unless it was revoked."""
    return InboundWebhook.objects.filter(pk=webhook_id, revoked_at__isnull=True).first()


def check_signature(
    *, webhook: InboundWebhook, body: bytes, headers: Mapping[str, str], now: datetime
) -> None:
    """Raises `NotSigned` unless the secret, or the former one while it holds, signed the body.

    The time of the message may be five minutes away.
    """
    sealed = [webhook.secret]
    if webhook.former_until is not None and now < webhook.former_until:
        sealed.append(webhook.former_secret)
    if not any(_signed(stored, body, headers) for stored in sealed):
        raise NotSigned


def _signed(stored: str, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        secret = unseal(stored)
    except SecretUnreadable:
        logger.exception("The secret of a webhook can't be read: make a new one")
        return False
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        # A ValueError is a damaged header or body: no base64, no comma, no UTF-8.
        return False
    return True


def take_message(
    *,
    webhook: InboundWebhook,
    message_id: str,
    take: TakeOfEngagement,
    body: bytes,
    form: BatchForm,
    now: datetime,
    partial: bool,
) -> Taken:
    """Stores a signed message's rows in one transaction; one with the same id changes nothing.

    Two at once with the same id wait for each other. What was refused isn't remembered. Raises
    BatchRefused and RowsRefused.
    """
    if len(message_id) > LONGEST_ID or not message_id.isprintable():
        raise BatchRefused(f"The webhook-id has up to {LONGEST_ID} printable characters.")
    with transaction.atomic():
        InboundWebhook.objects.select_for_update(no_key=True, of=("self",)).get(pk=webhook.pk)
        earlier = WebhookMessage.objects.filter(webhook=webhook, message_id=message_id).first()
        if earlier is not None:
            return _taken(earlier.answer)
        taken = take(
            body=body, form=form, now=now, partial=partial, engagement=webhook.engagement_id
        )
        WebhookMessage.objects.create(
            webhook=webhook, message_id=message_id, received_at=now, answer=asdict(taken)
        )
        WebhookMessage.objects.filter(webhook=webhook, received_at__lt=now - REMEMBERED).delete()
        InboundWebhook.objects.filter(pk=webhook.pk).update(last_used_at=now)
    return taken


def _taken(answer: dict[str, object]) -> Taken:
    errors = answer.get("errors")
    rows = errors if isinstance(errors, list) else []
    counts = {name: value for name, value in answer.items() if isinstance(value, int)}
    return Taken(**counts, errors=tuple(BadRow(**row) for row in rows))
