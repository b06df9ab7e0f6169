"""Olga invites people by mail; each link works once, for one address, while it is meant to."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import AccessEvent, Invitation, Letter, Membership, Organization, Role, User
from accounts.services.invitations import MOST_LETTERS_A_DAY, InvitationRefused, invite
from accounts.services.letter_sending import send_letters
from accounts.services.organizations import add_member
from accounts.tenancy import tenant
from tests.admin.conftest import SignIn
from tests.cast import NEW_YORK, PASSWORD, Cast
from tests.mail.sink import Sink

NOW = datetime(2026, 6, 30, 14, tzinfo=UTC)
PERSON = {
    "full_name": "Nina Petrova",
    "password": "a long enough phrase",
    "time_zone": "Europe/Sofia",
}


def say(answer: object) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())  # type: ignore[attr-defined]


def ask(olga: Client, email: str, **also: str) -> str:
    """Invites through the page and gives what the next page says."""
    form = {"email": email, "role": "vendor_manager", "valid_days": "7", **also}
    return say(olga.post("/accounts/invitation/add/", form, follow=True))


def deliver(organization: Organization, sink: Sink, email: str) -> str:
    """Sends the letters and gives the path of the link in the newest to the address."""
    send_letters(organization=organization, clock=timezone.now)
    text = sink.to(re.escape(email))[-1].get_body(("plain",))
    assert text is not None
    (link,) = re.findall(r"http://127\.0\.0\.1:8000(/invitation/\S+)", text.get_content())
    return str(link)


def page_of(organization: Organization, action: str = "change") -> str:
    with tenant(organization):
        return f"/accounts/invitation/{Invitation.objects.latest('created_at').pk}/{action}/"


@pytest.fixture
def nina(cast: Cast) -> str:
    return f"nina@{cast.tag}.example"


def test_nina_accepts_and_is_in(cast: Cast, sink: Sink, sign_in: SignIn, nina: str) -> None:
    olga = sign_in(cast.olga)
    told = ask(olga, nina.upper())
    assert f"An invitation is on its way to {nina}." in told
    assert "1 invitations wait for an answer." in told
    link = deliver(cast.harbor, sink, nina)
    (mail,) = sink.to(nina)
    assert mail["Subject"] == "Olga invites you to Harbor Works on Longshore"

    browser = Client()
    # With no-referrer, browsers send `Origin: null` with the form, and it would be refused.
    assert browser.get(link).headers["Referrer-Policy"] == "same-origin"
    page = say(browser.get(link))
    assert f"Olga invites {nina} to Harbor Works as Vendor manager." in page
    assert not User.objects.filter(email=nina).exists(), "opening the link changes nothing"

    weak = browser.post(link, {**PERSON, "password": "1234567890"})
    assert weak.status_code == 400
    assert "entirely numeric" in say(weak)
    assert "Nina Petrova" in weak.content.decode(), "what was typed is kept"

    answer = browser.post(link, PERSON, follow=True)
    assert answer.redirect_chain[0] == ("/", 302)
    assert "Harbor Works" in say(answer)
    with tenant(cast.harbor):
        event = AccessEvent.objects.get()
    assert (event.kind, str(event.membership), event.detail) == (
        "signed_in",
        "Nina Petrova",
        "Invitation",
    )
    member = Membership.objects.get(user__email=nina)
    assert (member.organization, member.role, member.user.full_name) == (
        cast.harbor,
        Role.VENDOR_MANAGER,
        "Nina Petrova",
    )
    assert str(member.user.time_zone) == "Europe/Sofia"
    assert member.user.check_password(PERSON["password"])

    again = Client().get(link)
    assert again.status_code == 410
    assert "This invitation has been accepted" in say(again)
    with tenant(cast.harbor):
        assert Invitation.objects.get(email=nina).accepted_by == member
        assert Letter.objects.get(to=nina).text == "", "the link isn't kept"


def test_someone_of_another_organization_signs_in_and_consents(
    cast: Cast, sink: Sink, sign_in: SignIn
) -> None:
    """Mallory's name is told to Harbor Works only once she has accepted."""
    olga, mallory = sign_in(cast.olga), cast.mallory.user
    ask(olga, mallory.email, role="executive")
    link = deliver(cast.harbor, sink, mallory.email)
    before = olga.get("/accounts/invitation/").content.decode()
    before += olga.get("/accounts/membership/").content.decode()
    assert "Mallory" not in before

    stranger = Client()
    page = say(stranger.get(link))
    assert "Sign in to decide" in page
    assert "Mallory" not in page
    assert stranger.post(link, PERSON).status_code == 200
    assert not Membership.objects.filter(user=mallory, organization=cast.harbor).exists()
    wrong = say(sign_in(cast.omar).get(link))
    assert f"this invitation is for {mallory.email}" in wrong

    browser = sign_in(cast.mallory)
    assert "Accept as Mallory" in say(browser.get(link))
    assert not Membership.objects.filter(user=mallory, organization=cast.harbor).exists()
    answer = browser.post(link, follow=True)
    assert "Harbor Works" in say(answer)
    member = Membership.objects.get(user=mallory, organization=cast.harbor)
    assert member.role == Role.EXECUTIVE
    mallory.refresh_from_db()
    assert mallory.check_password(PASSWORD)
    assert "Mallory" in olga.get("/accounts/membership/").content.decode()


