"""Mails go out once, whatever the mail server answers."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.models import MailState, Organization
from accounts.services.outbox import LEASE, Clock, Sent
from accounts.tenancy import tenant
from risk.models import Delivery
from risk.services.dispatch import dispatch
from risk.services.sending import send_due, sweep_leases
from tests.cast import Cast
from tests.mail.sink import Sink, free_port
from tests.mail.stories import TUESDAY, find, tell


def at(moment: datetime) -> Clock:
    return lambda: moment


def send(organization: Organization, now: datetime = TUESDAY, limit: int | None = None) -> Sent:
    return send_due(organization=organization, clock=at(now), limit=limit)


def states(organization: Organization) -> dict[str, str]:
    """Name → state of the person's mail."""
    with tenant(organization):
        mails = Delivery.objects.select_related("recipient__user")
        return {mail.recipient.user.full_name: mail.state for mail in mails}


def mail_to(organization: Organization, name: str) -> Delivery:
    with tenant(organization):
        return Delivery.objects.get(recipient__user__full_name=name)


@pytest.fixture
def waiting(cast: Cast) -> Cast:
    """A mail waits for Olga, Omar, Vera and Eve each."""
    tell(cast.harbor, find(cast.harbor))
    assert dispatch(organization=cast.harbor, now=TUESDAY) == 4
    return cast


def test_all_mails_go_out_over_one_connection(waiting: Cast, sink: Sink) -> None:
    assert send(waiting.harbor) == Sent(sent=4)
    assert sink.connections == 1
    assert set(sink.repeats.values()) == {1}
    assert set(states(waiting.harbor).values()) == {"sent"}
    assert send(waiting.harbor) == Sent()
    assert len(sink.mails) == 4
    omars = mail_to(waiting.harbor, "Omar")
    assert (omars.sent_at, omars.attempts, omars.lease_owner) == (TUESDAY, 1, None)


def test_the_headers_say_what_the_mail_is(waiting: Cast, sink: Sink) -> None:
    send(waiting.harbor)
    (mail,) = sink.to("Omar")
    assert mail["To"] == f"Omar <omar@{waiting.tag}.example>"
    assert mail["From"] == "Longshore <longshore@127.0.0.1>"
    assert mail["Message-ID"] == mail_to(waiting.harbor, "Omar").message_id
    assert mail["Date"].datetime == TUESDAY
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(mail["List-Unsubscribe"]).strip().startswith("<http://127.0.0.1:8000/l/")
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_a_limit_leaves_the_rest_for_later(waiting: Cast, sink: Sink) -> None:
    assert send(waiting.harbor, limit=3) == Sent(sent=3)
    assert send(waiting.harbor, limit=0) == Sent()
    assert send(waiting.harbor, limit=3) == Sent(sent=1)


def test_a_temporary_refusal_is_tried_again(waiting: Cast, sink: Sink) -> None:
    sink.recipient_reply = lambda address: "450 mailbox busy" if "omar" in address else "250 ok"
    assert send(waiting.harbor) == Sent(sent=3, retried=1)
    omars = mail_to(waiting.harbor, "Omar")
    assert omars.state == MailState.PENDING
    assert TUESDAY + timedelta(minutes=1) <= omars.next_attempt_at
    assert omars.next_attempt_at <= TUESDAY + timedelta(minutes=3)
    assert "450" in omars.last_error

    assert send(waiting.harbor, TUESDAY + timedelta(seconds=59)) == Sent()
    sink.recipient_reply = lambda address: "250 ok"
    assert send(waiting.harbor, TUESDAY + timedelta(minutes=3)) == Sent(sent=1)
    assert mail_to(waiting.harbor, "Omar").last_error == ""


def test_after_72_hours_of_refusals_the_mail_is_parked(waiting: Cast, sink: Sink) -> None:
    sink.data_reply = lambda address: "451 try later"
    now = TUESDAY
    tally = Sent()
    while tally.parked == 0:
        tally = send(waiting.harbor, now)
        assert tally.sent == 0
        now += timedelta(hours=6)
    assert now - timedelta(hours=6) == TUESDAY + timedelta(hours=72)
    assert set(states(waiting.harbor).values()) == {"parked"}


@pytest.mark.parametrize("phase", ["recipient", "data"])
def test_a_final_refusal_parks_the_mail_where_people_see_it(
    waiting: Cast, sink: Sink, phase: str
) -> None:
    if phase == "recipient":
        sink.recipient_reply = lambda to: "550 no such mailbox" if "omar" in to else "250 ok"
    else:
        sink.data_reply = lambda to: "554 no such mailbox" if "omar" in to else "250 ok"
    assert send(waiting.harbor) == Sent(sent=3, parked=1)
    omars = mail_to(waiting.harbor, "Omar")
    assert omars.state == MailState.PARKED
    assert "no such mailbox" in omars.last_error
    assert send(waiting.harbor, TUESDAY + timedelta(days=1)) == Sent()


