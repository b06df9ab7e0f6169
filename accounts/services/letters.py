"""Writing letters: mails that aren't alerts, stored with what they tell of and sent after."""

from datetime import datetime

import mrml
from django.conf import settings
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from uuid_utils.compat import uuid7

from accounts.models import Letter, MailState, Organization
from accounts.plain_text import one_line
from accounts.services.outbox import automatic_headers, message_id
from accounts.waking import wake

SEND = "accounts.tasks.send_letters_of"


def write_letter(
    *,
    organization: Organization | None,
    to: str,
    subject: str,
    template: str,
    context: dict[str, object],
    now: datetime,
) -> Letter:
    """Stores a mail to the address `to` in the running transaction; it is sent after its commit.

    `template` such as `accounts/letters/invitation` names `<template>.txt`, which is complete in
    itself, and `<template>.mjml` or `<template>.html`. Besides `context` they get `organization`,
    `subject` and `home_url`. Text from records should go through `accounts.plain_text.one_line`
    first. Without an organization the letter is about a person's account; it may be written
    inside an organization's transaction all the same. Raises `TemplateDoesNotExist`.
    """
    key = uuid7()
    name = "" if organization is None else one_line(organization.name)
    heading = one_line(subject)[:300]
    shown = {"organization": name, "subject": heading, "home_url": settings.BASE_URL, **context}
    letter = Letter(
        pk=key,
        organization=organization,
        to=to,
        subject=heading,
        text=render_to_string(f"{template}.txt", shown).strip() + "\n",
        html=_html(template, shown),
        headers=automatic_headers(now),
        message_id=message_id(key),
        created_at=now,
        next_attempt_at=now,
    )
    letter.save(force_insert=True)
    of = None if organization is None else organization.pk
    transaction.on_commit(lambda: wake(SEND, of), robust=True)
    return letter


def withdraw_letters(*, organization: Organization, to: str) -> int:
    """Takes back the organization's letters to the address that haven't gone out yet.

    For an address that mustn't hear from the organization any more. Returns how many there were.
    """
    waiting = Letter.objects.filter(organization=organization, to=to)
    count, _ = waiting.exclude(state=MailState.SENT).delete()
    return count


def _html(template: str, context: dict[str, object]) -> str:
    try:
        source = render_to_string(f"{template}.mjml", context)
    except TemplateDoesNotExist:
        return render_to_string(f"{template}.html", context)
    html: str = mrml.to_html(source).content
    return html
