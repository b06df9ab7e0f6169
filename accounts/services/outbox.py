"""Sends mails that wait in the database: claim, send without a transaction, record.

A claim writes an owner and a lease and is committed before anything is sent; the result is
recorded only while the claim still holds. A sender that dies in between leaves a lease that runs
out, and the mail is sent again with the same Message-ID.
"""

import logging
import random
import smtplib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet

from accounts.models import MailState, OutgoingMail
from accounts.plain_text import one_line
from accounts.retries import next_attempt

logger = logging.getLogger("longshore.mail")

# Longer than any send: about twelve answers of the server, each within EMAIL_TIMEOUT.
LEASE = timedelta(minutes=10)

type Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Outbox[Mail: OutgoingMail]:
    """The mails that one sender works off together.

    `enter` opens the transaction in which `mails` are visible. `address` gives a mail's `To`, and
    raises `NoLongerWanted` when it mustn't go out any more. `once_sent` are fields to be set with
    the record that a mail was sent.
    """

    enter: Callable[[], AbstractContextManager[None]]
    mails: QuerySet[Mail]
    address: Callable[[Mail], str]
    once_sent: Mapping[str, object] = field(default_factory=dict)


class NoLongerWanted(Exception):
    """The mail has lost its recipient since it was written."""


class NotParked(ValueError):
    """Only a mail that the mail server refused, and that has its text, is sent again by hand."""


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


def message_id(key: UUID) -> str:
    """The Message-ID of the mail whose row has that key."""
    return f"<{key}@{urlsplit(settings.BASE_URL).hostname}>"


def automatic_headers(now: datetime) -> dict[str, str]:
    """What marks a mail as written by a program (RFC 3834), so that nobody is answered by one."""
    return {"Date": format_datetime(now), "Auto-Submitted": "auto-generated"}


def send_due(*, outbox: Outbox, clock: Clock, limit: int | None = None) -> Sent:
    """Sends the mails that are due, at most `limit`, over one connection.

    `clock` gives the time, which moves on while mails are sent. Must not be called inside a
    transaction. Any number of senders may run at once. Stops for this round when the mail server
    can't be reached.
    """
    tally = Sent()
    connection = mail.get_connection()
    try:
        while limit is None or tally.sent + tally.retried + tally.parked < limit:
            claimed = _claim(outbox, clock())
            if claimed is None:
                break
            error = _send(outbox, claimed, connection)
            outcome = _record(outbox, claimed, error, clock())
            setattr(tally, outcome, getattr(tally, outcome) + 1)
            if isinstance(error, _Unreachable):
                break
    finally:
        _close(connection)
    return tally


def sweep_leases(*, outbox: Outbox, now: datetime) -> int:
    """Puts mails whose sender didn't come back among the waiting ones; returns how many."""
    with outbox.enter():
        lost = outbox.mails.filter(state=MailState.SENDING, lease_until__lt=now)
        return lost.update(
            state=MailState.PENDING, lease_owner=None, lease_until=None, next_attempt_at=now
        )


def has_due(*, outbox: Outbox, now: datetime) -> bool:
    """Whether a mail may be sent, or a dead sender's one freed, at `now`."""
    with outbox.enter():
        due = outbox.mails.filter(state=MailState.PENDING, next_attempt_at__lte=now)
        lost = outbox.mails.filter(state=MailState.SENDING, lease_until__lt=now)
        return due.exists() or lost.exists()


def why_not_again(mail: OutgoingMail) -> str:
    """Why the mail can't be sent again by hand; empty where it can."""
    if mail.state != MailState.PARKED:
        return (
            f"The mail “{mail.subject}” is {MailState(mail.state).label.lower()}; only a "
            "refused one can be sent again."
        )
    if not mail.text:
        return f"The text of “{mail.subject}” has been erased since; cause a new mail instead."
    return ""


def send_again[Mail: OutgoingMail](
    *, mails: QuerySet[Mail], mail_id: UUID | str, now: datetime
) -> Mail:
    """Puts a parked mail back among those that are due, with its Message-ID.

    Must run inside the organization's transaction. Raises `NotParked` for a mail in any other
    state or without its text, and `DoesNotExist` for a missing one. A mail older than 72 hours
    gets one attempt (`accounts.retries`).
    """
    parked = mails.select_for_update().get(pk=mail_id)
    if reason := why_not_again(parked):
        raise NotParked(reason)
    parked.state = MailState.PENDING
    parked.next_attempt_at = now
    parked.save(update_fields=["state", "next_attempt_at"])
    return parked


class _Unreachable(Exception):
    """No connection to the mail server."""


def _claim(outbox: Outbox, now: datetime) -> OutgoingMail | None:
    with outbox.enter():
        due: OutgoingMail | None = (
            outbox.mails.filter(state=MailState.PENDING, next_attempt_at__lte=now)
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("next_attempt_at", "pk")
            .first()
        )
        if due is None:
            return None
        due.state = MailState.SENDING
        due.lease_owner, due.lease_until = uuid4(), now + LEASE
        due.attempts += 1
        due.save(update_fields=["state", "lease_owner", "lease_until", "attempts"])
        return due


def _send(outbox: Outbox, claimed: OutgoingMail, connection: BaseEmailBackend) -> Exception | None:
    """The error that kept the mail from going out, or None when the server took it."""
    try:
        address = outbox.address(claimed)
    except NoLongerWanted as error:
        return error
    try:
        connection.open()
    except OSError as error:
        return _Unreachable(str(error))
    try:
        connection.send_messages([_message(claimed, address)])
    except (OSError, ValueError) as error:
        _close(connection)
        return error
    return None


def _message(claimed: OutgoingMail, address: str) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=claimed.subject,
        body=claimed.text,
        to=[address],
        headers={**claimed.headers, "Message-ID": claimed.message_id},
    )
    message.attach_alternative(claimed.html, "text/html")
    return message


def _record(
    outbox: Outbox, claimed: OutgoingMail, error: Exception | None, now: datetime
) -> Outcome:
    outcome, fields = _result(outbox, claimed, error, now)
    with outbox.enter():
        own = outbox.mails.filter(pk=claimed.pk, lease_owner=claimed.lease_owner)
        recorded = own.update(lease_owner=None, lease_until=None, **fields)
    if not recorded:
        logger.warning("Mail %s was taken over by another sender", claimed.pk)
    return outcome


def _result(
    outbox: Outbox, claimed: OutgoingMail, error: Exception | None, now: datetime
) -> tuple[Outcome, dict[str, object]]:
    if error is None:
        sent = {"state": MailState.SENT, "sent_at": now, "last_error": "", **outbox.once_sent}
        return Outcome.SENT, sent
    text = one_line(f"{type(error).__name__.lstrip('_')}: {error}")[:500]
    again = next_attempt(
        failed_at=now,
        attempts=claimed.attempts,
        created_at=claimed.created_at,
        jitter=random.random(),  # noqa: S311 - spreads retries, keeps no secret
    )
    if again is None or _is_final(error):
        logger.error("Mail %s is parked: %s", claimed.pk, text)
        return Outcome.PARKED, {"state": MailState.PARKED, "last_error": text}
    logger.warning("Mail %s will be tried again: %s", claimed.pk, text)
    return Outcome.RETRIED, {
        "state": MailState.PENDING,
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
    return isinstance(error, NoLongerWanted | ValueError)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError as error:
        logger.info("The mail server did not take its leave: %s", error)