def test_a_lost_answer_repeats_the_mail_with_the_same_message_id(waiting: Cast, sink: Sink) -> None:
    sink.data_reply = lambda address: None if "omar" in address else "250 ok"
    assert send(waiting.harbor) == Sent(sent=3, retried=1)
    sink.data_reply = lambda address: "250 ok"
    assert send(waiting.harbor, TUESDAY + timedelta(minutes=3)) == Sent(sent=1)
    first, second = sink.to("Omar")
    assert first["Date"] == second["Date"]
    assert sink.repeats[mail_to(waiting.harbor, "Omar").message_id] == 2


def test_while_the_server_is_away_one_mail_is_tried_and_all_wait(
    waiting: Cast, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert send(waiting.harbor) == Sent(retried=1)
    assert set(states(waiting.harbor).values()) == {"pending"}


def test_a_server_that_never_answers_is_given_up_on(waiting: Cast, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        assert send(waiting.harbor) == Sent(retried=1)
    with tenant(waiting.harbor):
        assert "timed out" in Delivery.objects.get(attempts=1).last_error


def test_two_senders_at_once_send_each_mail_once(cast: Cast, sink: Sink) -> None:
    for day in range(10):
        moment = TUESDAY + timedelta(days=day)
        with tenant(cast.harbor):
            cast.harbor.pinned_today = moment.date()
            cast.harbor.save()
        tell(cast.harbor, find(cast.harbor), now=moment)
        dispatch(organization=cast.harbor, now=moment)
    start = threading.Barrier(2)

    def sender(_: int) -> int:
        start.wait()
        try:
            return send(cast.harbor, TUESDAY + timedelta(days=10)).sent
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        shares = list(pool.map(sender, range(2)))
    assert sum(shares) == 40
    assert min(shares) > 0
    assert len(sink.repeats) == 40
    assert set(sink.repeats.values()) == {1}


def test_two_dispatchers_at_once_make_each_mail_once(cast: Cast) -> None:
    tell(cast.harbor, *[find(cast.harbor, f"Finding {n}") for n in range(3)])
    start = threading.Barrier(2)

    def dispatcher(_: int) -> int:
        start.wait()
        try:
            return dispatch(organization=cast.harbor, now=TUESDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(dispatcher, range(2))) == 4
    with tenant(cast.harbor):
        assert Delivery.objects.count() == 4


def test_an_expired_lease_is_swept_and_its_old_owner_records_nothing(
    waiting: Cast, sink: Sink
) -> None:
    """A sender so slow that its lease runs out doesn't overwrite what its successor recorded."""

    def slow_clock() -> Iterator[datetime]:
        yield TUESDAY
        sweep_leases(organization=waiting.harbor, now=TUESDAY + LEASE + timedelta(seconds=1))
        send(waiting.harbor, TUESDAY + LEASE + timedelta(seconds=2))
        yield TUESDAY + LEASE + timedelta(seconds=3)

    moments = slow_clock()
    assert send_due(organization=waiting.harbor, clock=lambda: next(moments), limit=1).sent == 1
    with tenant(waiting.harbor):
        sent_at = set(Delivery.objects.values_list("sent_at", flat=True))
    assert sent_at == {TUESDAY + LEASE + timedelta(seconds=2)}


def test_a_lease_that_still_holds_is_not_swept(waiting: Cast) -> None:
    with tenant(waiting.harbor):
        Delivery.objects.update(
            state=MailState.SENDING, lease_owner=waiting.olga.pk, lease_until=TUESDAY + LEASE
        )
    assert sweep_leases(organization=waiting.harbor, now=TUESDAY + LEASE) == 0
    assert sweep_leases(organization=waiting.rival, now=TUESDAY + LEASE * 2) == 0
    assert sweep_leases(organization=waiting.harbor, now=TUESDAY + LEASE * 2) == 4


def test_a_mail_to_someone_who_left_meanwhile_is_parked(waiting: Cast, sink: Sink) -> None:
    with tenant(waiting.harbor):
        waiting.omar.is_active = False
        waiting.omar.save()
    assert send(waiting.harbor) == Sent(sent=3, parked=1)
    assert sink.to("Omar") == []


def test_nobody_is_sent_another_organizations_mail(waiting: Cast, sink: Sink) -> None:
    assert send(waiting.rival) == Sent()
    assert sink.mails == []


def test_names_can_not_break_out_of_their_header(cast: Cast, sink: Sink) -> None:
    omar = cast.omar.user
    omar.full_name = "Omar, Ørsted\r\nBcc: mallory@rival.example"
    omar.save()
    finding = find(cast.harbor, "Acme\r\nBcc: mallory@rival.example\x0b\u202e", vendor="A\r\nB\x08")
    tell(cast.harbor, finding)
    dispatch(organization=cast.harbor, now=TUESDAY)
    send(cast.harbor)
    mail = next(mail for mail in sink.mails if f"omar@{cast.tag}" in str(mail["To"]))
    assert mail["Subject"] == "High: Acme Bcc: mallory@rival.example: Harbor Works"
    assert mail["Bcc"] is None
    (address,) = mail["To"].addresses
    assert address.display_name == "Omar, Ørsted Bcc: mallory@rival.example"
    assert address.addr_spec == f"omar@{cast.tag}.example"
