"""What a form refuses, in words a person can act on, with everything typed still in place."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client

from accounts.tenancy import tenant
from tests.admin.addresses import page_of
from tests.admin.register import Register
from tests.cast import Cast
from vendors.models import (
    Contract,
    ContractItem,
    DismissedSuggestion,
    SubcontractorLink,
    Vendor,
    VendorMerge,
)

VENDOR = {
    "status": "active",
    "tier": "strategic",
    "substitutability": "unknown",
    "reintegration": "unknown",
    "notes": "typed with care",
    "subcontractor_links-TOTAL_FORMS": "0",
    "subcontractor_links-INITIAL_FORMS": "0",
}
CONTRACT = {
    "kind": "standalone",
    "currency": "USD",
    "delivery_days": "0",
    "items-TOTAL_FORMS": "0",
    "items-INITIAL_FORMS": "0",
    "agreed_terms-TOTAL_FORMS": "0",
    "agreed_terms-INITIAL_FORMS": "0",
    "precedence_ranks-TOTAL_FORMS": "0",
    "precedence_ranks-INITIAL_FORMS": "0",
}


def refused(client: Client, address: str, form: dict[str, Any]) -> str:
    """The page that a form comes back with."""
    answer = client.post(address, form)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_name_that_is_taken_in_the_organization(
    omar: Client, harbor: Register, rival: Register
) -> None:
    """Uniqueness is checked with the organization, though the form doesn't hold it."""
    page = refused(omar, "/vendors/vendor/add/", {**VENDOR, "legal_name": "Harbor Data-Core"})
    assert "A vendor with this legal name is already in the register." in page
    assert "typed with care" in page
    taken_elsewhere = {**VENDOR, "legal_name": "Rival Data-Core"}
    assert omar.post("/vendors/vendor/add/", taken_elsewhere).status_code == 302


def test_a_day_of_a_test_needs_the_exit_plan_that_was_tested(omar: Client, cast: Cast) -> None:
    form = {**VENDOR, "legal_name": "Acme", "exit_tested_on": "2026-05-04"}
    for plan in ("unknown", "false"):
        page = refused(omar, "/vendors/vendor/add/", {**form, "has_exit_plan": plan})
        assert "Only an exit plan that exists can have been tested." in page
        assert "typed with care" in page
    answer = omar.post("/vendors/vendor/add/", {**form, "has_exit_plan": "true"})
    assert answer.status_code == 302


