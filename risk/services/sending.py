"""Sends the mails that are due: claim, send without a transaction, record.

A claim writes an owner and a lease and is committed before anything is sent; the result is
recorded only while the claim still holds. A sender that dies in between leaves a lease that runs
out, and the mail is sent again with the same Message-ID.
"""

import logging
import random
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr
from enum import StrEnum
from uuid import uuid4

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from accounts.models import Organization
from accounts.tenancy import tenant
from risk.mail.plain import one_line
from risk.models import Delivery
from risk.models.alert import DeliveryState
from risk.retries import next_attempt

logger = logging.getLogger("longshore.mail")

# Longer than any send: about twelve answers of the server, each within EMAIL_TIMEOUT.
LEASE = timedelta(minutes=10)

type Clock = Callable[[], datetime]


class Outcome(StrEnum):
    SENT = "sent"
    RETRIED = "retried"
    PARKED = "parked"


@dataclass
class Sent:
    """How many mails went out, will be tried again, and need a person."""

    sent: int = 0
    retried: int = 0
    parked: int = 0


def send_due(*, organization: Organization, clock: Clock, limit: int | None = None) -> Sent:
    """Sends the organization's due mails, at most `limit`, over one connection.

    `clock` gives the time, which moves on while mails are sent. Must not be called inside a
    transaction. Any number of senders may run at once. Stops for this round when the mail server
    can't be reached.
    """
    tally = Sent()
    connection = mail.get_connection()
    try:
        while limit is None or tally.sent + tally.retried + tally.parked < limit:
            delivery = _claim(organization, clock())
            if delivery is None:
                break
            error = _send(delivery, connection)
            outcome = _record(organization, delivery, error, clock())
            setattr(tally, outcome, getattr(tally, outcome) + 1)
            if isinstance(error, _Unreachable):
                break
    finally:
        _close(connection)
    return tally


def sweep_leases(*, organization: Organization, now: datetime) -> int:
    """Puts mails whose sender didn't come back among the waiting ones; returns how many."""
    with tenant(organization):
        return Delivery.objects.filter(state=DeliveryState.SENDING, lease_until__lt=now).update(
            state=DeliveryState.PENDING, lease_owner=None, lease_until=None, next_attempt_at=now
        )


class _Unreachable(Exception):
    """No connection to the mail server."""


class _NotAMember(Exception):
    """The recipient has left since the mail was made."""


def _claim(organization: Organization, now: datetime) -> Delivery | None:
    with tenant(organization):
        delivery = (
            Delivery.objects.filter(state=DeliveryState.PENDING, next_attempt_at__lte=now)
            .select_related("recipient__user")
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("next_attempt_at", "pk")
            .first()
        )
        if delivery is None:
            return None
        delivery.state = DeliveryState.SENDING
        delivery.lease_owner, delivery.lease_until = uuid4(), now + LEASE
        delivery.attempts += 1
        delivery.save(update_fields=["state", "lease_owner", "lease_until", "attempts"])
        return delivery


def _send(delivery: Delivery, connection: BaseEmailBackend) -> Exception | None:
    """The error that kept the mail from going out, or None when the server took it."""
    if not (delivery.recipient.is_active and delivery.recipient.user.is_active):
        return _NotAMember("the recipient has left the organization since")
    try:
        connection.open()
    except OSError as error:
        return _Unreachable(str(error))
    try:
        connection.send_messages([_message(delivery)])
    except (OSError, ValueError) as error:
        _close(connection)
        return error
    return None


def _message(delivery: Delivery) -> EmailMultiAlternatives:
    user = delivery.recipient.user
    message = EmailMultiAlternatives(
        subject=delivery.subject,
        body=delivery.text,
        to=[formataddr((one_line(user.full_name), user.email))],
        headers={**delivery.headers, "Message-ID": delivery.message_id},
    )
    message.attach_alternative(delivery.html, "text/html")
    return message


def _record(
    organization: Organization, delivery: Delivery, error: Exception | None, now: datetime
) -> Outcome:
    outcome, fields = _result(delivery, error, now)
    with tenant(organization):
        recorded = Delivery.objects.filter(pk=delivery.pk, lease_owner=delivery.lease_owner).update(
            lease_owner=None, lease_until=None, **fields
        )
    if not recorded:
        logger.warning("Mail %s was taken over by another sender", delivery.pk)
    return outcome


def _result(
    delivery: Delivery, error: Exception | None, now: datetime
) -> tuple[Outcome, dict[str, object]]:
    if error is None:
        return Outcome.SENT, {"state": DeliveryState.SENT, "sent_at": now, "last_error": ""}
    text = one_line(f"{type(error).__name__.lstrip('_')}: {error}")[:500]
    again = next_attempt(
        failed_at=now,
        attempts=delivery.attempts,
        created_at=delivery.created_at,
        jitter=random.random(),  # noqa: S311 - spreads retries, keeps no secret
    )
    if again is None or _is_final(error):
        logger.error("Mail %s is parked: %s", delivery.pk, text)
        return Outcome.PARKED, {"state": DeliveryState.PARKED, "last_error": text}
    logger.warning("Mail %s will be tried again: %s", delivery.pk, text)
    return Outcome.RETRIED, {
        "state": DeliveryState.PENDING,
        "next_attempt_at": again,
        "last_error": text,
    }


def _is_final(error: Exception) -> bool:
    """Whether trying again is pointless: the server refused this recipient or this mail for good.

    Reply codes from 500 are permanent (RFC 5321, 4.2.1). Refusals of the sender or of the
    password are about the settings and end when those are mended, so they are tried again.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, _NotAMember | ValueError)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError as error:
        logger.info("The mail server did not take its leave: %s", error)
