"""Without a mail server, mails become files."""

import stat
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import MailState
from accounts.services.outbox import Sent
from accounts.tenancy import tenant
from risk.models import Delivery
from risk.services.dispatch import dispatch
from risk.services.sending import send_due
from tests.cast import Cast
from tests.mail.stories import TUESDAY, find, tell


@pytest.fixture
def outbox(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "risk.mail.files.EmlFileBackend"
    settings.MAIL_DIRECTORY = tmp_path / "mail"
    return tmp_path / "mail"


def test_each_mail_is_a_file_that_only_its_owner_reads(cast: Cast, outbox: Path) -> None:
    tell(cast.harbor, find(cast.harbor, "Borel paid Ørsted — too much"))
    dispatch(organization=cast.harbor, now=TUESDAY)
    assert send_due(organization=cast.harbor, clock=lambda: TUESDAY) == Sent(sent=4)
    with tenant(cast.harbor):
        omars = Delivery.objects.get(recipient=cast.omar)
    path = outbox / f"omar@{cast.tag}.example-{omars.pk}@127.0.0.1.eml"
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail["Message-ID"] == omars.message_id
    assert mail["Subject"].strip() == "High: Borel paid Ørsted — too much: Harbor Works"
    text = mail.get_body(["plain"])
    assert text
    assert text.get_content().splitlines() == omars.text.splitlines()
    assert len(list(outbox.iterdir())) == 4
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(outbox.stat().st_mode) == 0o700


def test_the_same_mail_twice_is_one_file(cast: Cast, outbox: Path) -> None:
    tell(cast.harbor, find(cast.harbor))
    dispatch(organization=cast.harbor, now=TUESDAY)
    send_due(organization=cast.harbor, clock=lambda: TUESDAY)
    with tenant(cast.harbor):
        Delivery.objects.update(state=MailState.PENDING, sent_at=None)
    send_due(organization=cast.harbor, clock=lambda: TUESDAY)
    assert len(list(outbox.iterdir())) == 4


def test_a_directory_that_can_not_be_written_parks_nothing(cast: Cast, outbox: Path) -> None:
    tell(cast.harbor, find(cast.harbor))
    dispatch(organization=cast.harbor, now=TUESDAY)
    outbox.touch()
    assert send_due(organization=cast.harbor, clock=lambda: TUESDAY) == Sent(retried=4)
