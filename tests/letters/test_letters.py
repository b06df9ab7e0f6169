"""A letter is stored with what it tells of, goes out once, and is forgotten once it is out."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.template import engines
from pytest_django import Settings

from accounts.models import Letter, MailState, Organization
from accounts.services.letter_sending import has_letters, send_letters
from accounts.services.letters import withdraw_letters, write_letter
from accounts.services.outbox import LEASE, Clock, NotParked, Sent, send_again
from accounts.tasks import send_due_letters, send_letters_of
from accounts.tenancy import tenant
from tests.admin.conftest import SignIn
from tests.cast import Cast
from tests.mail.sink import Sink

NOW = datetime(2026, 6, 30, 14, tzinfo=UTC)
TEXT = """{% autoescape off %}{{ organization }} has {{ thing }} for you: {{ link }}
{% endautoescape %}"""
MJML = """{% extends "accounts/letters/base.mjml" %}
{% block content %}<mj-text>{{ organization }} has {{ thing }} for you</mj-text>
<mj-button href="{{ link }}">Open it</mj-button>{% endblock %}
{% block why %}You get this because you asked for it.{% endblock %}"""


@pytest.fixture(autouse=True)
def templates(tmp_path: Path, settings: Settings) -> None:
    """A letter of the test's own: `ready`."""
    (tmp_path / "ready.txt").write_text(TEXT)
    (tmp_path / "ready.mjml").write_text(MJML)
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    engines.__dict__.pop("templates", None)


def at(moment: datetime) -> Clock:
    return lambda: moment


def write(organization: Organization | None, to: str, now: datetime = NOW) -> Letter:
    return write_letter(
        organization=organization,
        to=to,
        subject="Your export\r\nis ready",
        template="ready",
        context={"thing": "an <export>", "link": "http://127.0.0.1:8000/x/?a=1&b=2"},
        now=now,
    )


def write_in(organization: Organization, to: str = "nina@new.example") -> Letter:
    with tenant(organization):
        return write(organization, to)


def export_that_fails(organization: Organization) -> None:
    with tenant(organization):
        write(organization, "nina@new.example")
        raise ZeroDivisionError


def stored(organization: Organization) -> list[Letter]:
    with tenant(organization):
        return list(Letter.objects.order_by("pk"))


def test_a_letter_goes_out_once_and_is_erased(cast: Cast, sink: Sink) -> None:
    address = f"nina@{cast.tag}.example"
    letter = write_in(cast.harbor, address)
    assert letter.text == (
        "Harbor Works has an <export> for you: http://127.0.0.1:8000/x/?a=1&b=2\n"
    )
    assert has_letters(organization=cast.harbor, now=NOW)
    assert send_letters(organization=cast.harbor, clock=at(NOW)) == Sent(sent=1)
    assert send_letters(organization=cast.harbor, clock=at(NOW)) == Sent()
    assert not has_letters(organization=cast.harbor, now=NOW)

    (mail,) = sink.mails
    assert mail["To"] == address
    assert mail["Subject"] == "Your export is ready"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == letter.message_id
    text, html = mail.iter_parts()
    assert text.get_content().strip() == letter.text.strip()
    assert 'href="http://127.0.0.1:8000/x/?a=1&amp;b=2"' in html.get_content()
    assert "an &lt;export&gt; for you" in html.get_content()

    (kept,) = stored(cast.harbor)
    assert (kept.state, kept.sent_at, kept.text, kept.html) == (MailState.SENT, NOW, "", "")


def test_a_letter_is_not_written_when_what_it_tells_of_fails(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError):
        export_that_fails(cast.harbor)
    assert stored(cast.harbor) == []


def test_an_organization_sees_neither_anothers_letters_nor_those_of_none(cast: Cast) -> None:
    own, theirs = write_in(cast.harbor), write_in(cast.rival)
    with transaction.atomic():
        unbound = write(None, f"nina@{cast.tag}.example")
    assert stored(cast.harbor) == [own]
    assert stored(cast.rival) == [theirs]
    with transaction.atomic():
        seen = list(Letter.objects.filter(pk__in=[own.pk, theirs.pk, unbound.pk]))
    assert seen == [unbound]
    with tenant(cast.harbor):
        assert Letter.objects.filter(pk__in=[theirs.pk, unbound.pk]).update(text="x") == 0


def test_nobody_writes_a_letter_in_anothers_name(cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), tenant(cast.rival):
        write(cast.harbor, "nina@new.example")


def test_a_letter_of_no_organization_is_written_anywhere_and_sent(cast: Cast, sink: Sink) -> None:
    """Olga asks for a new password while she is signed in."""
    address = f"olga@{cast.tag}.example"
    with tenant(cast.harbor):
        letter = write(None, address)
    assert stored(cast.harbor) == []
    assert send_letters(organization=cast.harbor, clock=at(NOW)) == Sent()
    send_letters(organization=None, clock=at(NOW))
    assert [mail["Message-ID"] for mail in sink.to(address)] == [letter.message_id]


