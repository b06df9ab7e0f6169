"""People take home what a list shows: the same rows, columns and words, all pages of it."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from accounts.tenancy import tenant
from tests.admin.addresses import IDS, MODELS
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import Cast
from tests.exporting.reading import body, cells_of, csv_of, csv_rows
from vendors.models import Contract, Vendor

CONTRACT_HEADING = [
    "Number",
    "Vendor",
    "Findings",
    "Title",
    "Kind",
    "State",
    "First day",
    "Last day",
    "Agreed",
    "Agreed: currency",
    "Paid to date",
    "Paid to date: currency",
]


def test_omar_gets_the_contracts_with_their_money_and_days(omar: Client, harbor: Register) -> None:
    heading, *rows = csv_of(omar, "vendors.contract")
    assert heading == CONTRACT_HEADING
    assert rows == [
        [
            "Harbor-1620514",
            "Harbor Data-Core",
            "1 open",
            "Harbor support",
            "Stand-alone contract",
            "Ends in 89 days",
            "2026-01-01",
            "2026-09-27",
            "24440.00",
            "USD",
            "63648.00",
            "USD",
        ]
    ]


def test_a_workbook_has_numbers_and_dates_where_the_list_has(
    omar: Client, harbor: Register
) -> None:
    heading, row = cells_of(omar, "vendors.contract")
    assert [cell.value for cell in heading] == CONTRACT_HEADING
    assert row[6].value == datetime(2026, 1, 1)  # noqa: DTZ001 - as openpyxl reads days
    assert row[6].number_format == "yyyy-mm-dd"
    assert (row[8].value, row[8].data_type) == (24440, "n")
    assert row[9].value == "USD"


def test_the_filters_of_the_address_count(omar: Client, harbor: Register) -> None:
    assert len(csv_of(omar, "vendors.contract", runs="today")) == 2
    assert len(csv_of(omar, "vendors.contract", runs="ended")) == 1
    assert len(csv_of(omar, "vendors.vendor", q="Batch")) == 2


def test_every_page_of_a_list_is_in_the_file_in_the_lists_order(cast: Cast, omar: Client) -> None:
    with tenant(cast.harbor):
        Vendor.objects.bulk_create(Vendor(legal_name=f"Vendor {n:03d}") for n in range(120))
    names = [row[0] for row in csv_of(omar, "vendors.vendor", p="2")[1:]]
    assert names == [f"Vendor {n:03d}" for n in range(120)]
    backwards = [row[0] for row in csv_of(omar, "vendors.vendor", o="-1")[1:]]
    assert backwards == names[::-1]


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r"])
def test_what_would_be_a_formula_is_text(mark: str, cast: Cast, omar: Client) -> None:
    name = f'{mark}HYPERLINK("http://evil.example","Open")'
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name=name)
    [row] = csv_of(omar, "vendors.vendor")[1:]
    assert row[0] == f"'{name}"
    [_, cells] = cells_of(omar, "vendors.vendor")
    assert (cells[0].data_type, cells[0].quotePrefix) == ("s", True)
    assert mark in {"\t", "\r"} or cells[0].value == name


def test_a_negative_amount_stays_a_number(cast: Cast, omar: Client, harbor: Register) -> None:
    with tenant(cast.harbor):
        Contract.objects.create(
            number="Cut",
            vendor=harbor["vendor"],
            first_day=date(2026, 1, 1),
            value=Decimal("-1500.50"),
        )
    by_number = {row[0]: row for row in csv_of(omar, "vendors.contract")[1:]}
    assert by_number["Cut"][8:10] == ["-1500.50", "USD"]
    cells = {row[0].value: row for row in cells_of(omar, "vendors.contract")[1:]}
    assert (cells["Cut"][8].value, cells["Cut"][8].data_type) == (-1500.5, "n")


def test_right_to_left_text_and_emoji_come_out_as_they_went_in(cast: Cast, omar: Client) -> None:
    names = ["شركة البيانات", "Zoë 🚢 & Söhne <GmbH>"]
    with tenant(cast.harbor):
        for name in names:
            Vendor.objects.create(legal_name=name)
    assert {row[0] for row in csv_of(omar, "vendors.vendor")[1:]} == set(names)
    assert {row[0].value for row in cells_of(omar, "vendors.vendor")[1:]} == set(names)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("model", MODELS, ids=IDS)
def test_every_list_can_be_exported_and_holds_nothing_of_others(  # noqa: PLR0917
    model: type[Model],
    form: str,
    cast: Cast,
    sign_in: SignIn,
    harbor: Register,
    rival: Register,
) -> None:
    olga = sign_in(cast.olga)
    # Long lists are a worker's work: of the rates of 30 years only the Icelandic ones.
    asked = {"q": "ISK"} if model._meta.model_name == "referencerate" else {}
    answer = olga.get(f"/export/{model._meta.label_lower}/{form}/", asked)
    if not hasattr(admin.site._registry[model], "prepare"):
        assert answer.status_code == 404
        return
    data = body(answer)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    if form == "csv":
        assert len(csv_rows(data)) >= 2
        assert b"Rival" not in data
        assert b"Mallory" not in data


def test_a_role_exports_what_it_may_see(cast: Cast, sign_in: SignIn, harbor: Register) -> None:
    eve = sign_in(cast.eve)
    assert len(csv_of(eve, "vendors.contract")) == 2
    assert eve.get("/export/accounts.letter/csv/").status_code == 403
    assert sign_in(cast.ivan).get("/export/vendors.contract/csv/").status_code == 403
    assert Client().get("/export/vendors.contract/csv/").status_code == 302


@pytest.mark.parametrize("address", ["nobody.knows/csv", "vendors.contract/pdf", "accounts.x/csv"])
def test_what_there_is_no_list_of_is_missing(address: str, omar: Client) -> None:
    assert omar.get(f"/export/{address}/").status_code == 404


def test_a_list_offers_its_files_under_its_own_address(omar: Client, harbor: Register) -> None:
    page = omar.get("/vendors/contract/", {"runs": "today"}).content.decode()
    assert 'href="/export/vendors.contract/csv/?runs=today"' in page
    assert 'href="/export/vendors.contract/xlsx/?runs=today"' in page


def test_the_portfolios_tables_can_be_taken_home(omar: Client, harbor: Register) -> None:
    heading, row = csv_of(omar, "portfolio-rows", basis="value")
    assert heading[:7] == [
        "Item",
        "Contract",
        "Vendor",
        "First day",
        "Last day",
        "Agreed",
        "Agreed: currency",
    ]
    assert row[1:7] == [
        "Harbor-1620514",
        "Harbor Data-Core",
        "2026-01-01",
        "2026-09-27",
        "24440.00",
        "USD",
    ]
    [holder] = csv_of(omar, "portfolio-holders", by="vendor", basis="value")[1:]
    assert (holder[0], holder[3]) == ("Harbor Data-Core", "100.00")
    assert csv_of(omar, "portfolio-due")[0][0] == "By"
    assert omar.get("/export/portfolio-holders/csv/", {"by": "moon"}).status_code == 404
