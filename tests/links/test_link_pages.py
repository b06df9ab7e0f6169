"""Links in mails: opening one changes nothing, its button does what it says."""

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.core import signing
from django.test import Client

from accounts import signed_links
from accounts.models import Membership
from accounts.signed_links import SALT, SignedLink
from accounts.tenancy import tenant
from risk import links
from risk.models import Finding, State
from tests.cast import Cast
from tests.mail.stories import find, tell

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
NOT_SENT = "The role Executive acts on findings that were sent to the person"


@pytest.fixture
def browser() -> Client:
    """Nobody is signed in, and cross-site posts are checked as in production."""
    return Client(enforce_csrf_checks=True)


def link(member: Membership, purpose: str, finding: Finding | None = None) -> str:
    return links.signed_path(member, purpose, finding.pk if finding else member.pk)


def reread(cast: Cast, finding: Finding) -> Finding:
    with tenant(cast.harbor):
        return Finding.objects.select_related("state_changed_by").get(pk=finding.pk)


def receives_digest(member: Membership) -> bool:
    with tenant(member.organization_id):
        return Membership.objects.get(pk=member.pk).receives_digest


class _Page(HTMLParser):
    """What a person reads, and where the page's own files and forms lead."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.addresses: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        self.text = re.sub(r"\s+", " ", f"{self.text} {data}")


def read(content: bytes) -> _Page:
    page = _Page()
    page.feed(content.decode())
    return page


def test_opening_the_link_only_asks(cast: Cast, browser: Client) -> None:
    finding = find(cast.harbor, due_on=date(2026, 12, 14))
    address = link(cast.omar, links.ACKNOWLEDGE, finding)
    for method in (browser.get, browser.head):
        assert method(address).status_code == 200
    page = read(browser.get(address).content)
    assert "Acknowledge this finding?" in page.text
    assert "Data-Core Systems was paid more than agreed" in page.text
    assert "At stake: 39,208.00 USD. Act by 14 Dec 2026." in page.text
    assert "Acknowledge as Omar" in page.text
    assert "Harbor Works" in page.text
    assert page.tags.count("button") == 1
    assert reread(cast, finding).state == State.OPEN


def test_the_button_acknowledges_as_the_person_the_mail_was_sent_to(
    cast: Cast, browser: Client
) -> None:
    finding = find(cast.harbor)
    address = link(cast.omar, links.ACKNOWLEDGE, finding)
    answer = browser.post(address)
    assert answer.status_code == 200
    assert "You acknowledged this finding." in read(answer.content).text
    after = reread(cast, finding)
    assert (after.state, after.state_changed_by) == (State.ACKNOWLEDGED, cast.omar)

    page = read(browser.get(address).content)
    assert "This finding is acknowledged already" in page.text
    assert "by Omar" in page.text
    assert "button" not in page.tags
    assert browser.post(address).status_code == 200


def test_an_executive_may_act_on_what_was_sent_to_them_only(cast: Cast, browser: Client) -> None:
    sent, other = find(cast.harbor), find(cast.harbor)
    tell(cast.harbor, sent)
    assert browser.post(link(cast.eve, links.ACKNOWLEDGE, sent)).status_code == 200
    answer = browser.post(link(cast.eve, links.ACKNOWLEDGE, other))
    assert answer.status_code == 403
    assert (
        "The role Executive acts on findings that were sent to the person"
        in read(answer.content).text
    )
    answer = browser.post(link(cast.eve, links.SNOOZE, other), {"days": "7"})
    assert answer.status_code == 403
    assert (
        "The role Executive acts on findings that were sent to the person"
        in read(answer.content).text
    )
    assert reread(cast, other).state == State.OPEN


@pytest.mark.parametrize(
    ("days", "until"),
    [("7", date(2026, 7, 7)), ("14", date(2026, 7, 14)), ("30", date(2026, 7, 30))],
)
def test_snoozing_counts_from_the_organizations_today(
    cast: Cast, browser: Client, days: str, until: date
) -> None:
    finding = find(cast.harbor)
    address = link(cast.vera, links.SNOOZE, finding)
    page = read(browser.get(address).content)
    assert "7 days, until 7 Jul 2026" in page.text
    assert reread(cast, finding).state == State.OPEN

    answer = browser.post(address, {"days": days})
    assert answer.status_code == 200
    after = reread(cast, finding)
    assert (after.state, after.snoozed_until) == (State.SNOOZED, until)
    assert after.state_changed_by == cast.vera


@pytest.mark.parametrize("days", ["", "3650", "0", "seven"])
def test_other_lengths_of_a_snooze_are_refused(cast: Cast, browser: Client, days: str) -> None:
    finding = find(cast.harbor)
    answer = browser.post(link(cast.vera, links.SNOOZE, finding), {"days": days})
    assert answer.status_code == 400
    assert "Choose for how long: 7, 14 or 30 days." in read(answer.content).text
    assert reread(cast, finding).state == State.OPEN


@pytest.mark.parametrize("purpose", [links.ACKNOWLEDGE, links.SNOOZE])
def test_what_is_resolved_stays_resolved(cast: Cast, browser: Client, purpose: str) -> None:
    finding = find(cast.harbor)
    with tenant(cast.harbor):
        Finding.objects.filter(pk=finding.pk).update(state=State.RESOLVED)
    address = link(cast.omar, purpose, finding)
    page = read(browser.get(address).content)
    assert "This finding is resolved already" in page.text
    assert "button" not in page.tags
    assert browser.post(address, {"days": "7"}).status_code == 409
    assert reread(cast, finding).state == State.RESOLVED


def test_stopping_the_digests_and_having_them_again(cast: Cast, browser: Client) -> None:
    address = link(cast.omar, links.UNSUBSCRIBE)
    assert "Stop the digests?" in read(browser.get(address).content).text
    assert receives_digest(cast.omar)

    answer = browser.post(address)
    assert "You get no more digests" in read(answer.content).text
    assert not receives_digest(cast.omar)

    again = re.search(r'action="([^"]+)"', answer.content.decode())
    assert again
    assert "Get digests again?" in read(browser.get(again[1]).content).text
    assert not receives_digest(cast.omar)
    assert browser.post(again[1]).status_code == 200
    assert receives_digest(cast.omar)


def test_a_mail_program_unsubscribes_with_one_click(cast: Cast, browser: Client) -> None:
    answer = browser.post(
        link(cast.eve, links.UNSUBSCRIBE), {"List-Unsubscribe": "One-Click"}, headers={}
    )
    assert answer.status_code == 200
    assert not receives_digest(cast.eve)
    assert receives_digest(cast.omar)


def test_a_link_expires_after_30_days(cast: Cast, browser: Client) -> None:
    finding = find(cast.harbor)
    with time_machine.travel(NOW, tick=False):
        address = link(cast.omar, links.ACKNOWLEDGE, finding)
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        assert browser.get(address).status_code == 200
    with time_machine.travel(NOW + timedelta(days=30, seconds=2), tick=False):
        for answer in (browser.get(address), browser.post(address)):
            assert answer.status_code == 410
            page = read(answer.content)
            assert "This link has expired" in page.text
            assert "/" in page.addresses
    assert reread(cast, finding).state == State.OPEN


def test_a_forged_or_damaged_link_is_unknown(cast: Cast, browser: Client) -> None:
    finding = find(cast.harbor)
    token = link(cast.omar, links.ACKNOWLEDGE, finding).split("/")[2]
    said = {
        "organization_id": cast.harbor.pk,
        "membership_id": str(cast.omar.pk),
        "purpose": links.ACKNOWLEDGE,
        "subject_id": str(finding.pk),
    }
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token[5:],
        "x",
        signing.dumps(said, key="guessed", salt=SALT, compress=True),
        signing.dumps(said, salt="another-purpose", compress=True),
        signed_links.write(SignedLink(cast.harbor.pk, str(cast.omar.pk), "erase", "1")),
    ]
    for token in forged:
        for answer in (browser.get(f"/l/{token}/"), browser.post(f"/l/{token}/")):
            assert answer.status_code == 404
            assert "This link does not work" in read(answer.content).text
    assert reread(cast, finding).state == State.OPEN


def test_another_organizations_finding_answers_as_a_missing_one(
    cast: Cast, browser: Client
) -> None:
    finding = find(cast.harbor)
    strange = link(cast.mallory, links.ACKNOWLEDGE, finding)
    missing = links.signed_path(cast.mallory, links.ACKNOWLEDGE, cast.mallory.pk)
    answers = [browser.post(address) for address in (strange, missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert reread(cast, finding).state == State.OPEN


def test_a_membership_of_one_organization_opens_nothing_in_another(
    cast: Cast, browser: Client
) -> None:
    finding = find(cast.harbor)
    token = signed_links.write(
        SignedLink(cast.harbor.pk, str(cast.mallory.pk), links.ACKNOWLEDGE, str(finding.pk))
    )
    assert browser.post(f"/l/{token}/").status_code == 403
    assert reread(cast, finding).state == State.OPEN


@pytest.mark.parametrize("who", ["membership", "person"])
def test_someone_who_has_left_can_not_act_any_more(cast: Cast, browser: Client, who: str) -> None:
    finding = find(cast.harbor)
    address = link(cast.omar, links.ACKNOWLEDGE, finding)
    with tenant(cast.harbor):
        left = cast.omar if who == "membership" else cast.omar.user
        left.is_active = False
        left.save()
    answer = browser.post(address)
    assert answer.status_code == 403
    assert "This link is no longer yours to use" in read(answer.content).text
    assert cast.harbor.name not in read(answer.content).text.replace("Longshore", "")
    assert reread(cast, finding).state == State.OPEN


def test_the_page_stands_on_its_own_and_is_not_kept(cast: Cast, browser: Client) -> None:
    hostile = find(cast.harbor, "<script>alert(1)</script>")
    answer = browser.get(link(cast.omar, links.SNOOZE, hostile))
    page = read(answer.content)
    assert "script" not in page.tags
    assert all(address.startswith("/") for address in page.addresses)
    assert b"style=" not in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert browser.put(link(cast.omar, links.SNOOZE, hostile)).status_code == 405
