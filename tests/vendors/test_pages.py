"""Vera's pages: whom to call, what was checked, what is recorded twice, what money was worth."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.test import Client

from accounts.tenancy import tenant
from sourcing.models import Engagement, RaciEntry
from tests.cast import Cast
from vendors.models import (
    Contract,
    DismissedSuggestion,
    DueDiligenceItem,
    OwnRate,
    Vendor,
    VendorContact,
    VendorMerge,
)


@pytest.fixture
def vera(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.vera.user)
    return client


def page(vendor: Vendor) -> str:
    return f"/vendors/vendor/{vendor.pk}/change/"


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_vendors_page_says_whom_to_call_next(cast: Cast, vera: Client) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
    assert "nobody knows whom to call" in text(vera, page(vendor))
    with tenant(cast.harbor):
        VendorContact.objects.create(
            vendor=vendor,
            level=1,
            name="Night desk",
            phone="+48 22 555 0100",
            days="every_day",
            starts=time(0),
            ends=time(0),
            time_zone="Europe/Warsaw",
            response_minutes=90,
        )
    shown = text(vera, page(vendor))
    assert "Next: Night desk, level 1, reachable now until" in shown
    assert "answers within 1 h 30 min" in shown
    assert "Every day round the clock Europe/Warsaw" in shown


def test_the_due_diligence_list_is_opened_once_and_filters_vendors(
    cast: Cast, vera: Client
) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        Vendor.objects.create(legal_name="Apex")
    address = f"/vendors/vendor/{vendor.pk}/open-checks/"
    vera.get(address)
    with tenant(cast.harbor):
        assert not DueDiligenceItem.objects.exists()
    assert vera.post(address).status_code == 302
    vera.post(address)
    with tenant(cast.harbor):
        assert DueDiligenceItem.objects.count() == 5
        DueDiligenceItem.objects.filter(kind="nda").update(due_on=date(2026, 6, 29))
    shown = text(vera, page(vendor))
    assert "0 of 5 items are done and valid; 1 overdue." in shown
    overdue = text(vera, "/vendors/vendor/", checks="overdue")
    assert "Acme" in overdue
    assert "Apex" not in overdue
    without = text(vera, "/vendors/vendor/", checks="none")
    assert "Apex" in without
    assert "Acme" not in without


def test_a_sanctions_check_without_its_list_keeps_the_form(cast: Cast, vera: Client) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
    form = {
        "vendor": str(vendor.pk),
        "kind": "sanctions",
        "state": "done",
        "done_on": "2026-06-30",
        "reference": "case 471",
    }
    refused = vera.post("/vendors/duediligenceitem/add/", form).content.decode()
    assert "A sanctions check needs the list that was searched and what was found." in refused
    assert "case 471" in refused


def test_vera_merges_a_pair_and_undoes_it(cast: Cast, vera: Client) -> None:
    with tenant(cast.harbor):
        acme = Vendor.objects.create(legal_name="Acme Inc")
        twin = Vendor.objects.create(legal_name="ACME, LLC")
        contract = Contract.objects.create(number="C-1", vendor=twin)
    shown = text(vera, "/vendors/vendor/duplicates/")
    assert "1 pair of 2 vendors may be one company" in shown
    assert "the same name without its legal form" in shown
    address = f"/vendors/vendor/duplicates/decide/?do=merge&first={acme.pk}&second={twin.pk}"
    assert "1 contract<" in text(vera, address)
    assert vera.post(address, {"reason": "same"}).status_code == 302
    with tenant(cast.harbor):
        assert Contract.objects.get().vendor_id == acme.pk
        row = VendorMerge.objects.get()
    assert "All is well" in text(vera, "/vendors/vendor/duplicates/")
    assert vera.get(page(twin)).headers["Location"] == page(acme)
    assert "ACME, LLC" not in text(vera, "/vendors/vendor/", q="acme")
    undo = f"/vendors/vendormerge/{row.pk}/undo/"
    assert "gets back what Acme Inc took over" in text(vera, undo)
    assert vera.post(undo).status_code == 302
    with tenant(cast.harbor):
        assert Contract.objects.get(pk=contract.pk).vendor_id == twin.pk


def test_a_dismissed_pair_needs_a_reason_and_is_remembered(cast: Cast, vera: Client) -> None:
    with tenant(cast.harbor):
        one = Vendor.objects.create(legal_name="Acme Inc")
        other = Vendor.objects.create(legal_name="Acme GmbH")
    address = f"/vendors/vendor/duplicates/decide/?do=apart&first={other.pk}&second={one.pk}"
    assert "This field is required" in vera.post(address, {"reason": ""}).content.decode()
    assert vera.post(address, {"reason": "the German one is a competitor"}).status_code == 302
    assert "All is well" in text(vera, "/vendors/vendor/duplicates/")
    with tenant(cast.harbor):
        row = DismissedSuggestion.objects.get()
        assert (row.first_id, row.second_id) == tuple(sorted((one.pk, other.pk)))
        assert row.dismissed_by == cast.vera


def test_a_parent_told_by_name_is_set_or_refused(cast: Cast, vera: Client) -> None:
    with tenant(cast.harbor):
        group = Vendor.objects.create(legal_name="Veldmark Group plc")
        japan = Vendor.objects.create(legal_name="Veldmark Japan KK")
        india = Vendor.objects.create(legal_name="Veldmark India Pvt. Ltd.")
    decide = "/vendors/vendor/duplicates/decide/?do={}&first={}&second={}"
    assert vera.post(decide.format("parent", japan.pk, group.pk), {}).status_code == 302
    refusal = {"reason": "only the name"}
    vera.post(decide.format("no-parent", india.pk, group.pk), refusal)
    with tenant(cast.harbor):
        japan.refresh_from_db()
        assert japan.ultimate_parent_id == group.pk
    assert "No vendor&#x27;s name suggests" in text(vera, "/vendors/vendor/duplicates/") or (
        "No vendor's name suggests" in text(vera, "/vendors/vendor/duplicates/")
    )


def test_eve_reads_and_decides_nothing_and_mallorys_ids_are_missing(
    cast: Cast, vera: Client
) -> None:
    with tenant(cast.harbor):
        one = Vendor.objects.create(legal_name="Acme Inc")
    with tenant(cast.rival):
        theirs = Vendor.objects.create(legal_name="Acme LLC")
    eve = Client()
    eve.force_login(cast.eve.user)
    assert eve.get("/vendors/vendor/duplicates/").status_code == 200
    address = f"/vendors/vendor/duplicates/decide/?do=merge&first={one.pk}&second={{}}"
    assert eve.get(address.format(one.pk)).status_code == 403
    foreign = vera.get(address.format(theirs.pk))
    missing = vera.get(address.format("01a20977-0504-713b-aae1-c6f370837c41"))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert vera.get(address.format("no-id")).status_code == 404


def test_an_engagements_page_shows_who_does_what(cast: Cast) -> None:
    omar = Client()
    omar.force_login(cast.omar.user)
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        engagement = Engagement.objects.create(
            key="E1", name="Support", vendor=vendor, operating_model="vendor"
        )
        RaciEntry.objects.create(
            engagement=engagement, activity="work", duty="accountable", member=cast.vera
        )
        other = Vendor.objects.create(legal_name="Apex")
        foreign = VendorContact.objects.create(
            vendor=other, level=1, name="Boris", email="boris@apex.example"
        )
    shown = text(omar, f"/sourcing/engagement/{engagement.pk}/change/")
    assert "For 11 of 12 activities nobody is accountable." in shown
    assert '<abbr title="Accountable">A</abbr>' in shown
    form = {
        "engagement": str(engagement.pk),
        "activity": "exit",
        "duty": "responsible",
        "contact": str(foreign.pk),
    }
    refused = omar.post("/sourcing/racientry/add/", form).content.decode()
    assert "Boris (level 1) works for Apex, which isn" in refused
    second = {**form, "activity": "work", "duty": "accountable", "contact": ""}
    second["member"] = str(cast.omar.pk)
    again = omar.post("/sourcing/racientry/add/", second).content.decode()
    assert "Somebody is accountable for this activity already." in again


def test_rates_are_searched_by_currency_and_day(cast: Cast, vera: Client) -> None:
    days = {"day_from": "2026-06-30", "day_to": "2026-06-30"}
    shown = text(vera, "/vendors/referencerate/", q="usd", **days)
    assert "30 Jun 2026" in shown
    assert "INR" not in shown.split("result_list")[-1]
    with tenant(cast.harbor):
        OwnRate.objects.create(
            base="USD", quote="VND", day=date(2026, 6, 1), rate=Decimal(26000), source="Bank"
        )
    assert "1 USD = 26000 VND (Bank, 1 Jun 2026)" in text(vera, "/vendors/ownrate/")


def test_a_contract_in_euros_counts_with_its_rate_shown(cast: Cast) -> None:
    omar = Client()
    omar.force_login(cast.omar.user)
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        contract = Contract.objects.create(number="C-1", vendor=vendor, currency="EUR")
        contract.items.create(
            vendor=vendor,
            number="C-1",
            first_day=date(2026, 1, 1),
            last_day=date(2026, 12, 31),
            amount=Decimal(1000),
        )
        OwnRate.objects.create(
            base="EUR", quote="USD", day=date(2026, 6, 30), rate=Decimal("1.25"), source="Bank"
        )
    shown = text(omar, "/", basis="value")
    assert "1,250 USD" in shown
    assert "1 EUR = 1.25 USD (Bank, 30 Jun 2026)" in shown
    rows = text(omar, "/portfolio/rows/", basis="value")
    assert "1 EUR = 1.25 USD (Bank, 30 Jun 2026)" in rows
    assert "1,000.00 EUR" in rows
    assert "1,250.00 USD" in rows
    listed = text(omar, "/vendors/vendor/")
    assert "1,000.00 EUR" in listed
