"""Makes the alert mails that are due and sends them."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.commands import LongshoreCommand, find_organization, whole_number
from accounts.models import Organization
from accounts.selectors import working_organizations
from accounts.services.heartbeats import record_heartbeat
from risk.services.outbox import Worked, work_off


class Command(LongshoreCommand):
    help = (
        "Makes the alert mails that are due and sends them. `dispatched` counts mails made, "
        "`sent` mails the server took, `retried` mails to be tried again, `parked` mails that "
        "need a person, `waiting` mails that people will still get. A digest waits for its "
        "recipient's working hours."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--organization", metavar="SLUG", help="Only this organization; otherwise all."
        )
        parser.add_argument(
            "--limit", type=whole_number, metavar="N", help="Send at most N mails in all."
        )

    def perform(self, **options: Any) -> Mapping[str, object]:
        left: int | None = options["limit"]
        total = Worked()
        for organization in _organizations(options["organization"]):
            worked = work_off(organization=organization, clock=timezone.now, limit=left)
            total += worked
            if left is not None:
                left -= worked.sent + worked.retried + worked.parked
        record_heartbeat(name="sender", now=timezone.now())
        return asdict(total)


def _organizations(slug: str | None) -> list[Organization]:
    if not slug:
        return list(working_organizations())
    organization = find_organization(slug)
    if organization.is_suspended:
        raise CommandError(f"{organization} is suspended: its mails are switched off.")
    return [organization]
