"""What a night's scan and the mails after it tell, and to whom."""

from datetime import datetime, timedelta
from typing import Any

from django.core import mail

from accounts.services.letter_sending import send_letters
from risk.services.outbox import work_off
from risk.services.schedule import run_scan_by_hand
from tests.canaries.planting import MARK, NOW, TODAY, Planted
from tests.canaries.watching import canaries_in


def test_mails_tell_each_organization_of_itself(
    planted: Planted, db: None, mailoutbox: Any
) -> None:
    cast = planted.cast
    for organization in (cast.rival, cast.harbor):
        if organization == cast.harbor:
            run_scan_by_hand(organization=organization, as_of=TODAY, now=NOW)
        work_off(organization=organization, clock=_two_days_later)
        send_letters(organization=organization, clock=_two_days_later)
    told = {True: b"", False: b""}
    for message in mail.outbox:
        is_theirs = any(MARK in address for address in message.to)
        whole = message.message()
        told[is_theirs] += whole.as_bytes()
        for part in whole.walk():
            told[is_theirs] += bytes(part.get_payload(decode=True) or b"")
    assert canaries_in(told[True]), "theirs were sent, so a leak could have been seen"
    assert told[False]
    assert not canaries_in(told[False])
    assert b"Harbor" not in told[True]


def _two_days_later() -> datetime:
    return NOW + timedelta(days=2)
