"""Every endpoint: what it shows, exactly; who may; how many queries; and nothing of others."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.viewsets import ViewSetMixin

from accounts.api.viewsets import ReadRecords
from accounts.tenancy import tenant
from config.api import ROOMS
from tests.admin.register import Register, fill_more
from tests.api.conftest import Program, Programs, errors_of
from tests.cast import Cast
from vendors.models import Vendor

LISTS = [prefix for room in ROOMS for prefix, _ in room.ROUTES]
VIEWSETS: dict[str, type[ReadRecords]] = dict(route for room in ROOMS for route in room.ROUTES)
#: The register's record behind each address.
RECORDS = {
    "members": "membership",
    "invitations": "invitation",
    "access-events": "accessevent",
    "exports": "export",
    "vendors": "vendor",
    "subcontractor-links": "subcontractorlink",
    "vendor-merges": "vendormerge",
    "dismissed-suggestions": "dismissedsuggestion",
    "vendor-contacts": "vendorcontact",
    "due-diligence-items": "duediligenceitem",
    "exchange-rates": "ownrate",
    "reference-rates": "referencerate",
    "amendments": "amendment",
    "agreed-terms": "agreedterm",
    "precedence-ranks": "precedencerank",
    "obligations": "obligation",
    "renewal-decisions": "renewaldecision",
    "contracts": "contract",
    "contract-items": "contractitem",
    "payments": "paymenttodate",
    "sites": "site",
    "teams": "team",
    "working-windows": "workingwindow",
    "service-calendars": "servicecalendar",
    "calendar-hours": "calendarhours",
    "service-windows": "servicewindow",
    "calendar-days": "calendarday",
    "calendar-years": "calendaryear",
    "engagements": "engagement",
    "engagement-contracts": "engagementcontract",
    "delivery-teams": "deliveryteam",
    "raci-entries": "racientry",
    "service-credits": "servicecredit",
    "work-items": "workitem",
    "findings": "finding",
    "rule-settings": "rulesetting",
    "waivers": "waiver",
    "scan-runs": "scanrun",
    "alerts": "alert",
    "deliveries": "delivery",
    "documents": "document",
    "imports": "import",
    "import-lines": "importline",
    "comments": "comment",
    "actions": "action",
    "review-packs": "reviewpack",
}


#: The same for every organization: nothing of it is anybody's.
SHARED = {"reference-rates"}
#: Lists that show each member their own rows only; the register's are Vera's.
OWN = {"exports"}
#: Where a page wouldn't hold every row.
NARROWED = {"reference-rates": "day_from=2026-06-30&day_to=2026-06-30"}


def test_every_list_has_a_record_to_be_tested_with() -> None:
    assert set(RECORDS) == set(LISTS)
    assert all(issubclass(viewset, ViewSetMixin) for viewset in VIEWSETS.values())


@pytest.mark.parametrize("prefix", LISTS)
def test_list_and_record_show_the_same(
    prefix: str, cast: Cast, program: Programs, harbor: Register, rival: Register
) -> None:
    reader = program(cast.vera if prefix in OWN else cast.olga)
    key = str(harbor[RECORDS[prefix]].pk)
    listed = reader.get(
        f"{prefix}/?page_size=500&count=true&{NARROWED.get(prefix, '')}".rstrip("&")
    )
    assert listed.status_code == 200, listed.content
    rows = {str(row["id"]): row for row in listed.json()["results"]}
    assert listed.json()["count"] == len(rows) >= 1
    one = reader.get(f"{prefix}/{key}/")
    assert one.json() == rows[key]
    assert b"Rival" not in listed.content + one.content
    assert b"@longshore.example" in one.content or prefix != "deliveries"
    assert b"/l/" not in one.content


@pytest.mark.parametrize("prefix", [prefix for prefix in LISTS if prefix not in SHARED])
def test_another_organizations_record_is_missing(
    prefix: str, cast: Cast, program: Programs, rival: Register
) -> None:
    olga = program(cast.olga)
    theirs, never_was = rival[RECORDS[prefix]].pk, uuid4()
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE"):
        answers = [
            olga.ask(method, f"{prefix}/{key}/", {}, if_match="*", x_request_id="a" * 8)
            for key in (theirs, never_was)
        ]
        assert answers[0].status_code == answers[1].status_code in {404, 405}
        assert answers[0].content == answers[1].content


#: A value for each kind of filter that takes no text.
VALUES = {
    "KeyFilter": str(uuid4()),
    "TruthFilter": "true",
    "DayFilter": "2026-06-30",
    "MomentDayFilter": "2026-06-30",
    "AddressFilter": "192.0.2.7",
}


@pytest.mark.parametrize("prefix", LISTS)
def test_every_filter_ordering_and_search_works(
    prefix: str, cast: Cast, program: Programs, harbor: Register
) -> None:
    olga, viewset = program(cast.olga), VIEWSETS[prefix]
    queries = [f"ordering={ordering}" for ordering in viewset.known_orderings()]
    if viewset.search_columns:
        queries.append("search=Harbor")
    filters = viewset.filterset_class.base_filters if viewset.filterset_class else {}
    for name, found in filters.items():
        values: Iterator[Any] = iter(found.extra.get("choices", ()))
        value = next(values, (None,))[0]
        kind = type(found).__name__
        queries.append(f"{name}=" + VALUES.get(kind, str(value or "Harbor")))
    for query in queries:
        answer = olga.get(f"{prefix}/?{query}")
        assert answer.status_code == 200, (query, answer.content)


READERS = {
    "accounts": {"olga", "omar", "ivan"},
    "vendors": {"olga", "omar", "vera", "eve", "ivan"},
    "teams": {"olga", "omar", "vera", "eve", "ivan"},
    "sourcing": {"olga", "omar", "vera", "eve", "ivan"},
    "risk": {"olga", "omar", "vera", "eve", "ivan"},
}
READERS_OF = {
    "invitations": {"olga", "omar"},
    "access-events": {"olga", "omar"},
    "exports": {"olga", "omar", "vera", "eve"},
}
WRITERS = {
    "accounts": set[str](),
    "vendors": {"olga", "omar", "vera", "ivan"},
    "teams": {"olga", "omar", "ivan"},
    "sourcing": {"olga", "omar", "ivan"},
    "risk": {"olga", "omar"},
}
WRITERS_OF = {
    "vendor-merges": {"olga", "omar", "vera"},
    "dismissed-suggestions": {"olga", "omar", "vera"},
    "renewal-decisions": {"olga", "omar", "vera"},
    "documents": {"olga", "omar", "vera", "ivan"},
    "imports": {"olga", "omar", "vera", "ivan"},
    "invitations": {"olga"},
    "exports": {"olga", "omar", "vera", "eve"},
    "comments": {"olga", "omar", "vera", "eve"},
    "actions": {"olga", "omar", "vera"},
    "review-packs": {"olga", "omar", "vera"},
    "service-calendars": {"olga", "omar", "vera"},
    "calendar-hours": {"olga", "omar", "vera"},
    "service-windows": {"olga", "omar", "vera"},
    "calendar-days": {"olga", "omar", "vera"},
}
READ_ONLY = {
    "calendar-years",
    "service-credits",
    "members",
    "access-events",
    "reference-rates",
    "import-lines",
    "findings",
    "alerts",
    "deliveries",
}


def test_who_may_read_and_write(cast: Cast, program: Programs, harbor: Register) -> None:
    for name in ("olga", "omar", "vera", "eve", "ivan"):
        asks = program(getattr(cast, name))
        for prefix in LISTS:
            room = VIEWSETS[prefix]().model._meta.app_label
            read = asks.get(f"{prefix}/").status_code
            assert read == (200 if name in READERS_OF.get(prefix, READERS[room]) else 403), (
                name,
                prefix,
            )
            written = asks.post(f"{prefix}/", {"nonsense": 1}).status_code
            expected = 400 if name in WRITERS_OF.get(prefix, WRITERS[room]) else 403
            assert written == (405 if prefix in READ_ONLY else expected), (name, prefix)


@pytest.mark.parametrize("prefix", ["vendors", "contracts", "engagements", "findings", "teams"])
def test_a_list_costs_the_same_however_long(
    prefix: str, cast: Cast, program: Programs, harbor: Register
) -> None:
    olga = program(cast.olga)
    olga.get(f"{prefix}/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            rows = len(olga.get(f"{prefix}/").json()["results"])
        counts.append((rows, len(queries)))
        for word in ("One", "Two", "Three"):
            if rows < 4:
                fill_more(cast.harbor, cast.vera, word)
    assert counts[0][1] == counts[1][1], counts
    assert counts[0][0] < counts[1][0]
    assert counts[0][1] <= 12


# The families, one story each ---------------------------------------------------------------


def test_a_contract_its_item_and_a_payment(omar: Program) -> None:
    vendor = omar.post("vendors/", {"legal_name": "Data-Core Systems"}).json()["id"]
    contract = omar.post("contracts/", {"number": "1620514", "vendor": vendor})
    assert contract.status_code == 201, contract.content
    item = {
        "contract": contract.json()["id"],
        "vendor": vendor,
        "number": "1620514",
        "is_original": True,
        "first_day": "2020-01-01",
        "last_day": "2020-09-27",
        "amount": "24440.00",
    }
    made = omar.post("contract-items/", item)
    assert made.json() == {
        **item,
        "id": made.json()["id"],
        "contract_number": "1620514",
        "currency": "USD",
        "vendor_name": "Data-Core Systems",
        "title": "",
        "source": "",
    }
    summed = omar.get(contract["Location"]).json()
    assert (summed["first_day"], summed["last_day"], summed["value"]) == (
        "2020-01-01",
        "2020-09-27",
        "24440.00",
    )
    refused = omar.change(contract["Location"], {"value": "1.00"})
    assert (refused.status_code, errors_of(refused)) == (400, [("invalid", "value")])
    payment = {"item": made.json()["id"], "as_of": "2020-06-30", "amount": "63648.00"}
    paid = omar.post("payments/", payment).json()
    assert (paid["amount"], paid["currency"], paid["item_number"]) == ("63648.00", "USD", "1620514")
    again = omar.post("payments/", payment)
    assert again.status_code == 400
    assert "already a figure" in again.json()["errors"][0]["detail"]


def test_a_team_keeps_its_kind(omar: Program) -> None:
    site = {"name": "Hyderabad", "country": "IN", "time_zone": "Asia/Kolkata"}
    made = omar.post("sites/", site)
    assert made.json() == {"id": made.json()["id"], "city": "", **site}
    team = omar.post(
        "teams/", {"name": "Run", "site": made.json()["id"], "kind": "captive", "head_count": 22}
    )
    refused = omar.change(team["Location"], {"kind": "vendor_supplied"})
    assert (refused.status_code, errors_of(refused)) == (400, [("invalid", "kind")])
    window = omar.post(
        "working-windows/",
        {"team": team.json()["id"], "weekday": 1, "starts": "22:00", "ends": "06:00:00"},
    )
    assert (window.json()["starts"], window.json()["ends"]) == ("22:00:00", "06:00:00")
    wrong = omar.post("sites/", {**site, "name": "X", "time_zone": "Asia/Atlantis"})
    assert (wrong.status_code, errors_of(wrong)) == (400, [("invalid", "time_zone")])


def test_an_engagement_shows_its_contracts_and_teams(omar: Program, harbor: Register) -> None:
    row = omar.get(f"engagements/{harbor['engagement'].pk}/").json()
    assert (row["vendor_name"], row["captive_team_name"]) == ("Harbor Data-Core", None)
    assert row["contracts"] == [
        {
            "contract": str(harbor["contract"].pk),
            "number": "Harbor-1620514",
            "last_day": "2026-09-27",
        }
    ]
    assert row["delivery_teams"] == [
        {"team": str(harbor["team"].pk), "name": "Harbor run team", "heads": 18}
    ]
    both = {"key": "E2", "name": "X", "operating_model": "vendor"}
    answer = omar.post("engagements/", both)
    assert (answer.status_code, errors_of(answer)) == (400, [("invalid", "non_field_errors")])
    assert "exactly one party" in answer.json()["errors"][0]["detail"]
    supplied = {"key": "E3", "name": "X", "operating_model": "own_entity"}
    refused = omar.post("engagements/", {**supplied, "captive_team": str(harbor["team"].pk)})
    assert (refused.status_code, errors_of(refused)) == (400, [("contradiction", None)])


def test_a_finding_is_decided_about(
    cast: Cast, program: Programs, omar: Program, harbor: Register
) -> None:
    path = f"findings/{harbor['finding'].pk}"

    def decided(action: str, body: dict[str, Any]) -> tuple[int, str]:
        answer = omar.post(f"{path}/{action}/", body)
        state = answer.json()["state"] if answer.status_code == 200 else errors_of(answer)[0][0]
        return answer.status_code, state

    assert omar.get(f"{path}/").json()["severity"] == "high"
    assert decided("acknowledge", {}) == (200, "acknowledged")
    assert decided("snooze", {"until": "2026-06-30"}) == (400, "invalid")
    assert decided("snooze", {"until": "2026-07-01", "reason": "Waiting"}) == (200, "snoozed")
    assert decided("resolve", {}) == (400, "required")
    assert decided("resolve", {"reason": "Amendment found"}) == (200, "resolved")
    assert decided("acknowledge", {}) == (409, "transition_refused")
    assert decided("reopen", {}) == (200, "open")
    row = omar.get(f"{path}/").json()
    assert (row["episode"], row["state_changed_by"]) == (2, str(cast.omar.pk))
    assert program(cast.eve).post(f"{path}/acknowledge/", {}).status_code == 403
    assert program(cast.mallory).post(f"{path}/acknowledge/", {}).status_code == 404
    reads = program(cast.omar, ["risk:read"]).post(f"{path}/acknowledge/", {})
    assert (reads.status_code, errors_of(reads)) == (403, [("missing_scope", None)])


def test_rules_are_set_and_waived(cast: Cast, omar: Program, harbor: Register) -> None:
    made = omar.post(
        "rule-settings/", {"rule": "change-creep", "parameters": {"amendment_amounts": "added"}}
    )
    assert made.status_code == 201, made.content
    wrong = omar.post("rule-settings/", {"rule": "decide-by", "parameters": {"colour": "red"}})
    assert (wrong.status_code, errors_of(wrong)) == (400, [("invalid", "parameters")])
    waiver = omar.post(
        "waivers/",
        {
            "rule": "core-outsourced",
            "engagement": str(harbor["engagement"].pk),
            "reason": "Until the new team stands",
            "valid_until": "2026-09-30",
        },
    )
    assert (waiver.json()["granted_by"], waiver.json()["granted_on"]) == (
        str(cast.omar.pk),
        "2026-06-30",
    )
    assert omar.ask("PATCH", waiver["Location"], {"reason": "X"}).status_code == 405


def test_a_scan_is_started(omar: Program, harbor: Register) -> None:
    run = omar.post("scan-runs/", {})
    assert run.status_code == 201, run.content
    assert (run.json()["kind"], run.json()["window"]) == ("scan-by-hand", "2026-06-30")
    back = omar.post("scan-runs/", {"as_of": "2026-01-01"})
    assert (back.status_code, errors_of(back)) == (409, [("scan_refused", None)])


def test_the_organizations_settings(cast: Cast, program: Programs, omar: Program) -> None:
    olga = program(cast.olga)
    assert olga.get("organization/").json() == {
        "slug": cast.harbor.slug,
        "name": "Harbor Works",
        "home_country": "US",
        "home_time_zone": "America/New_York",
        "reporting_currency": "USD",
        "fiscal_year_start": 1,
        "nearshore_countries": [],
        "pinned_today": "2026-06-30",
    }
    changed = olga.change("organization/", {"nearshore_countries": ["MX", "CA"]})
    assert changed.json()["nearshore_countries"] == ["CA", "MX"], changed.content
    assert olga.change("organization/", {"fiscal_year_start": 13}).status_code == 400
    assert olga.change("organization/", {"pinned_today": None}).status_code == 400
    assert omar.ask("PATCH", "organization/", {"name": "X"}, if_match="*").status_code == 403
    assert program(cast.mallory).get("organization/").json()["slug"] == cast.rival.slug


def test_concentration_is_the_commands_answer(cast: Cast, omar: Program, harbor: Register) -> None:
    for by, basis, scope in (("vendor", "value", "all"), ("parent", "paid", "active")):
        out = StringIO()
        call_command(
            "concentration",
            "--organization",
            cast.harbor.slug,
            *("--by", by, "--basis", basis, "--scope", scope, "--as-of", "2026-06-30", "--json"),
            stdout=out,
        )
        answer = omar.get(
            f"portfolio/concentration/?by={by}&basis={basis}&scope={scope}&as_of=2026-06-30"
        )
        assert answer.json() == json.loads(out.getvalue())
    assert answer.json()["total"] == 63648
    wrong = omar.get("portfolio/concentration/?basis=guess")
    assert (wrong.status_code, errors_of(wrong)) == (400, [("invalid_choice", "basis")])


def test_an_unused_reference_is_refused_at_once(omar: Program, harbor: Register) -> None:
    """Foreign keys are checked before the answer, not at the end of the transaction."""
    with tenant(harbor["organization"]):
        lonely = Vendor.objects.create(legal_name="Lonely")
    assert omar.delete(f"vendors/{lonely.pk}/").status_code == 204
