"""Commenting on a finding, a contract or an engagement, and naming people who should read it.

Each use case takes the person's membership and enters its organization. Another organization's
record or comment answers as a missing one.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied

from accounts.access import ROLES_WITHOUT_PAGES
from accounts.models import Membership
from accounts.permissions import allows
from accounts.tenancy import tenant
from risk.models import Comment, Finding, Mention
from risk.models.comment import COMMENT_SUBJECTS, LONGEST_COMMENT
from sourcing.models import Engagement
from vendors.models import Contract

#: Long enough to mend a slip, too short to rewrite what others have answered to.
EDIT_WINDOW = timedelta(minutes=15)

type Subject = Finding | Contract | Engagement


class CommentRefused(ValueError):
    """The comment can't be written like this; the message says why and what to do."""


def write_comment(
    *,
    subject: Subject,
    text: str,
    actor: Membership,
    now: datetime,
    mentions: Collection[Membership] = (),
) -> Comment:
    """Writes a comment and a mention for each member named, which their digest tells of.

    Naming oneself does nothing. Raises `CommentRefused` for an empty or too long text and for a
    mention of someone who may not see the record, and `PermissionDenied` where the role doesn't
    comment on it.
    """
    about = str(subject._meta.model_name)
    if not (allows(actor, "risk.add_comment") and allows(actor, COMMENT_SUBJECTS[about])):
        raise PermissionDenied(f"The role {actor.get_role_display()} doesn't comment on this.")
    text = checked_text(text)
    for member in mentions:
        refuse_mention(member, subject, actor)
    with tenant(actor.organization_id):
        comment = Comment.objects.create(
            author=actor, text=text, created_at=now, **{about: subject}
        )
        Mention.objects.bulk_create(
            Mention(comment=comment, member=member, created_at=now)
            for member in {member.pk: member for member in mentions}.values()
            if member.pk != actor.pk
        )
        return comment


def edit_comment(*, comment_id: UUID, text: str, actor: Membership, now: datetime) -> Comment:
    """Changes the text within `EDIT_WINDOW`; the history keeps what it said.

    Raises `Comment.DoesNotExist`, and `CommentRefused` for somebody else's comment, a removed one,
    one that is too old, or a text that `write_comment` would refuse.
    """
    text = checked_text(text)
    with tenant(actor.organization_id):
        comment = _own(comment_id, actor, "change")
        if not may_edit(comment, actor, now):
            minutes = EDIT_WINDOW // timedelta(minutes=1)
            raise CommentRefused(
                f"A comment can be changed for {minutes} minutes, and this one is older. "
                "Write another one instead."
            )
        if comment.text != text:
            comment.text, comment.edited_at = text, now
            comment.save(update_fields=["text", "edited_at"])
        return comment


def remove_comment(*, comment_id: UUID, actor: Membership, now: datetime) -> Comment:
    """Takes the text away; that there was a comment stays, and the history keeps what it said.

    Whoever it named and wasn't told yet isn't told any more. Doing it again changes nothing.
    Raises `Comment.DoesNotExist`, and `CommentRefused` for somebody else's comment.
    """
    with tenant(actor.organization_id):
        comment = _own(comment_id, actor, "remove")
        if comment.removed_at is None:
            comment.text, comment.removed_at = "", now
            comment.save(update_fields=["text", "removed_at"])
            comment.mentions.filter(delivery__isnull=True).update(dropped_at=now)
        return comment


def may_edit(comment: Comment, actor: Membership, now: datetime) -> bool:
    """Whether the text may still be changed by this person."""
    is_young = now - comment.created_at <= EDIT_WINDOW
    return comment.author_id == actor.pk and comment.removed_at is None and is_young


def checked_text(text: str) -> str:
    """The text as it is kept. Raises `CommentRefused` for an empty or too long one."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise CommentRefused("Write something: the comment is empty.")
    if len(text) > LONGEST_COMMENT:
        raise CommentRefused(
            f"The comment has {len(text):,} characters, expected at most {LONGEST_COMMENT:,}."
        )
    return text


def refuse_mention(member: Membership, subject: Subject, actor: Membership) -> None:
    """Raises `CommentRefused` for a member who couldn't open the record."""
    about = str(subject._meta.model_name)
    if member.organization_id != actor.organization_id or not member.is_active:
        raise CommentRefused("Choose people to mention among the members of your organization.")
    if member.role in ROLES_WITHOUT_PAGES or not allows(member, COMMENT_SUBJECTS[about]):
        raise CommentRefused(
            f"{member} may not see this {about}, so mentioning {member} would lead nowhere. "
            "Leave them out, or ask an owner to change their role."
        )


def _own(comment_id: UUID, actor: Membership, verb: str) -> Comment:
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment_id)
    if comment.author_id != actor.pk:
        raise CommentRefused(f"Only {comment.author} may {verb} this comment.")
    if verb == "change" and comment.removed_at is not None:
        raise CommentRefused("This comment was removed.")
    return comment
