"""A sender that is killed at any point loses no mail and makes none twice."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import Organization
from accounts.services.outbox import LEASE, Sent
from accounts.tenancy import tenant
from risk.models import Delivery
from risk.services.dispatch import dispatch
from risk.services.sending import send_due, sweep_leases
from tests.cast import Cast
from tests.mail.sink import TAKEN, Sink
from tests.mail.stories import TUESDAY, find, tell


def database_url() -> str:
    """The test database's address, for a process of its own."""
    given = connections["default"].get_connection_params()
    place = urlencode([(key, given[key]) for key in ("host", "port") if key in given])
    password = quote(given.get("password", ""), safe="")
    return f"postgres://{quote(given['user'])}:{password}@/{given['dbname']}?{place}"


def start_sender(organization: Organization, point: str, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.mail.dying_sender", str(organization.pk), point],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "MIGRATION_DATABASE_URL": "",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        },
    )


def states(organization: Organization) -> list[str]:
    with tenant(organization):
        return sorted(Delivery.objects.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("point", "taken_before", "repeated"),
    [("before-sending", 1, 0), ("before-answer", 2, 1), ("before-recording", 2, 1)],
)
def test_a_killed_sender_loses_nothing(
    cast: Cast, sink: Sink, point: str, taken_before: int, repeated: int
) -> None:
    tell(cast.harbor, find(cast.harbor))
    assert dispatch(organization=cast.harbor, now=TUESDAY) == 4
    sender = start_sender(cast.harbor, point, sink.port)

    def kill_during_the_second_mail(_: str) -> str:
        if point == "before-answer" and len(sink.mails) == 1:
            sender.kill()
            sender.wait()
        return TAKEN

    sink.data_reply = kill_during_the_second_mail
    assert sender.wait(timeout=60) == -signal.SIGKILL
    sink.data_reply = lambda address: TAKEN
    assert states(cast.harbor) == ["pending", "pending", "sending", "sent"]
    assert len(sink.mails) == taken_before

    later = timezone.now() + LEASE
    assert sweep_leases(organization=cast.harbor, now=timezone.now()) == 0
    assert sweep_leases(organization=cast.harbor, now=later) == 1
    rest = send_due(organization=cast.harbor, clock=lambda: later + timedelta(seconds=1))
    assert rest == Sent(sent=3)

    assert states(cast.harbor) == ["sent"] * 4
    with tenant(cast.harbor):
        ids = set(Delivery.objects.values_list("message_id", flat=True))
    assert set(sink.repeats) == ids
    assert sorted(sink.repeats.values()) == [1] * (4 - repeated) + [2] * repeated
