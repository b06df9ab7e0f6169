"""Vera and Omar bring files into lists: they see what would change, confirm, and it is so."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.test import Client

from accounts.tenancy import tenant
from sourcing.importing.lists import import_lists
from sourcing.models import Engagement
from teams.models import Site, Team, WorkingWindow
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import Cast
from tests.exporting.reading import body, cells_of, csv_rows
from tests.imports.steps import (
    brought_in,
    columns_of,
    confirm,
    counts,
    import_at,
    lines_at,
    send,
    tried,
    uploaded,
    workbook,
)
from vendors.models import Contract, ContractItem, PaymentToDate, SubcontractorLink, Vendor
from vendors.models.obligation import OwedBy
from vendors.services.merge import merge

VENDORS = "vendors.vendor"


def test_vera_brings_vendors_in_and_sees_each_difference_first(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    vera = sign_in(cast.vera)
    page = tried(
        vera,
        VENDORS,
        "Legal name,Country,Tier,Exit plan,Notes\n"
        "Harbor Data-Core,IN,Strategic,,\n"
        "Harbor Batch Works,,,,\n"
        "Nordlicht GmbH,Germany,important,yes,Zürich 🚢\n",
    )
    assert counts(cast.harbor, page) == {"changed": 1, "unchanged": 1, "new": 1}
    [changed] = lines_at(cast.harbor, page, "changed")
    assert (changed.line, changed.what, changed.details) == (
        2,
        "Harbor Data-Core",
        [["tier", "Not rated", "Strategic"]],
    )
    with tenant(cast.harbor):
        assert not Vendor.objects.filter(legal_name="Nordlicht GmbH").exists()
        assert Vendor.objects.get(legal_name="Harbor Data-Core").tier == "unrated"
    shown = vera.get(page, {"show": "changed"}).content.decode()
    assert "Not rated → Strategic" in shown
    confirm(vera, page)
    with tenant(cast.harbor):
        new = Vendor.objects.get(legal_name="Nordlicht GmbH")
        assert (new.country, new.tier, new.has_exit_plan) == ("DE", "important", True)
        assert new.notes == "Zürich 🚢"
        assert Vendor.objects.get(legal_name="Harbor Data-Core").tier == "strategic"
        event = new.events.get()  # type: ignore[attr-defined]
    assert (event.pgh_context["origin"], event.pgh_context["import_id"]) == (
        "import",
        str(import_at(cast.harbor, page).pk),
    )
    assert event.pgh_context["user"] == cast.vera.user_id


def test_the_same_file_twice_changes_nothing(cast: Cast, omar: Client) -> None:
    file = "legal_name,ultimate_parent\nChild Ltd,Parent Ltd\nParent Ltd,\n"
    brought_in(omar, VENDORS, file)
    with tenant(cast.harbor):
        assert str(Vendor.objects.get(legal_name="Child Ltd").ultimate_parent) == "Parent Ltd"
    page = tried(omar, VENDORS, file)
    assert counts(cast.harbor, page) == {"unchanged": 2}
    assert "There is nothing to import" in omar.get(page).content.decode()


def test_a_blank_cell_leaves_a_value_as_it_is(cast: Cast, omar: Client) -> None:
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name="Acme", country="IN", notes="Kept")
    brought_in(omar, VENDORS, "legal_name,country,notes\nAcme,,\nOther,,\n")
    with tenant(cast.harbor):
        acme = Vendor.objects.get(legal_name="Acme")
        assert (acme.country, acme.notes) == ("IN", "Kept")


def test_every_bad_cell_is_named_and_the_good_rows_can_go_alone(cast: Cast, omar: Client) -> None:
    page = (
        tried(
            omar,
            "teams.team",
            "name,site,kind,head_count\n"
            "Payroll,Hyderabat,captive,ten\n"
            "Testing,Hyderabad,Captive,12\n"
            ",Hyderabad,captive,3\n",
        )
        if _site(cast)
        else ""
    )
    assert counts(cast.harbor, page) == {"refused": 2, "new": 1}
    first, second = lines_at(cast.harbor, page, "refused")
    assert (first.line, first.what) == (2, "Payroll")
    assert first.details == [
        ["site", "Hyderabat", "the name of a site in the register (did you mean Hyderabad?)"],
        ["head_count", "ten", "a whole number"],
    ]
    assert second.details == [["name", "", "a value: it says which record the row is about"]]
    omar.post(page, {"action": "apply"})
    with tenant(cast.harbor):
        assert not Team.objects.exists()
    confirm(omar, page, only_good="1")
    with tenant(cast.harbor):
        assert [(t.name, t.head_count) for t in Team.objects.all()] == [("Testing", 12)]
    rows = csv_rows(body(omar.get(f"{page}rejects/")))
    assert rows[0] == [
        "name",
        "site",
        "kind",
        "head_count",
        "rejected_line",
        "rejected_because",
    ]
    assert rows[1][:5] == ["Payroll", "Hyderabat", "captive", "ten", "2"]
    assert "head_count: expected a whole number" in rows[1][5]


def _site(cast: Cast) -> Site:
    with tenant(cast.harbor):
        return Site.objects.create(name="Hyderabad", country="IN", time_zone="Asia/Kolkata")


def test_corrected_rejects_can_be_imported_as_they_come(cast: Cast, omar: Client) -> None:
    _site(cast)
    page = tried(omar, "teams.team", "name,site,kind,head_count\nPayroll,Hyderabad,captive,x\n")
    file = body(omar.get(f"{page}rejects/")).decode("utf-8-sig").replace(",x,", ",7,")
    brought_in(omar, "teams.team", file)
    with tenant(cast.harbor):
        assert Team.objects.get().head_count == 7


def test_every_list_takes_a_file(cast: Cast, omar: Client) -> None:
    """A register from nothing, one list after the other, by names only."""
    for kind, *lines in (
        ("teams.site", "name,city,country,time_zone", "Pune,Pune,India,asia/kolkata"),
        ("teams.team", "name,site,kind,head_count", "Run,Pune,Captive,9"),
        (
            "teams.workingwindow",
            "team,weekday,starts,ends",
            "Run,Monday,09:30,18:00",
            "Run,2,09:30,18:00",
        ),
        (VENDORS, "legal_name,lei", "Acme,HWUPKR0MPOU8FGXBT394", "Beta,"),
        (
            "vendors.subcontractorlink",
            "prime,subcontractor,service,since",
            "Acme,Beta,Hosting,2026-01-31",
        ),
        (
            "vendors.contract",
            "number,vendor,kind,parent,owner,notice_period,notice_unit",
            "SOW-1,Acme,Statement of work,M-1,,,",
            f"M-1,Acme,master,,{cast.vera.user.email},90,calendar days",
        ),
        (
            "vendors.contractitem",
            "contract,number,first_day,last_day,amount",
            'SOW-1,SOW-1,2026-01-01,2026-12-31,"12,000.50"',
        ),
        (
            "vendors.paymenttodate",
            "contract,item,as_of,amount",
            "SOW-1,SOW-1,2026-06-30,-20.10",
        ),
        (
            "sourcing.engagement",
            "key,name,vendor,operating_model,is_core,criticality",
            "E-1,Claims,Acme,vendor,no,High",
        ),
        ("sourcing.engagementcontract", "contract,engagement", "SOW-1,E-1"),
        ("sourcing.deliveryteam", "engagement,team,heads", "E-1,Run,4"),
        (
            "vendors.amendment",
            "contract,number,effective_on,auto_renewal,renewal_months",
            "SOW-1,A-1,2026-03-01,yes,12",
        ),
        (
            "vendors.obligation",
            "contract,title,first_due,owed_by",
            f"SOW-1,Send the report,2026-03-01,{OwedBy.choices[0][1]}",
        ),
        (
            "vendors.vendorcontact",
            "vendor,name,level,email,starts,ends,time_zone",
            "Acme,Service desk,1,desk@acme.example,08:00,18:00,Europe/Berlin",
        ),
        ("vendors.ownrate", "base,quote,day,rate,source", "EUR,USD,2026-06-30,1.084,Our bank"),
    ):
        file = "\n".join([*lines, ""])
        page = brought_in(omar, kind, file)
        assert "refused" not in counts(cast.harbor, page), lines_at(cast.harbor, page, "refused")
        assert "new" not in counts(cast.harbor, tried(omar, kind, file)), kind
    with tenant(cast.harbor):
        assert str(Site.objects.get().time_zone) == "Asia/Kolkata"
        assert WorkingWindow.objects.get(weekday=1).starts == time(9, 30)
        assert SubcontractorLink.objects.get().since == date(2026, 1, 31)
        order = Contract.objects.get(number="SOW-1")
        master = Contract.objects.get(number="M-1")
        assert (order.parent, order.value) == (master, Decimal("12000.50"))
        assert master.owner == cast.vera
        item = ContractItem.objects.get()
        assert (item.vendor.legal_name, item.amount) == ("Acme", Decimal("12000.50"))
        assert PaymentToDate.objects.get().amount == Decimal("-20.10")
        engagement = Engagement.objects.get()
        assert (engagement.is_core, engagement.criticality) == (False, "high")
        assert engagement.contract_links.get().contract == order
        assert engagement.delivery_teams.get().heads == 4


def test_a_workbook_is_read_like_a_text_file(cast: Cast, omar: Client) -> None:
    _site(cast)
    file = workbook(["Name", "Site", "Kind", "Head count"], ["Run", "Hyderabad", "Captive", 12])
    page = tried(omar, "teams.team", file, name="teams.xlsx")
    confirm(omar, page)
    with tenant(cast.harbor):
        assert Team.objects.get().head_count == 12


def test_semicolons_and_other_columns_are_understood(cast: Cast, omar: Client) -> None:
    page = uploaded(omar, VENDORS, "Legal Name;colour;Country\nAcme;red;IN\n")
    assert import_at(cast.harbor, page).columns == [
        ["Legal Name", "legal_name"],
        ["colour", ""],
        ["Country", "country"],
    ]
    chosen = {**columns_of(omar, page), "column_1": "notes"}
    omar.post(page, {"action": "check", **chosen})
    confirm(omar, page)
    with tenant(cast.harbor):
        assert Vendor.objects.get().notes == "red"


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"column_0": ""}, "Legal name is needed in every row, but no column fills it."),
        ({"column_1": "legal_name"}, "Two columns of the file fill Legal name; choose one."),
        ({"column_1": "password"}, "No column of a file is called password."),
    ],
)
def test_a_choice_of_columns_that_makes_no_sense_is_told(
    choice: dict[str, str], sentence: str, omar: Client
) -> None:
    page = uploaded(omar, VENDORS, "legal_name,country\nAcme,IN\n")
    answer = omar.post(page, {"action": "check", **columns_of(omar, page), **choice})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_what_the_database_says_against_a_row_is_that_rows_error(cast: Cast, omar: Client) -> None:
    page = tried(
        omar,
        VENDORS,
        "legal_name,ultimate_parent,exit_tested_on,lei,has_exit_plan\n"
        "A,B,,,\n"
        "B,A,,,\n"
        "C,,2026-01-01,,no\n"
        "D,,,HWUPKR0MPOU8FGXBT394,\n"
        "E,,,HWUPKR0MPOU8FGXBT394,\n"
        "F,,,,\n",
    )
    refused = {line.what: line.details[0][2] for line in lines_at(cast.harbor, page, "refused")}
    assert refused["C"] == "only an exit plan that exists can have been tested"
    assert refused["E"] == "another vendor already carries this LEI"
    assert set(refused) == {"A", "B", "C", "E"}
    assert counts(cast.harbor, page)["new"] == 2


def test_a_record_that_a_file_names_twice_must_be_the_same(cast: Cast, omar: Client) -> None:
    page = tried(omar, VENDORS, "legal_name,country\nAcme,IN\nAcme,IN\nAcme,PL\n")
    assert counts(cast.harbor, page) == {"new": 1, "unchanged": 1, "refused": 1}
    [line] = lines_at(cast.harbor, page, "refused")
    assert line.details == [["", "Acme", "each record once, or the same as in line 2"]]


def test_a_contracts_sums_stay_those_of_its_items(
    cast: Cast, omar: Client, harbor: Register
) -> None:
    page = tried(omar, "vendors.contract", "number,value\nHarbor-1620514,1.00\n")
    [line] = lines_at(cast.harbor, page, "refused")
    assert line.details[0][:2] == ["value", "1.00"]
    assert "what its items say" in line.details[0][2]


def test_what_changed_between_dry_run_and_confirmation_is_told(cast: Cast, omar: Client) -> None:
    with tenant(cast.harbor):
        acme = Vendor.objects.create(legal_name="Acme", tier="unrated")
    page = tried(omar, VENDORS, "legal_name,tier\nAcme,strategic\n")
    with tenant(cast.harbor):
        acme.tier = "tactical"
        acme.save()
    confirm(omar, page)
    with tenant(cast.harbor):
        assert Vendor.objects.get().tier == "tactical"
    shown = omar.get(page).content.decode()
    assert "The register has changed since you looked" in shown
    assert "Tactical → Strategic" in shown
    confirm(omar, page)
    with tenant(cast.harbor):
        assert Vendor.objects.get().tier == "strategic"


def test_the_template_of_a_list_has_its_columns(omar: Client) -> None:
    for listed in import_lists():
        [heading] = csv_rows(body(omar.get(f"/imports/template/{listed.name}/csv/")))
        assert heading == list(listed.columns)
    body(omar.get("/imports/template/contract-file/xlsx/"))


def test_an_exported_list_comes_back_unchanged(cast: Cast, omar: Client) -> None:
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name="=cmd|calc", country="IN", tier="important")
    file = body(omar.get("/export/vendors.vendor/csv/"))
    page = uploaded(omar, VENDORS, file)
    chosen = dict.fromkeys(columns_of(omar, page), "") | {"column_0": "legal_name"}
    omar.post(page, {"action": "check", **chosen})
    assert counts(cast.harbor, page) == {"unchanged": 1}
    assert cells_of(omar, "vendors.vendor")[1][0].value == "=cmd|calc"


def test_a_role_imports_into_what_it_may_change(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    vera, eve = sign_in(cast.vera), sign_in(cast.eve)
    file = "name,country,time_zone\nPune,IN,Asia/Kolkata\n"
    assert send(vera, "teams.site", file).status_code == 403
    assert send(eve, VENDORS, "legal_name\nAcme\n").status_code == 403
    assert send(vera, "contract-file", "x").status_code == 403
    assert send(vera, "no.where", "x").status_code == 404
    page = tried(vera, VENDORS, "legal_name\nAcme\n")
    assert eve.get(page).status_code == 200
    assert eve.post(page, {"action": "apply"}).status_code == 403
    assert sign_in(cast.ivan).get("/imports/").status_code == 403
    assert Client().get("/imports/").status_code == 302
    links = vera.get("/vendors/vendor/").content.decode()
    assert 'href="/imports/new/vendors.vendor/"' in links
    assert "/imports/new/" not in eve.get("/vendors/vendor/").content.decode()


def test_mallory_finds_nothing_of_it(cast: Cast, sign_in: SignIn, harbor: Register) -> None:
    omar, mallory = sign_in(cast.omar), sign_in(cast.mallory)
    page = tried(omar, VENDORS, "legal_name,tier\nHarbor secret,nonsense\n")
    missing = "/imports/01a2097e-c07d-7211-bfbb-79f3fa8ca214/"
    for suffix in ("", "rejects/"):
        answers = [mallory.get(address + suffix) for address in (page, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert mallory.post(page, {"action": "apply"}).status_code == 404
    assert "list.csv" not in mallory.get("/imports/").content.decode()
    theirs = tried(
        mallory, "vendors.contract", "number,vendor\nC-1,Harbor Data-Core\n", name="theirs.csv"
    )
    [line] = lines_at(cast.rival, theirs, "refused")
    assert line.details == [["vendor", "Harbor Data-Core", "the name of a vendor in the register"]]


def test_lists_that_name_a_merged_vendor_land_with_the_survivor(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    survivor = harbor["vendor"]
    with tenant(cast.harbor):
        twin = Vendor.objects.create(legal_name="Data-Core Ltd")
        merge(survivor=survivor, loser=twin, reason="", actor=cast.vera, now=datetime.now(UTC))
    vera = sign_in(cast.vera)
    page = brought_in(vera, "vendors.contract", "Number,Vendor\nNEW-1,Data-Core Ltd\n")
    [made] = lines_at(cast.harbor, page, "new")
    assert ["vendor", "", "Harbor Data-Core"] in made.details
    brought_in(vera, VENDORS, "Legal name,Tier\nData-Core Ltd,Strategic\n")
    with tenant(cast.harbor):
        assert Contract.objects.get(number="NEW-1").vendor_id == survivor.pk
        survivor.refresh_from_db()
        twin.refresh_from_db()
        assert (survivor.legal_name, survivor.tier) == ("Harbor Data-Core", "strategic")
        assert (twin.legal_name, twin.tier) == ("Data-Core Ltd", "unrated")
