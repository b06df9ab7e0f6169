"""What people do with a finding: acknowledge, snooze, resolve, reopen.

Each takes the person's membership, enters its organization and locks the finding, so that two
people, or a person and a scan, act one after the other. Another organization's finding answers
as a missing one: `Finding.DoesNotExist`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied

from accounts.models import Membership
from accounts.permissions import ACT_ON_MAILED_FINDINGS, allows
from accounts.tenancy import tenant
from risk.models import Alert, Finding, State

UNRESOLVED = frozenset({State.OPEN, State.ACKNOWLEDGED, State.SNOOZED})
REASON_LENGTH = 500


class TransitionRefused(ValueError):
    """What was asked for doesn't fit the state the finding is in, or lacks something."""


class NotPermitted(PermissionDenied):
    """The person's role doesn't allow this on this finding."""


def acknowledge(*, finding_id: UUID, actor: Membership, now: datetime, reason: str = "") -> Finding:
    """Says that somebody has taken the finding up.

    Doing it again changes nothing. Raises `TransitionRefused` for a resolved finding and
    `NotPermitted` where the role doesn't allow it; some may do it only with findings
    that were mailed to them.
    """
    with _locked(finding_id, actor, routed_is_enough=True) as finding:
        if finding.state != State.ACKNOWLEDGED:
            _refuse_unless(finding, UNRESOLVED, "acknowledged")
            _move(finding, State.ACKNOWLEDGED, actor, now, reason)
        return finding


def snooze(
    *,
    finding_id: UUID,
    actor: Membership,
    until: date,
    today: date,
    now: datetime,
    reason: str = "",
) -> Finding:
    """Puts the finding off; the scan of the day `until`, at the organization's home, wakes it.

    Doing it again with the same date changes nothing. Raises as `acknowledge` does, and
    `TransitionRefused` for a date that isn't after `today`.
    """
    if until <= today:
        raise TransitionRefused(
            f"The finding can't be snoozed until {until}: expected a day after today, {today}."
        )
    with _locked(finding_id, actor, routed_is_enough=True) as finding:
        if finding.snoozed_until != until:
            _refuse_unless(finding, UNRESOLVED, "snoozed")
            _move(finding, State.SNOOZED, actor, now, reason, snoozed_until=until)
        return finding


def resolve(*, finding_id: UUID, actor: Membership, reason: str, now: datetime) -> Finding:
    """Closes the finding by hand.

    It stays closed while the condition stays as it is, and comes back when it gets worse or
    when it clears and returns. Raises `TransitionRefused` without a reason or for a finding that
    is already resolved, and `NotPermitted` where the role doesn't allow it.
    """
    if not reason.strip():
        raise TransitionRefused("Say why the finding is resolved: the reason is empty.")
    with _locked(finding_id, actor) as finding:
        _refuse_unless(finding, UNRESOLVED, "resolved")
        _move(finding, State.RESOLVED, actor, now, reason)
        return finding


def reopen(*, finding_id: UUID, actor: Membership, now: datetime, reason: str = "") -> Finding:
    """Opens an acknowledged, snoozed or resolved finding again, without alerting anybody.

    Coming back from resolved starts a new episode; the next scan closes it where the condition
    has cleared. Raises `TransitionRefused` for an open finding and `NotPermitted` where the role
    doesn't allow it.
    """
    with _locked(finding_id, actor) as finding:
        _refuse_unless(finding, set(State) - {State.OPEN}, "reopened")
        finding.episode += finding.state == State.RESOLVED
        _move(finding, State.OPEN, actor, now, reason)
        return finding


@contextmanager
def _locked(
    finding_id: UUID, actor: Membership, *, routed_is_enough: bool = False
) -> Iterator[Finding]:
    with tenant(actor.organization_id):
        finding = Finding.objects.select_for_update().get(pk=finding_id)
        _refuse_unless_permitted(finding, actor, routed_is_enough=routed_is_enough)
        yield finding


def _refuse_unless_permitted(
    finding: Finding, actor: Membership, *, routed_is_enough: bool
) -> None:
    if allows(actor, "risk.change_finding"):
        return
    role = actor.get_role_display()
    if not allows(actor, ACT_ON_MAILED_FINDINGS):
        raise NotPermitted(f"The role {role} doesn't change findings.")
    if not routed_is_enough:
        raise NotPermitted(
            f"The role {role} acknowledges and snoozes findings; the rest is for others."
        )
    if not Alert.objects.filter(finding=finding, recipient=actor).exists():
        raise NotPermitted(
            f"The role {role} acts on findings that were sent to the person; this one wasn't."
        )


def _refuse_unless(finding: Finding, states: frozenset[State] | set[State], asked: str) -> None:
    if finding.state not in states:
        raise TransitionRefused(
            f"The finding “{finding.title}” is {finding.get_state_display().lower()} and can't "
            f"be {asked}."
        )


def _move(
    finding: Finding,
    state: State,
    actor: Membership,
    now: datetime,
    reason: str,
    *,
    snoozed_until: date | None = None,
) -> None:
    reason = reason.strip()
    if len(reason) > REASON_LENGTH:
        raise TransitionRefused(
            f"The reason has {len(reason)} characters, expected at most {REASON_LENGTH}."
        )
    finding.state = state
    finding.snoozed_until = snoozed_until
    finding.state_changed_at = now
    finding.state_changed_by = actor
    finding.state_reason = reason
    finding.save(
        update_fields=[
            "state",
            "snoozed_until",
            "state_changed_at",
            "state_changed_by",
            "state_reason",
            "episode",
        ]
    )