def test_a_refused_letter_is_parked_and_an_owner_sends_it_again(
    cast: Cast, sink: Sink, sign_in: SignIn
) -> None:
    sink.recipient_reply = lambda address: "550 no such mailbox"
    letter = write_in(cast.harbor)
    assert send_letters(organization=cast.harbor, clock=at(NOW)) == Sent(parked=1)

    olga = sign_in(cast.olga)
    listed = olga.get("/accounts/letter/").content.decode()
    assert "Sent: 0. Waiting: 0. Refused and in need of a person: 1." in listed
    assert "550" in listed
    page = olga.get(f"/accounts/letter/{letter.pk}/change/").content.decode()
    assert "no such mailbox" in page
    assert "an &lt;export&gt;" not in page
    again = f"/accounts/letter/{letter.pk}/send-again/"
    assert again in page
    assert "goes to nina@new.example again" in olga.get(again).content.decode()
    assert sign_in(cast.omar).post(again).status_code == 403
    assert sign_in(cast.mallory).post(again).status_code == 302, "as missing as any other"
    assert stored(cast.harbor)[0].state == MailState.PARKED

    sink.recipient_reply = lambda address: "250 ok"
    assert olga.post(again).status_code == 302
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert send_letters(organization=cast.harbor, clock=at(tomorrow)) == Sent(sent=1)
    assert sink.mails[0]["Message-ID"] == letter.message_id


@pytest.mark.parametrize("nobodys", [False, True])
def test_a_refused_letter_is_erased_after_thirty_days(
    nobodys: bool, cast: Cast, sink: Sink
) -> None:
    sink.recipient_reply = lambda address: "550 no such mailbox"
    address = f"nina@{cast.tag}.example"
    organization = None if nobodys else cast.harbor
    letter = write(None, address) if nobodys else write_in(cast.harbor, address)
    send_letters(organization=organization, clock=at(NOW))
    entered = nullcontext() if nobodys else tenant(cast.harbor)

    last_day, later = NOW + timedelta(days=30), NOW + timedelta(days=30, seconds=1)
    send_letters(organization=organization, clock=at(last_day))
    assert has_letters(organization=organization, now=later)
    assert send_letters(organization=organization, clock=at(later)) == Sent()
    with entered:
        letter.refresh_from_db()
        assert (letter.state, letter.text, letter.html) == (MailState.PARKED, "", "")
        assert letter.last_error
        with pytest.raises(NotParked, match="has been erased"), transaction.atomic():
            send_again(mails=Letter.objects.all(), mail_id=letter.pk, now=later)
    assert not has_letters(organization=organization, now=later)


def test_a_letter_whose_text_is_erased_is_not_offered_to_be_sent_again(
    cast: Cast, sink: Sink, sign_in: SignIn
) -> None:
    sink.recipient_reply = lambda address: "550 no such mailbox"
    letter = write_in(cast.harbor)
    send_letters(organization=cast.harbor, clock=at(NOW))
    send_letters(organization=cast.harbor, clock=at(NOW + timedelta(days=31)))
    olga = sign_in(cast.olga)
    record, again = (f"/accounts/letter/{letter.pk}/{page}/" for page in ("change", "send-again"))
    erased = "The text of “Your export is ready” has been erased since; cause a new mail instead."
    page = olga.get(record).content.decode()
    assert again not in page
    assert erased in page
    for answer in (olga.get(again, follow=True), olga.post(again, follow=True)):
        assert answer.redirect_chain == [(record, 302)]
        assert [str(said) for said in answer.context["messages"]] == [erased]
    assert stored(cast.harbor)[0].state == MailState.PARKED


def test_a_refused_letter_keeps_its_text_for_thirty_days(cast: Cast, sink: Sink) -> None:
    sink.recipient_reply = lambda address: "550 no such mailbox"
    write_in(cast.harbor)
    send_letters(organization=cast.harbor, clock=at(NOW))
    send_letters(organization=cast.harbor, clock=at(NOW + timedelta(days=30)))
    assert stored(cast.harbor)[0].text


def test_a_dead_senders_letter_is_freed_and_sent(cast: Cast, sink: Sink) -> None:
    write_in(cast.harbor)
    with tenant(cast.harbor):
        Letter.objects.update(
            state=MailState.SENDING, lease_owner=cast.olga.pk, lease_until=NOW + LEASE
        )
    assert not has_letters(organization=cast.harbor, now=NOW + LEASE)
    assert send_letters(organization=cast.harbor, clock=at(NOW + LEASE)) == Sent()
    later = NOW + LEASE + timedelta(seconds=1)
    assert has_letters(organization=cast.harbor, now=later)
    assert send_letters(organization=cast.harbor, clock=at(later)) == Sent(sent=1)


def test_letters_that_wait_are_taken_back(cast: Cast, sink: Sink) -> None:
    write_in(cast.harbor)
    send_letters(organization=cast.harbor, clock=at(NOW))
    write_in(cast.harbor)
    write_in(cast.harbor, "someone@else.example")
    write_in(cast.rival)
    with tenant(cast.harbor):
        assert withdraw_letters(organization=cast.harbor, to="nina@new.example") == 1
    assert [letter.to for letter in stored(cast.harbor)] == [
        "nina@new.example",
        "someone@else.example",
    ]
    assert len(stored(cast.rival)) == 1


@pytest.mark.usefixtures("alone")
def test_the_scheduler_sends_letters(cast: Cast, sink: Sink) -> None:
    address = f"nina@{cast.tag}.example"
    write_in(cast.harbor, address)
    with transaction.atomic():
        write(None, address, now=datetime.now(UTC))
    send_due_letters()
    assert len(sink.to(address)) == 2
    with tenant(cast.harbor):
        Organization.objects.filter(pk=cast.harbor.pk).update(is_suspended=True)
        write(cast.harbor, address)
    send_letters_of(cast.harbor.pk)
    assert len(sink.to(address)) == 2
