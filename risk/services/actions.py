"""Actions: writing them down, doing, dropping and reopening them, handing them over.

Each use case takes the person's membership, enters its organization and locks the action, so that
two people act one after the other. Another organization's action answers as a missing one:
`Action.DoesNotExist`. Whoever owns an action may always close it, whatever their role.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied

from accounts.access import ROLES_WITHOUT_PAGES
from accounts.models import Membership
from accounts.permissions import allows
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.models import Action, Comment, Finding
from risk.models.action import ActionState, Priority
from sourcing.models import Engagement
from vendors.models import Contract, Vendor

REASON_LENGTH = 500
TITLE_LENGTH = 300
PRIORITY_OF = {
    Severity.CRITICAL: Priority.URGENT,
    Severity.HIGH: Priority.HIGH,
    Severity.MEDIUM: Priority.NORMAL,
    Severity.LOW: Priority.LOW,
    Severity.INFO: Priority.LOW,
}

type Source = Finding | Contract | Engagement | Vendor | Comment


class ActionRefused(ValueError):
    """What was asked for doesn't fit the action; the message says why and what to do."""


@dataclass(frozen=True)
class Plan:
    """What an action says: what, who, by when, how pressing."""

    title: str
    owner: Membership
    due_on: date | None = None
    priority: Priority = Priority.NORMAL
    notes: str = ""


def create_action(
    *, plan: Plan, actor: Membership, now: datetime, source: Source | None = None
) -> Action:
    """Writes an action down; without a source it counts as written by hand.

    Raises `ActionRefused` for an empty title or an owner who has left or opens no pages, and
    `PermissionDenied` where the role doesn't write actions.
    """
    if not allows(actor, "risk.add_action"):
        raise PermissionDenied(f"The role {actor.get_role_display()} doesn't write actions.")
    check_plan(plan, actor)
    about = {str(source._meta.model_name): source} if source is not None else {}
    with tenant(actor.organization_id):
        return Action.objects.create(
            title=plan.title.strip(),
            notes=plan.notes.strip(),
            owner=plan.owner,
            due_on=plan.due_on,
            priority=plan.priority,
            created_by=actor,
            created_at=now,
            **about,
        )


def plan_from(source: Finding | Comment, actor: Membership) -> Plan:
    """What an action made from a finding or a comment with one click says at first."""
    if isinstance(source, Finding):
        return Plan(
            title=source.title[:TITLE_LENGTH],
            owner=actor,
            due_on=source.due_on,
            priority=PRIORITY_OF[Severity(source.severity)],
            notes=source.what_to_do,
        )
    return Plan(title=str(source)[:TITLE_LENGTH], owner=actor, notes=source.text)


def change_action(*, action_id: UUID, plan: Plan, actor: Membership) -> Action:
    """Changes what an action says. Another owner or day means that a digest may remind anew.

    Raises as `create_action` does; owners of an action may change it whatever their role.
    """
    check_plan(plan, actor)
    with _locked(action_id, actor) as action:
        if (action.owner_id, action.due_on) != (plan.owner.pk, plan.due_on):
            action.reminded_at = None
        action.title, action.notes = plan.title.strip(), plan.notes.strip()
        action.owner, action.due_on, action.priority = plan.owner, plan.due_on, plan.priority
        action.save()
        return action


def complete_action(*, action_id: UUID, actor: Membership, now: datetime) -> Action:
    """Says that it is done. Again: changes nothing. Raises `ActionRefused` for a dropped one."""
    with _locked(action_id, actor) as action:
        if action.state == ActionState.DROPPED:
            raise ActionRefused(f"“{action.title}” was dropped. Reopen it first.")
        if action.state == ActionState.OPEN:
            _close(action, ActionState.DONE, actor, now)
        return action


def drop_action(*, action_id: UUID, reason: str, actor: Membership, now: datetime) -> Action:
    """Says that it won't be done, and why. Raises `ActionRefused` without a reason."""
    reason = reason.strip()
    if not reason:
        raise ActionRefused("Say why the action is dropped: the reason is empty.")
    if len(reason) > REASON_LENGTH:
        raise ActionRefused(
            f"The reason has {len(reason)} characters, expected at most {REASON_LENGTH}."
        )
    with _locked(action_id, actor) as action:
        if action.state == ActionState.DONE:
            raise ActionRefused(f"“{action.title}” is done. Reopen it first.")
        if action.state == ActionState.OPEN:
            _close(action, ActionState.DROPPED, actor, now, reason)
        return action


def reopen_action(*, action_id: UUID, actor: Membership) -> Action:
    """Opens a done or dropped action again. Again: changes nothing."""
    with _locked(action_id, actor) as action:
        if action.state != ActionState.OPEN:
            action.state, action.reason = ActionState.OPEN, ""
            action.closed_by = action.closed_at = action.reminded_at = None
            action.save()
        return action


def hand_over(*, action_id: UUID, to: Membership, actor: Membership) -> Action:
    """Gives an open action to another member. Raises `ActionRefused` for a closed one."""
    _refuse_owner(to, actor)
    with _locked(action_id, actor) as action:
        if action.state != ActionState.OPEN:
            raise ActionRefused(f"“{action.title}” is closed. Reopen it before you hand it over.")
        if action.owner_id != to.pk:
            action.owner, action.reminded_at = to, None
            action.save(update_fields=["owner", "reminded_at"])
        return action


def check_plan(plan: Plan, actor: Membership) -> None:
    """Raises `ActionRefused` for an empty or too long title and an owner who can't do it."""
    if not plan.title.strip():
        raise ActionRefused("Say what is to be done: the title is empty.")
    if len(plan.title.strip()) > TITLE_LENGTH:
        raise ActionRefused(
            f"The title has {len(plan.title)} characters, expected at most {TITLE_LENGTH}."
        )
    _refuse_owner(plan.owner, actor)


def _refuse_owner(owner: Membership, actor: Membership) -> None:
    if owner.organization_id != actor.organization_id or not owner.is_active:
        raise ActionRefused("Choose the owner among the members of your organization.")
    if owner.role in ROLES_WITHOUT_PAGES:
        raise ActionRefused(f"{owner} opens no pages here and would never see the action.")


@contextmanager
def _locked(action_id: UUID, actor: Membership) -> Iterator[Action]:
    with tenant(actor.organization_id):
        action = Action.objects.select_for_update(of=("self",)).get(pk=action_id)
        own = action.owner_id == actor.pk and actor.is_active
        if not own and not allows(actor, "risk.change_action"):
            raise PermissionDenied(
                f"The role {actor.get_role_display()} changes only actions of its own."
            )
        yield action


def _close(
    action: Action, state: ActionState, actor: Membership, now: datetime, reason: str = ""
) -> None:
    action.state, action.reason = state, reason
    action.closed_by, action.closed_at = actor, now
    action.save(update_fields=["state", "reason", "closed_by", "closed_at"])
