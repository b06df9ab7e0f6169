"""The calendar that programs subscribe to, by an address of one's own."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from accounts.models import Membership
from accounts.tenancy import tenant
from risk import links
from risk.models import CalendarFeed
from risk.services.calendar_feeds import issue_feed, revoke_feed
from tests.admin.conftest import SignIn
from tests.cast import Cast
from tests.renewals.conftest import Renewing
from vendors.models.renewal import Choice
from vendors.services.renewals import decide_renewal

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def subscribe(member: Membership) -> str:
    """The path of a new address."""
    url = links.feed_url(member, issue_feed(member=member, now=NOW))
    return url[url.index("/calendar/") :]


def events(path: str) -> dict[str, Any]:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_it_holds_all_day_entries_with_stable_names_and_alarms(
    cast: Cast, renewing: Renewing
) -> None:
    found = events(subscribe(cast.vera))
    contract = renewing.late.pk
    notice = found[f"notice-{contract}@longshore"]
    assert str(notice["summary"]) == "Notice deadline: LATE-1, Acme Harbor Services"
    assert (notice["dtstart"].dt, notice["dtend"].dt) == (date(2026, 7, 20), date(2026, 7, 21))
    assert notice["dtstart"].params["VALUE"] == "DATE"
    assert "Nobody has decided yet. One renewal costs 365,000 USD." in notice["description"]
    assert str(notice["url"]).endswith(f"/vendors/contract/{contract}/change/")
    alarms = [alarm["trigger"].dt for alarm in notice.walk("VALARM")]
    assert alarms == [timedelta(days=-14, hours=9), timedelta(days=-3, hours=9)]
    ends = {uid.split("-")[0] for uid in found if str(contract) in uid}
    assert ends == {"decide", "notice", "end"}
    due = sorted(uid for uid in found if uid.startswith("due-"))
    assert due[0] == f"due-{renewing.report.pk}-20260601@longshore"
    assert len(due) == 7


def test_a_date_that_moves_moves_its_entry(cast: Cast, renewing: Renewing) -> None:
    path = subscribe(cast.vera)
    before = events(path)
    with tenant(cast.harbor):
        renewing.late.items.update(last_day=date(2026, 10, 19))
    after = events(path)
    assert set(after) == set(before)
    uid = f"notice-{renewing.late.pk}@longshore"
    assert (before[uid]["dtstart"].dt, after[uid]["dtstart"].dt) == (
        date(2026, 7, 20),
        date(2026, 7, 21),
    )


def test_a_decision_takes_its_entry_away(cast: Cast, renewing: Renewing) -> None:
    decide_renewal(
        contract_id=renewing.late.pk,
        term_end=date(2026, 10, 18),
        choice=Choice.RENEW,
        reason="Good work.",
        actor=cast.vera,
        now=NOW,
    )
    left = {
        uid.split("-")[0] for uid in events(subscribe(cast.vera)) if str(renewing.late.pk) in uid
    }
    assert left == {"end"}


def test_only_the_newest_address_works_until_it_is_revoked(cast: Cast, renewing: Renewing) -> None:
    first, second = subscribe(cast.vera), subscribe(cast.vera)
    assert Client().get(first).status_code == 404
    assert events(second)
    revoke_feed(member=cast.vera, now=NOW)
    assert Client().get(second).status_code == 404
    with tenant(cast.harbor):
        digests = CalendarFeed.objects.values_list("digest", flat=True)
        assert all(len(digest) == 64 and digest not in second for digest in digests)


def test_who_has_left_reads_nothing(cast: Cast, renewing: Renewing) -> None:
    path = subscribe(cast.eve)
    assert events(path)
    cast.eve.is_active = False
    with tenant(cast.harbor):
        cast.eve.save()
    assert Client().get(path).status_code == 404


def test_it_shows_only_what_the_role_may_read(
    cast: Cast, renewing: Renewing, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = subscribe(cast.eve)

    def kinds(*granted: str) -> set[str]:
        monkeypatch.setattr("risk.calendar_page.allows", lambda _, asked: asked in granted)
        return {uid.split("-")[0] for uid in events(path)}

    assert kinds("vendors.view_contract") == {"decide", "notice", "end"}
    assert kinds("vendors.view_obligation") == {"due"}
    assert kinds() == set()


def test_each_organization_reads_its_own(cast: Cast, renewing: Renewing) -> None:
    assert events(subscribe(cast.mallory)) == {}
    theirs = issue_feed(member=cast.vera, now=NOW)
    forged = links.feed_url(cast.mallory, theirs)
    assert Client().get(forged[forged.index("/calendar/") :]).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(method: str, cast: Cast, renewing: Renewing) -> None:
    assert getattr(Client(), method)(subscribe(cast.vera)).status_code == 405


def test_what_is_not_an_address_is_missing(cast: Cast, renewing: Renewing) -> None:
    path = subscribe(cast.vera)
    for wrong in (path.replace("renewals.ics", "all.ics"), path[:-20] + "/renewals.ics"):
        assert Client().get(wrong).status_code in {302, 404}
    dated = links.signed_path(cast.vera, links.CALENDAR, cast.vera.pk).split("/")[2]
    assert Client().get(f"/calendar/{dated}/renewals.ics").status_code == 404
    lasting = path.split("/")[2]
    assert Client().get(f"/l/{lasting}/").status_code == 404


def test_vera_gets_and_revokes_her_address_on_the_page(
    cast: Cast, renewing: Renewing, sign_in: SignIn
) -> None:
    vera = sign_in(cast.vera)
    assert b"There is no address yet" in vera.get("/renewals/calendar/").content
    made = vera.post("/renewals/calendar/").content.decode()
    start = made.index("/calendar/", made.index("ls-address"))
    path = made[start : made.index("</code>", start)]
    assert events(path)
    again = vera.get("/renewals/calendar/").content.decode()
    assert path not in again
    assert "last read on" in again
    revoked = vera.post("/renewals/calendar/", {"action": "revoke"}).content
    assert b"The address is revoked" in revoked
    assert Client().get(path).status_code == 404
    assert sign_in(cast.ivan).get("/renewals/calendar/").status_code == 403
