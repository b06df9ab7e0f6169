"""Gathers what waits for a person into one mail for the person's window.

Alerts about critical findings make a mail at once; everything else waits for the digest of a
working day: other alerts, mentions in comments, and actions that have become overdue. In
an organization with a pinned today no next day comes: there later alerts make a further digest.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet
from uuid_utils.compat import uuid7

from accounts.models import Membership, Organization
from accounts.selectors import active_members
from accounts.services.outbox import automatic_headers, message_id
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.mail.items import items_of
from risk.mail.letter import Letter, write_letter
from risk.mail.news import news_of
from risk.models import Action, Alert, Delivery, Mention, State
from risk.models.action import ActionState
from risk.models.alert import Channel
from risk.windows import WorkingDay, digest_day, next_opening


@dataclass(frozen=True)
class Waiting:
    """What one mail tells: alerts, mentions, and all overdue actions of the recipient."""

    alerts: list[Alert] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    overdue: list[Action] = field(default_factory=list)

    @property
    def has_news(self) -> bool:
        """Whether there is something that no mail has told yet."""
        unsaid = any(action.reminded_at is None for action in self.overdue)
        return bool(self.alerts or self.mentions or unsaid)


def dispatch(*, organization: Organization, now: datetime) -> int:
    """Makes the mails that are due at `now`; returns how many.

    Alerts are dropped when their finding was resolved, or acknowledged or snoozed since, and
    when their recipient has left or wants no digests. Two dispatchers at once make each mail
    once. Each mail is its own transaction.
    """
    members = {member.pk: member for member in active_members(organization.pk)}
    with tenant(organization):
        _drop_pointless(members, now)
        waiting = dict(
            waiting_alerts()
            .order_by()
            .values_list("recipient_id")
            .annotate(worst=Max("finding__severity"))
        )
        others = recipients_of_news(organization, now) & set(members) - set(waiting)
    made = 0
    for recipient_id, worst in [*waiting.items(), *((pk, None) for pk in others)]:
        recipient = members[recipient_id]
        if worst == Severity.CRITICAL:
            made += _make_critical(organization, recipient, now)
        day = _digest_day(organization, recipient, now)
        if day is not None:
            made += _make_digest(organization, recipient, day, now)
    return made


def waiting_alerts() -> QuerySet[Alert]:
    """Alerts that are in no mail yet and still have a point."""
    return Alert.objects.filter(delivery__isnull=True, dropped_at__isnull=True)


def waiting_mentions() -> QuerySet[Mention]:
    """Mentions that are in no mail yet and still have a point."""
    return Mention.objects.filter(delivery__isnull=True, dropped_at__isnull=True)


def recipients_of_news(organization: Organization, now: datetime) -> set[UUID]:
    """Who has a mention waiting, or an action that is overdue at home without a mail about it."""
    unsaid = Action.objects.filter(
        state=ActionState.OPEN, due_on__lt=organization.today(now), reminded_at__isnull=True
    )
    wanted = {"receives_digest": True, "is_active": True}
    return {
        *waiting_mentions().order_by().values_list("member_id", flat=True),
        *unsaid.order_by()
        .filter(**{f"owner__{name}": value for name, value in wanted.items()})
        .values_list("owner_id", flat=True),
    }


def digest_window(day: date) -> str:
    """The key that makes a digest unique for its recipient."""
    return f"digest {day.isoformat()}"


def _further_window(recipient: Membership, day: date) -> str:
    """The key of the next digest of a day that never ends: `digest 2020-06-30-2` comes second."""
    window = digest_window(day)
    of_the_day = Q(window=window) | Q(window__startswith=f"{window}-")
    earlier = Delivery.objects.filter(of_the_day, recipient=recipient, channel=Channel.MAIL).count()
    return f"{window}-{earlier + 1}" if earlier else window


def _drop_pointless(members: dict[UUID, Membership], now: datetime) -> None:
    """An alert raised after a finding was acknowledged says that it got worse: it stays."""
    unread = [pk for pk, member in members.items() if not member.receives_digest]
    settled = Q(finding__state=State.RESOLVED) | Q(finding__severity=Severity.INFO)
    taken_up = Q(
        finding__state__in=[State.ACKNOWLEDGED, State.SNOOZED],
        created_at__lte=F("finding__state_changed_at"),
    )
    unwanted = ~Q(recipient_id__in=members) | Q(
        recipient_id__in=unread, finding__severity__lt=Severity.CRITICAL
    )
    waiting_alerts().filter(settled | taken_up | unwanted).update(dropped_at=now)
    unwanted_mentions = ~Q(member_id__in=members) | Q(member_id__in=unread)
    waiting_mentions().filter(unwanted_mentions).update(dropped_at=now)


def _digest_day(organization: Organization, recipient: Membership, now: datetime) -> date | None:
    return organization.pinned_today or digest_day(now, _working_day(recipient))


def _working_day(recipient: Membership) -> WorkingDay:
    user = recipient.user
    return WorkingDay(user.time_zone, user.work_starts, user.work_ends)


def _make_critical(organization: Organization, recipient: Membership, now: datetime) -> int:
    with tenant(organization):
        alerts = _claimed(recipient, Q(finding__severity=Severity.CRITICAL))
        if not alerts:
            return 0
        window = f"critical {alerts[0].pk}"
        return _make(organization, recipient, Waiting(alerts), window, now)


def _make_digest(
    organization: Organization, recipient: Membership, day: date, now: datetime
) -> int:
    with tenant(organization):
        is_pinned = organization.pinned_today is not None
        window = _further_window(recipient, day) if is_pinned else digest_window(day)
        if _exists(recipient, window):
            return 0
        waiting = Waiting(
            _claimed(recipient, Q(finding__severity__lt=Severity.CRITICAL)),
            _claimed_mentions(recipient),
            _overdue(recipient, day) if recipient.receives_digest else [],
        )
        return _make(organization, recipient, waiting, window, now) if waiting.has_news else 0


def _claimed(recipient: Membership, which: Q) -> list[Alert]:
    """The waiting alerts that no other dispatcher holds, oldest first."""
    return list(
        waiting_alerts()
        .filter(which, recipient=recipient)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("created_at", "pk")
    )


def _claimed_mentions(recipient: Membership) -> list[Mention]:
    return list(
        waiting_mentions()
        .filter(member=recipient)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("created_at", "pk")
    )


def _overdue(recipient: Membership, day: date) -> list[Action]:
    """All overdue actions, so that a mail tells how many there are, said before or not."""
    actions = Action.objects.filter(state=ActionState.OPEN, owner=recipient, due_on__lt=day)
    return list(actions.order_by("due_on", "-priority", "pk"))


def _exists(recipient: Membership, window: str) -> bool:
    return Delivery.objects.filter(
        recipient=recipient, channel=Channel.MAIL, window=window
    ).exists()


def _make(
    organization: Organization,
    recipient: Membership,
    waiting: Waiting,
    window: str,
    now: datetime,
) -> int:
    """Renders and stores the mail, unless another dispatcher was first; returns how many."""
    letter = _letter(organization, recipient, waiting, window, now)
    delivery = _delivery(recipient, letter, window, now)
    Delivery.objects.bulk_create([delivery], ignore_conflicts=True)
    if not Delivery.objects.filter(pk=delivery.pk).exists():
        return 0
    Alert.objects.filter(pk__in=[row.pk for row in waiting.alerts]).update(delivery=delivery)
    Mention.objects.filter(pk__in=[row.pk for row in waiting.mentions]).update(delivery=delivery)
    unsaid = [row.pk for row in waiting.overdue if row.reminded_at is None]
    Action.objects.filter(pk__in=unsaid).update(reminded_at=now)
    return 1


def _letter(
    organization: Organization,
    recipient: Membership,
    waiting: Waiting,
    window: str,
    now: datetime,
) -> Letter:
    stages: defaultdict[UUID, set[str]] = defaultdict(set)
    for alert in waiting.alerts:
        stages[alert.finding_id].add(alert.stage)
    zone = recipient.user.time_zone
    today = organization.pinned_today or now.astimezone(zone).date()
    had_today = window == digest_window(today) or _exists(recipient, digest_window(today))
    return write_letter(
        organization=organization,
        recipient=recipient,
        items=items_of(stages, zone),
        news=news_of(waiting.mentions, waiting.overdue),
        today=today,
        next_digest=None
        if organization.pinned_today
        else next_opening(now, _working_day(recipient), after=today if had_today else None),
    )


def _delivery(recipient: Membership, letter: Letter, window: str, now: datetime) -> Delivery:
    pk = uuid7()
    return Delivery(
        pk=pk,
        recipient=recipient,
        window=window,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        headers={
            **automatic_headers(now),
            "List-Unsubscribe": f"<{letter.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        message_id=message_id(pk),
        created_at=now,
        next_attempt_at=now,
    )
