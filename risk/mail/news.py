"""What a mail needs to know of mentions and of overdue actions."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from accounts.display import page_of
from accounts.plain_text import one_line
from risk import links
from risk.digest import MentionLine, News, OverdueLine
from risk.models import Action, Mention

#: How much of a comment a mail quotes.
QUOTED = 300


def news_of(mentions: Sequence[Mention], overdue: Sequence[Action]) -> News:
    """The lines of a mail, in the order given; a fixed number of queries."""
    prefetch_related_objects(
        list(mentions),
        "comment__author__user",
        "comment__finding",
        "comment__contract",
        "comment__engagement",
    )
    return News(
        tuple(_mention(mention) for mention in mentions),
        tuple(
            OverdueLine(one_line(row.title), row.due_on, links.page_url(page_of(row)))
            for row in overdue
            if row.due_on is not None
        ),
    )


def _mention(mention: Mention) -> MentionLine:
    comment = mention.comment
    kind = str(comment.subject._meta.verbose_name)
    words = one_line(comment.text)
    return MentionLine(
        author=one_line(str(comment.author)),
        about=one_line(f"{kind} {comment.subject}"),
        words=f"{words[: QUOTED - 1]}…" if len(words) > QUOTED else words,
        url=links.page_url(f"{page_of(comment.subject)}#comment-{comment.pk}"),
    )
