"""Findings: how they read, and what people decide about them."""

from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.models import Alert, Finding
from tests.admin.addresses import page_of
from tests.admin.conftest import SignIn
from tests.admin.register import NOW, Register, make_finding
from tests.cast import Cast

LIST = "/risk/finding/"


def state(cast: Cast, finding: Finding) -> Finding:
    with tenant(cast.harbor):
        return Finding.objects.select_related("state_changed_by__user").get(pk=finding.pk)


def decide(client: Client, finding: Finding, what: str, **form: Any) -> Any:
    return client.post(f"{LIST}{finding.pk}/{what}/", {"decided": "1", **form})


def test_a_finding_says_what_why_how_much_what_to_do_and_by_when(
    omar: Client, harbor: Register
) -> None:
    page = omar.get(page_of(harbor["finding"])).content.decode()
    for said in (
        "Harbor was paid more than agreed",
        "More was paid than the register says was agreed.",
        "39,208.00 USD",
        "Find the missing amendment",
        "14 Jul 2026",
        "63,648.00 USD paid − 24,440.00 USD agreed = 39,208.00 USD",
        "Tolerance percent",
        "30 Jun 2026",
        page_of(harbor["contract"]),
    ):
        assert said in page


def test_findings_come_worst_first_and_resolved_ones_are_left_out(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    with tenant(cast.harbor):
        contract = harbor["contract"]
        make_finding(contract, title="Low one", severity=Severity.LOW)
        make_finding(contract, title="Critical one", severity=Severity.CRITICAL)
        make_finding(contract, title="Settled one", state="resolved")
    page = omar.get(LIST).content.decode()
    shown = [page.index(title) for title in ("Critical one", "Harbor was paid", "Low one")]
    assert shown == sorted(shown)
    assert "Settled one" not in page
    assert "Settled one" in omar.get(LIST, {"state__exact": "all"}).content.decode()
    assert "Settled one" in omar.get(LIST, {"state__exact": "resolved"}).content.decode()
    open_ones = omar.get(LIST, {"state__in": "open,acknowledged,snoozed"}).content.decode()
    assert "Settled one" not in open_ones
    assert "Low one" not in omar.get(LIST, {"severity__gte": "4"}).content.decode()
    assert "Low one" in omar.get(LIST, {"severity__exact": "2"}).content.decode()


def test_nothing_waiting_is_good_news(omar: Client, cast: Cast, harbor: Register) -> None:
    decide(omar, harbor["finding"], "resolve", reason="The amendment was found")
    assert "All is well" in omar.get(LIST).content.decode()
    assert "Nothing matches" in omar.get(LIST, {"severity__exact": "1"}).content.decode()


def test_opening_an_address_changes_nothing(omar: Client, cast: Cast, harbor: Register) -> None:
    for what in ("acknowledge", "snooze", "resolve", "reopen"):
        assert omar.get(f"{LIST}{harbor['finding'].pk}/{what}/").status_code == 200
    assert state(cast, harbor["finding"]).state == "open"


def test_omar_acknowledges_and_reopens(omar: Client, cast: Cast, harbor: Register) -> None:
    finding = harbor["finding"]
    answer = decide(omar, finding, "acknowledge", reason="Asked the vendor")
    assert answer.headers["Location"] == page_of(finding)
    assert [str(m) for m in get_messages(answer.wsgi_request)] == ["1 finding acknowledged."]
    moved = state(cast, finding)
    assert (moved.state, moved.state_changed_by, moved.state_reason) == (
        "acknowledged",
        cast.omar,
        "Asked the vendor",
    )
    assert decide(omar, finding, "reopen").status_code == 302
    assert state(cast, finding).state == "open"


def test_snoozing_needs_a_day_after_the_organizations_today(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    finding = harbor["finding"]
    page = decide(omar, finding, "snooze", until="2026-06-30", reason="typed with care")
    assert page.status_code == 200
    assert "Choose a day after today." in page.content.decode()
    assert "typed with care" in page.content.decode()
    decide(omar, finding, "snooze", until="2026-07-01")
    moved = state(cast, finding)
    assert (moved.state, moved.snoozed_until) == ("snoozed", date(2026, 7, 1))
    assert "Snoozed until 1 Jul 2026" in omar.get(page_of(finding)).content.decode()


def test_resolving_needs_a_reason(omar: Client, cast: Cast, harbor: Register) -> None:
    answer = decide(omar, harbor["finding"], "resolve", reason=" ")
    assert "This field is required" in answer.content.decode()
    assert state(cast, harbor["finding"]).state == "open"


def test_many_findings_are_decided_at_once(omar: Client, cast: Cast, harbor: Register) -> None:
    with tenant(cast.harbor):
        second = make_finding(harbor["contract"], title="Second one")
        settled = make_finding(harbor["contract"], title="Settled one", state="resolved")
    chosen = [str(f.pk) for f in (harbor["finding"], second, settled)]
    form = {"action": "acknowledge_selected", "_selected_action": chosen}
    asked = omar.post(f"{LIST}?state__exact=all", form)
    assert "Acknowledge 3 findings" in asked.content.decode()
    assert state(cast, second).state == "open"
    answer = omar.post(f"{LIST}?state__exact=all", {**form, "decided": "1"})
    assert answer.headers["Location"] == f"{LIST}?state__exact=all"
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told[0] == "2 findings acknowledged."
    assert "“Settled one” is resolved and can't be acknowledged" in told[1]
    assert state(cast, second).state == "acknowledged"
    assert state(cast, settled).state == "resolved"


def test_an_executive_acts_only_on_what_was_sent_to_her(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    eve, finding = sign_in(cast.eve), harbor["finding"]
    assert "Acknowledge" not in eve.get(page_of(finding)).content.decode()
    assert decide(eve, finding, "acknowledge").status_code == 403
    with tenant(cast.harbor):
        Alert.objects.create(
            finding=finding,
            episode=1,
            stage="opened",
            severity=4,
            recipient=cast.eve,
            created_at=NOW,
        )
    page = eve.get(page_of(finding)).content.decode()
    assert f"{finding.pk}/acknowledge/" in page
    assert f"{finding.pk}/resolve/" not in page
    assert decide(eve, finding, "acknowledge").status_code == 302
    assert state(cast, finding).state == "acknowledged"
    assert decide(eve, finding, "resolve", reason="No").status_code == 403
    form = {"action": "resolve_selected", "_selected_action": [str(finding.pk)], "decided": "1"}
    eve.post(LIST, {**form, "reason": "No"})
    assert state(cast, finding).state == "acknowledged"


@pytest.mark.parametrize("what", ["acknowledge", "snooze", "resolve", "reopen"])
def test_another_organizations_finding_is_not_found(
    what: str, omar: Client, cast: Cast, harbor: Register, rival: Register
) -> None:
    theirs = rival["finding"]
    answer = decide(omar, theirs, what, reason="Mine now", until="2026-07-14")
    assert answer.headers["Location"] == "/"
    with tenant(cast.rival):
        assert Finding.objects.get(pk=theirs.pk).state == "open"


def test_findings_stand_on_the_pages_of_what_they_are_about(
    omar: Client, harbor: Register, rival: Register
) -> None:
    for name in ("vendor", "contract", "engagement"):
        page = omar.get(page_of(harbor[name])).content.decode()
        assert "Harbor was paid more than agreed" in page
        assert "Rival" not in page
    assert "Harbor transition" in omar.get(page_of(harbor["engagement"])).content.decode()
    assert "All is well" in omar.get(page_of(harbor["subcontractor"])).content.decode()
    for address in ("/vendors/vendor/", "/vendors/contract/", "/sourcing/engagement/"):
        assert "1 open" in omar.get(address).content.decode()