def test_a_withdrawn_invitation_says_so(cast: Cast, sink: Sink, sign_in: SignIn, nina: str) -> None:
    olga = sign_in(cast.olga)
    ask(olga, nina)
    link = deliver(cast.harbor, sink, nina)
    withdraw = page_of(cast.harbor, "withdraw")
    assert "stops working at once" in say(olga.get(withdraw))
    assert "was withdrawn" in say(olga.post(withdraw, follow=True))
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "has been withdrawn" in say(answer)
    assert Client().post(link, PERSON).status_code == 410
    assert "is withdrawn already" in say(olga.post(withdraw, follow=True))
    assert "on its way" in ask(olga, nina), "the address can be invited anew"


def test_a_letter_that_never_left_is_taken_back(cast: Cast, sign_in: SignIn, nina: str) -> None:
    olga = sign_in(cast.olga)
    ask(olga, nina)
    olga.post(page_of(cast.harbor, "withdraw"))
    with tenant(cast.harbor):
        assert not Letter.objects.filter(to=nina).exists()


def test_an_expired_invitation_is_sent_again(
    cast: Cast, sink: Sink, sign_in: SignIn, nina: str
) -> None:
    with time_machine.travel(NOW) as clock:
        olga = sign_in(cast.olga)
        ask(olga, nina, valid_days="2")
        first = deliver(cast.harbor, sink, nina)
        again = page_of(cast.harbor, "send-again")
        assert "it can be sent again in 10 minutes" in say(olga.post(again, follow=True))
        clock.shift(timedelta(days=2))
        answer = Client().get(first)
        assert answer.status_code == 410
        page = say(answer)
        assert "This invitation has expired" in page
        assert f"Ask Olga (olga@{cast.tag}.example) to send it again" in page
        assert "0 invitations wait for an answer and 1 have expired." in say(
            olga.get("/accounts/invitation/")
        )

        assert "was sent again" in say(olga.post(again, follow=True))
        second = deliver(cast.harbor, sink, nina)
        assert "There is a newer letter" in say(Client().get(first))
        assert Client().post(second, PERSON).status_code == 302
    assert Membership.objects.filter(user__email=nina, organization=cast.harbor).exists()


def test_an_expired_invitation_gives_way_to_a_new_one(
    cast: Cast, sign_in: SignIn, nina: str
) -> None:
    with time_machine.travel(NOW) as clock:
        olga = sign_in(cast.olga)
        ask(olga, nina)
        assert "has been invited already" in ask(olga, nina)
        clock.shift(timedelta(days=7))
        assert "on its way" in ask(olga, nina)


