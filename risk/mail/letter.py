"""Turns findings into a mail: subject, HTML and a text part that is complete on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import mrml
from django.template.loader import render_to_string

from accounts.models import Membership, Organization
from accounts.plain_text import one_line
from risk import links
from risk.digest import (
    NO_NEWS,
    Item,
    News,
    arrange,
    day,
    due,
    overdue_words,
    subject,
    summary,
)
from risk.routing import reason

#: Overdue actions that a mail names; the others are counted.
OVERDUE_SHOWN = 10


@dataclass(frozen=True)
class Letter:
    """What is sent; the subject has no line breaks."""

    subject: str
    text: str
    html: str
    unsubscribe_url: str


def write_letter(
    *,
    organization: Organization,
    recipient: Membership,
    items: Sequence[Item],
    today: date,
    next_digest: datetime | None,
    news: News = NO_NEWS,
) -> Letter:
    """The mail that tells `recipient` of `items` and `news`, not both of which may be empty.

    `today` is the recipient's date. `next_digest` is when the next digest can come, in the
    recipient's zone; None where digests aren't bound to hours.
    """
    unsubscribe_url = links.signed_url(recipient, links.UNSUBSCRIBE, recipient.pk)
    digest = arrange(items)
    name = one_line(organization.name)
    context = {
        "organization": name,
        "summary": summary(items, today, news),
        "groups": [
            (group.party, [_shown(item, recipient, today) for item in group.items])
            for group in digest.groups
        ],
        "left_out_count": digest.left_out_count,
        "left_out": ", ".join(f"{n} {severity.name.lower()}" for severity, n in digest.left_out),
        "mentions": news.mentions,
        "overdue": [(line, day(line.due_on)) for line in news.overdue[:OVERDUE_SHOWN]],
        "overdue_words": overdue_words(len(news.overdue)) if news.overdue else "",
        "actions_url": links.actions_url(),
        "findings_url": links.findings_url(),
        "reason": reason(recipient.role),
        "next_digest": _opening(next_digest),
        "receives_digest": recipient.receives_digest,
        "unsubscribe_url": unsubscribe_url,
        "home_url": links.home_url(),
    }
    return Letter(
        subject=subject(items, name, today, news),
        text=render_to_string("risk/mail/digest.txt", context).rstrip() + "\n",
        html=mrml.to_html(render_to_string("risk/mail/digest.mjml", context)).content,
        unsubscribe_url=unsubscribe_url,
    )


def _shown(item: Item, recipient: Membership, today: date) -> dict[str, object]:
    return {
        "item": item,
        "severity": item.severity.name.capitalize(),
        "money": _money(item),
        "due": due(item.due_on, today) if item.due_on else "",
        "url": links.finding_url(item.finding_id),
        "acknowledge_url": links.signed_url(recipient, links.ACKNOWLEDGE, item.finding_id),
        "snooze_url": links.signed_url(recipient, links.SNOOZE, item.finding_id),
    }


def _money(item: Item) -> str:
    return "" if item.money is None else f"{item.money:,.2f} {item.currency}"


def _opening(moment: datetime | None) -> str:
    """Wednesday, 1 Jul 2026, from 09:00 (America/New_York)"""
    if moment is None:
        return ""
    return f"{moment:%A}, {day(moment.date())}, from {moment:%H:%M} ({moment.tzinfo})"
