"""Works off an organization's outbox: dead senders' mails, waiting alerts, due mails."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import MailState, Organization
from accounts.services.outbox import Clock
from accounts.tenancy import tenant
from risk.models import Delivery
from risk.services.dispatch import (
    dispatch,
    recipients_of_news,
    waiting_alerts,
    waiting_mentions,
)
from risk.services.sending import send_due, sweep_leases


@dataclass(frozen=True)
class Worked:
    """Mails made, sent, to be tried again, parked; and mails that people will still get."""

    dispatched: int = 0
    sent: int = 0
    retried: int = 0
    parked: int = 0
    waiting: int = 0

    def __add__(self, other: "Worked") -> "Worked":
        return Worked(
            self.dispatched + other.dispatched,
            self.sent + other.sent,
            self.retried + other.retried,
            self.parked + other.parked,
            self.waiting + other.waiting,
        )


def work_off(*, organization: Organization, clock: Clock, limit: int | None = None) -> Worked:
    """Makes and sends what is due, at most `limit` mails; must not run inside a transaction."""
    sweep_leases(organization=organization, now=clock())
    made = dispatch(organization=organization, now=clock())
    result = send_due(organization=organization, clock=clock, limit=limit)
    return Worked(made, result.sent, result.retried, result.parked, waiting_mails(organization))


def waiting_mails(organization: Organization) -> int:
    """Mails not sent yet, and people whose alerts wait for their working hours."""
    with tenant(organization):
        unsent = Delivery.objects.filter(state__in=[MailState.PENDING, MailState.SENDING]).count()
        people = {
            *waiting_alerts().order_by().values_list("recipient_id", flat=True),
            *waiting_mentions().order_by().values_list("member_id", flat=True),
        }
        return unsent + len(people)


def has_work(*, organization: Organization, now: datetime) -> bool:
    """Whether there may be something to make or to send at `now`."""
    due = Q(state=MailState.PENDING, next_attempt_at__lte=now)
    with tenant(organization):
        return (
            waiting_alerts().exists()
            or Delivery.objects.filter(due).exists()
            or bool(recipients_of_news(organization, now))
        )
