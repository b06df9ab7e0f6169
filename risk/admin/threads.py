"""Comments and actions as parts of the pages of the records they are about."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.access import membership_of, today_of
from accounts.display import Tone, badge, link, list_of, page_of
from accounts.models import Membership
from accounts.sections import Column, Section
from risk.admin.action_words import due_badge, priority_badge, state_badge
from risk.models import Action, Comment, Finding
from risk.models.action import ActionState
from risk.services.comments import may_edit

SHOWN = 50
ACTIONS_SHOWN = 10
ACTION_COLUMNS = (
    Column("Action"),
    Column("Owner"),
    Column("Due"),
    Column("Priority"),
    Column("State"),
)


@dataclass(frozen=True)
class Entry:
    """One comment as a reader sees it."""

    comment: Comment
    mentioned: list[Membership]
    is_own: bool
    may_edit: bool
    address: str


def comments_section(request: HttpRequest, subject: Any) -> Section:
    """The comments about a record, oldest first, the newest `SHOWN` of them."""
    about = str(subject._meta.model_name)
    member, now = membership_of(request), timezone.now()
    comments = (
        Comment.objects.filter(**{about: subject})
        .select_related("author__user")
        .prefetch_related("mentions__member__user")
    )
    newest = list(comments.order_by("-created_at", "-pk")[: SHOWN + 1])
    entries = [
        Entry(
            comment=comment,
            mentioned=[mention.member for mention in comment.mentions.all()],
            is_own=comment.author_id == member.pk,
            may_edit=may_edit(comment, member, now),
            address=page_of(comment),
        )
        for comment in reversed(newest[:SHOWN])
    ]
    may_write = request.user.has_perm("risk.add_comment")
    write = f"{reverse('admin:risk_comment_add')}?{about}={subject.pk}"
    return Section(
        title="Comments",
        sentence="" if entries else "Nobody has commented on this yet.",
        body=_thread(request, entries) if entries else "",
        more=write if may_write else "",
        more_text="Write a comment",
    )


def _thread(request: HttpRequest, entries: list[Entry]) -> SafeString:
    context = {"entries": entries, "may_act": request.user.has_perm("risk.add_action")}
    return render_to_string("risk/comments/thread.html", context, request)


def actions_section(request: HttpRequest, subject: Any) -> Section:
    """The actions that come from a record, open ones first."""
    about, today = str(subject._meta.model_name), today_of(request)
    mine = Action.objects.visible_to(membership_of(request))
    actions = mine.filter(**{about: subject}).select_related("owner__user")
    rows = list(actions.order_by("-state", "due_on", "-priority")[: ACTIONS_SHOWN + 1])
    may_add = request.user.has_perm("risk.add_action")
    add = f"{reverse('admin:risk_action_add')}?{urlencode({about: subject.pk})}"
    one_click = may_add and isinstance(subject, Finding)
    return Section(
        title="Actions",
        columns=ACTION_COLUMNS,
        rows=[action_row(row, today) for row in rows[:ACTIONS_SHOWN]],
        empty="No action comes from this.",
        body=_one_click(request, subject) if one_click else "",
        more=add if may_add and not one_click else "",
        more_text="Write an action down",
    )


def action_row(action: Action, today: date) -> tuple[object, ...]:
    return (
        link(page_of(action), action.title),
        action.owner,
        due_badge(action.due_on, today, is_open=action.state == ActionState.OPEN),
        priority_badge(action.priority),
        state_badge(action.state),
    )


def _one_click(request: HttpRequest, finding: Finding) -> SafeString:
    address = reverse("admin:risk_action_from", args=["finding", finding.pk])
    context = {"may_act": True, "make_address": address}
    return render_to_string("risk/actions/of_record.html", context, request)


def removed_badge() -> SafeString:
    return badge("Removed", Tone.NEUTRAL, "delete")


def comments_address(about: str, subject: Any) -> str:
    """The list of the comments about one record."""
    return list_of(Comment, urlencode({f"{about}__id__exact": str(subject.pk)}))
