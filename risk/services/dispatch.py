"""Gathers the alerts that wait for a person into one mail for the person's window.

Critical findings make a mail at once; everything else waits for the digest of a working day. In
an organization with a pinned today no next day comes: there later alerts make a further digest.
"""

from collections import defaultdict
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
from risk.models import Alert, Delivery, State
from risk.models.alert import Channel
from risk.windows import WorkingDay, digest_day, next_opening


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
    made = 0
    for recipient_id, worst in waiting.items():
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
        return _make(organization, recipient, alerts, f"critical {alerts[0].pk}", now)


def _make_digest(
    organization: Organization, recipient: Membership, day: date, now: datetime
) -> int:
    with tenant(organization):
        is_pinned = organization.pinned_today is not None
        window = _further_window(recipient, day) if is_pinned else digest_window(day)
        if _exists(recipient, window):
            return 0
        alerts = _claimed(recipient, Q(finding__severity__lt=Severity.CRITICAL))
        return _make(organization, recipient, alerts, window, now) if alerts else 0


def _claimed(recipient: Membership, which: Q) -> list[Alert]:
    """The waiting alerts that no other dispatcher holds, oldest first."""
    return list(
        waiting_alerts()
        .filter(which, recipient=recipient)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("created_at", "pk")
    )


def _exists(recipient: Membership, window: str) -> bool:
    return Delivery.objects.filter(
        recipient=recipient, channel=Channel.MAIL, window=window
    ).exists()


def _make(
    organization: Organization,
    recipient: Membership,
    alerts: list[Alert],
    window: str,
    now: datetime,
) -> int:
    """Renders and stores the mail, unless another dispatcher was first; returns how many."""
    letter = _letter(organization, recipient, alerts, window, now)
    delivery = _delivery(recipient, letter, window, now)
    Delivery.objects.bulk_create([delivery], ignore_conflicts=True)
    if not Delivery.objects.filter(pk=delivery.pk).exists():
        return 0
    Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(delivery=delivery)
    return 1


def _letter(
    organization: Organization,
    recipient: Membership,
    alerts: list[Alert],
    window: str,
    now: datetime,
) -> Letter:
    stages: defaultdict[UUID, set[str]] = defaultdict(set)
    for alert in alerts:
        stages[alert.finding_id].add(alert.stage)
    zone = recipient.user.time_zone
    today = organization.pinned_today or now.astimezone(zone).date()
    had_today = window == digest_window(today) or _exists(recipient, digest_window(today))
    return write_letter(
        organization=organization,
        recipient=recipient,
        items=items_of(stages, zone),
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