def test_a_member_is_not_invited_and_a_form_keeps_what_was_typed(
    cast: Cast, sign_in: SignIn
) -> None:
    olga = sign_in(cast.olga)
    form = {"email": cast.eve.user.email, "role": "finance", "valid_days": "3"}
    page = olga.post("/accounts/invitation/add/", form).content.decode()
    assert "is already a member of this organization" in page
    assert cast.eve.user.email in page
    for days in ("0", "31", "", "many"):
        refused = olga.post("/accounts/invitation/add/", {**form, "valid_days": days})
        assert refused.status_code == 200
    with tenant(cast.harbor):
        assert not Invitation.objects.exists()


def test_somebody_who_left_comes_back_by_invitation(
    cast: Cast, sink: Sink, sign_in: SignIn
) -> None:
    with tenant(cast.harbor):
        Membership.objects.filter(pk=cast.eve.pk).update(is_active=False)
    ask(sign_in(cast.olga), cast.eve.user.email, role="finance")
    link = deliver(cast.harbor, sink, cast.eve.user.email)
    sign_in(cast.eve).post(link)
    cast.eve.refresh_from_db()
    assert (cast.eve.is_active, cast.eve.role) == (True, "finance")


def test_only_owners_invite(cast: Cast, sign_in: SignIn, nina: str) -> None:
    ask(sign_in(cast.olga), nina)
    assert sign_in(cast.omar).get("/accounts/invitation/").status_code == 200
    for member in (cast.omar, cast.vera, cast.fay, cast.eve):
        browser = sign_in(member)
        assert browser.get("/accounts/invitation/add/").status_code == 403
        assert browser.post(page_of(cast.harbor, "withdraw")).status_code == 403
        assert browser.post(page_of(cast.harbor, "send-again")).status_code == 403
    mallory = sign_in(cast.mallory)
    for action in ("change", "withdraw", "send-again"):
        assert mallory.post(page_of(cast.harbor, action)).status_code in {302, 403}
    with tenant(cast.harbor):
        invitation = Invitation.objects.get()
    assert (invitation.revoked_at, invitation.serial) == (None, 1)


def test_a_link_that_was_tampered_with_opens_nothing(
    cast: Cast, sink: Sink, sign_in: SignIn, nina: str
) -> None:
    ask(sign_in(cast.olga), nina)
    link = deliver(cast.harbor, sink, nina)
    for broken in (f"{link[:-3]}x/", "/invitation/nonsense/"):
        answer = Client().get(broken)
        assert answer.status_code == 404
        assert "This link does not work" in say(answer)
    other_use = Client().get(link.replace("/invitation/", "/l/"))
    assert other_use.status_code == 404


def test_the_answer_needs_the_page_it_came_from(cast: Cast, sink: Sink, sign_in: SignIn) -> None:
    """Accepting for someone who is signed in takes a token that other sites can't know."""
    ask(sign_in(cast.olga), cast.mallory.user.email)
    link = deliver(cast.harbor, sink, cast.mallory.user.email)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.mallory.user)
    assert browser.post(link).status_code == 403


def test_a_day_has_a_limit_of_letters(cast: Cast) -> None:
    def one(number: int) -> None:
        invite(
            organization=cast.harbor,
            actor=cast.olga,
            email=f"n{number}@{cast.tag}.example",
            role=Role.EXECUTIVE,
            valid_days=7,
            now=NOW,
        )

    for number in range(MOST_LETTERS_A_DAY):
        one(number)
    with pytest.raises(InvitationRefused, match="50 invitations were sent within a day"):
        one(MOST_LETTERS_A_DAY)


def test_the_last_owner_is_not_demoted_by_adding_them_again(cast: Cast) -> None:
    from accounts.services.members import LastOwner

    with pytest.raises(LastOwner):
        add_member(
            organization=cast.harbor,
            email=cast.olga.user.email,
            full_name="Olga",
            role=Role.EXECUTIVE,
            time_zone=NEW_YORK,
        )
    cast.olga.refresh_from_db()
    assert cast.olga.role == Role.OWNER
