"""Mails: what was sent, what was refused, and sending it again."""

from django.contrib.messages import get_messages
from django.test import Client

from accounts.tenancy import tenant
from risk.models import Delivery
from tests.admin.addresses import page_of
from tests.admin.conftest import SignIn
from tests.admin.register import NOW, Register
from tests.cast import Cast


def park(cast: Cast, delivery: Delivery) -> None:
    with tenant(cast.harbor):
        Delivery.objects.filter(pk=delivery.pk).update(
            state="parked", last_error="SMTPRecipientsRefused: 550 no such user"
        )


def test_a_mail_is_shown_without_the_links_that_act_for_its_recipient(
    omar: Client, harbor: Register
) -> None:
    page = omar.get(page_of(harbor["delivery"])).content.decode()
    assert "Harbor html" in page
    assert "Harbor text" in page
    assert "Harbor-token" not in page
    assert 'sandbox title="The mail as it looks"' in page
    assert "Harbor was paid more than agreed" in page


def test_a_refused_mail_says_why_and_is_sent_again(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    delivery = harbor["delivery"]
    again = f"/risk/delivery/{delivery.pk}/send-again/"
    assert again not in omar.get(page_of(delivery)).content.decode()
    park(cast, delivery)
    page = omar.get(page_of(delivery)).content.decode()
    assert "550 no such user" in page
    assert again in page
    assert "Refused" in omar.get("/risk/delivery/").content.decode()
    assert omar.post(again).headers["Location"] == page_of(delivery)
    with tenant(cast.harbor):
        sent = Delivery.objects.get(pk=delivery.pk)
    assert (sent.state, sent.message_id) == ("pending", "<Harbor@longshore.example>")
    assert sent.next_attempt_at > NOW
    answer = omar.post(again)
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert "only a refused one can be sent again" in told[-1]


def test_opening_the_address_sends_nothing(omar: Client, cast: Cast, harbor: Register) -> None:
    park(cast, harbor["delivery"])
    page = omar.get(f"/risk/delivery/{harbor['delivery'].pk}/send-again/").content.decode()
    assert "goes to Vera again" in page
    with tenant(cast.harbor):
        assert Delivery.objects.get(pk=harbor["delivery"].pk).state == "parked"


def test_readers_do_not_send_mails_again(cast: Cast, sign_in: SignIn, harbor: Register) -> None:
    park(cast, harbor["delivery"])
    again = f"/risk/delivery/{harbor['delivery'].pk}/send-again/"
    for member in (cast.vera, cast.eve):
        reader = sign_in(member)
        assert again not in reader.get(page_of(harbor["delivery"])).content.decode()
        assert reader.post(again).status_code == 403