def test_a_loop_of_parents_is_refused_by_the_database(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    with tenant(cast.harbor):
        child = Vendor.objects.create(legal_name="Harbor Child", ultimate_parent=harbor["vendor"])
    form = {**VENDOR, "legal_name": "Harbor Data-Core", "ultimate_parent": str(child.pk)}
    page = refused(omar, page_of(harbor["vendor"]), form)
    assert "A vendor can not be its own ultimate parent." in page
    assert "typed with care" in page
    with tenant(cast.harbor):
        vendor = Vendor.objects.get(pk=harbor["vendor"].pk)
        assert (vendor.ultimate_parent, vendor.notes) == (None, "")


def test_a_loop_of_subcontractors_is_refused(omar: Client, cast: Cast, harbor: Register) -> None:
    form = {
        "prime": str(harbor["subcontractor"].pk),
        "subcontractor": str(harbor["vendor"].pk),
        "service": "typed with care",
    }
    page = refused(omar, "/vendors/subcontractorlink/add/", form)
    assert "The subcontractor already passes work on to this vendor." in page
    assert "typed with care" in page
    with tenant(cast.harbor):
        assert SubcontractorLink.objects.count() == 1


def test_a_loop_typed_into_the_rows_of_a_page_is_refused(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    form = {
        **VENDOR,
        "legal_name": "Harbor Batch Works",
        "subcontractor_links-TOTAL_FORMS": "1",
        "subcontractor_links-0-subcontractor": str(harbor["vendor"].pk),
    }
    page = refused(omar, page_of(harbor["subcontractor"]), form)
    assert "The subcontractor already passes work on to this vendor." in page
    with tenant(cast.harbor):
        assert SubcontractorLink.objects.count() == 1


def test_only_a_captive_team_is_a_party(omar: Client, harbor: Register) -> None:
    form = {
        "key": "E-2",
        "name": "Firmware",
        "captive_team": str(harbor["team"].pk),
        "operating_model": "own_entity",
        "criticality": "unknown",
        "data_classification": "unknown",
        "working_mode": "unknown",
        "commitment": "unknown",
        "contract_links-TOTAL_FORMS": "0",
        "contract_links-INITIAL_FORMS": "0",
        "delivery_teams-TOTAL_FORMS": "0",
        "delivery_teams-INITIAL_FORMS": "0",
    }
    page = refused(omar, "/sourcing/engagement/add/", form)
    assert "Only a captive team can be the party of an engagement." in page
    both = refused(omar, "/sourcing/engagement/add/", {**form, "vendor": str(harbor["vendor"].pk)})
    assert "exactly one party" in both


def test_a_contract_with_items_keeps_the_days_and_value_of_its_items(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    contract, item = harbor["contract"], harbor["contractitem"]
    form = {
        **CONTRACT,
        "number": contract.number,
        "vendor": str(contract.vendor_id),
        "first_day": "2020-01-01",
        "value": "1",
        "items-TOTAL_FORMS": "2",
        "items-INITIAL_FORMS": "1",
        "agreed_terms-TOTAL_FORMS": "0",
        "agreed_terms-INITIAL_FORMS": "0",
        "precedence_ranks-TOTAL_FORMS": "0",
        "precedence_ranks-INITIAL_FORMS": "0",
        "items-0-id": str(item.pk),
        "items-0-contract": str(contract.pk),
        "items-0-number": item.number,
        "items-0-is_original": "on",
        "items-0-first_day": "2026-01-01",
        "items-0-last_day": "2026-09-27",
        "items-0-amount": "24440.00",
        "items-1-contract": str(contract.pk),
        "items-1-number": "A1",
        "items-1-first_day": "2026-02-01",
        "items-1-last_day": "2026-12-31",
        "items-1-amount": "100.00",
    }
    assert omar.post(page_of(contract), form).status_code == 302
    with tenant(cast.harbor):
        saved = Contract.objects.get(pk=contract.pk)
        added = ContractItem.objects.get(number="A1")
    assert saved.first_day == date(2026, 1, 1)
    assert saved.last_day == date(2026, 12, 31)
    assert saved.value == Decimal("24540.00")
    assert added.vendor_id == contract.vendor_id


def test_items_are_told_apart_and_overlaps_are_marked(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    with tenant(cast.harbor):
        for first, last in ((date(2026, 3, 1), date(2026, 6, 1)), (date(2026, 5, 1), None)):
            ContractItem.objects.create(
                contract=harbor["contract"],
                vendor=harbor["vendor"],
                number="A1",
                first_day=first,
                last_day=last,
                amount=10,
            )
        ContractItem.objects.create(
            contract=harbor["contract"],
            vendor=harbor["vendor"],
            number="R1",
            first_day=date(2026, 9, 28),
            amount=10,
        )
    page = omar.get(page_of(harbor["engagement"])).content.decode()
    for word, times in (("Original", 1), ("Amendment", 2), ("Renewal", 1), ("Overlaps", 2)):
        assert page.count(f"</span>{word}</span>") == times, word


def test_a_day_before_the_first_day(omar: Client, harbor: Register) -> None:
    form = {
        **CONTRACT,
        "number": "C-2",
        "vendor": str(harbor["vendor"].pk),
        "first_day": "2026-02-01",
        "last_day": "2026-01-01",
    }
    page = refused(omar, "/vendors/contract/add/", form)
    assert "The last day comes before the first day." in page
    assert 'value="C-2"' in page


def test_a_waiver_is_granted_by_whoever_signs_it_today(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    form = {
        "rule": "core-outsourced",
        "engagement": str(harbor["engagement"].pk),
        "reason": "Until the new team has been hired",
        "valid_until": "2026-10-31",
        "granted_by": str(cast.olga.pk),
        "granted_on": "2020-01-01",
    }
    assert omar.post("/risk/waiver/add/", form).status_code == 302
    with tenant(cast.harbor):
        waiver = harbor["engagement"].waivers.get(valid_until=date(2026, 10, 31))
        assert (waiver.granted_by, waiver.granted_on) == (cast.omar, date(2026, 6, 30))
    too_early = {**form, "valid_until": "2026-06-29"}
    page = refused(omar, "/risk/waiver/add/", too_early)
    assert "A waiver ends on or after the day it was granted." in page


def test_a_vendor_with_findings_can_be_deleted_and_one_with_contracts_not(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    page = omar.get(page_of(harbor["vendor"], "delete")).content.decode()
    assert "Are you sure" not in page
    with tenant(cast.harbor):
        SubcontractorLink.objects.all().delete()
        VendorMerge.objects.all().delete()
    page = omar.get(page_of(harbor["subcontractor"], "delete")).content.decode()
    assert "Nothing was deleted: 1 dismissed suggestion would go with" in page
    with tenant(cast.harbor):
        DismissedSuggestion.objects.all().delete()
    page = omar.get(page_of(harbor["subcontractor"], "delete")).content.decode()
    assert "Are you sure" in page
    assert omar.post(page_of(harbor["subcontractor"], "delete"), {"post": "yes"}).status_code == 302


def test_a_teams_kind_stays(omar: Client, cast: Cast, harbor: Register) -> None:
    team = harbor["team"]
    form = {
        "name": team.name,
        "site": str(team.site_id),
        "kind": "captive",
        "head_count": "23",
        "working_windows-TOTAL_FORMS": "0",
        "working_windows-INITIAL_FORMS": "0",
    }
    assert omar.post(page_of(team), form).status_code == 302
    with tenant(cast.harbor):
        team.refresh_from_db()
    assert (team.kind, team.head_count) == ("vendor_supplied", 23)
