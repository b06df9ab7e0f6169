"""Contract files on pages: the same import as the command's, with its difference shown first."""

import json
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.tenancy import tenant
from sourcing.models import Engagement, Import
from sourcing.services.imports import run_imports
from tests.admin.conftest import SignIn
from tests.cast import Cast
from tests.exporting.reading import body, csv_rows
from tests.imports.steps import (
    brought_in,
    confirm,
    counts,
    import_at,
    lines_at,
    send,
    tried,
    undo,
)
from vendors.models import Contract, ContractItem, PaymentToDate, Vendor

SAMPLES = Path(__file__).resolve().parent.parent.parent / "sample_data" / "philadelphia"
HEADER = "contract_number,item_number,vendor,first_day,last_day,amount,currency,paid_to_date\n"
FIRST = HEADER + (
    "C-1,,Acme,2026-01-01,2026-12-31,1000.00,USD,100.00\n"
    "C-1,A1,Acme,2026-03-01,2027-03-31,500.00,USD,\n"
    "C-2,,Beta,2026-01-01,2026-12-31,200.00,USD,\n"
)
FILE = "contract-file"


def test_omar_sees_new_records_and_then_has_them(cast: Cast, omar: Client) -> None:
    page = tried(omar, FILE, FIRST, mapping="longshore")
    # 2 vendors, 2 contracts, 3 items, 1 payment, 2 engagements and their 2 links.
    assert counts(cast.harbor, page) == {"new": 12}
    with tenant(cast.harbor):
        assert not Contract.objects.exists()
    confirm(omar, page)
    with tenant(cast.harbor):
        assert (Contract.objects.count(), Engagement.objects.count()) == (2, 2)
    assert counts(cast.harbor, tried(omar, FILE, FIRST, mapping="longshore")) == {}


def test_a_changed_amount_is_shown_old_and_new(cast: Cast, omar: Client) -> None:
    brought_in(omar, FILE, FIRST, mapping="longshore")
    page = tried(omar, FILE, FIRST.replace("500.00", "750.00"), mapping="longshore")
    changed = {line.what: line.details for line in lines_at(cast.harbor, page, "changed")}
    assert ["amount", "500.00", "750.00"] in changed["Contract item A1"]
    assert ["value", "1500.00", "1750.00"] in changed["Contract C-1"]
    assert counts(cast.harbor, page) == {"changed": 2}


def test_refused_rows_come_with_line_column_value_and_expectation(cast: Cast, omar: Client) -> None:
    bad = "C-3,,Gamma,2026-01-01,2025-12-31,abc,USD,\n"
    page = tried(omar, FILE, FIRST + bad, mapping="longshore")
    [line] = lines_at(cast.harbor, page, "refused")
    assert line.line == 5
    assert ["amount", "abc", "an amount like 20,000.50"] in line.details
    rows = csv_rows(body(omar.get(f"{page}rejects/")))
    assert rows[1][:6] == ["C-3", "", "Gamma", "2026-01-01", "2025-12-31", "abc"]
    confirm(omar, page, only_good="1")
    with tenant(cast.harbor):
        assert sorted(Contract.objects.values_list("number", flat=True)) == ["C-1", "C-2"]


def test_a_file_without_a_good_row_lists_its_errors(cast: Cast, omar: Client) -> None:
    page = tried(omar, FILE, HEADER + "C-3,,Gamma,yesterday,,abc,USD,\n", mapping="longshore")
    assert counts(cast.harbor, page) == {"refused": 1}
    assert len(lines_at(cast.harbor, page, "refused")[0].details) == 2


def test_a_command_leaves_a_row_too_and_it_can_be_undone_row_for_row(
    cast: Cast, omar: Client
) -> None:
    """The last quarter's import is undone; what the quarter before had left is back exactly."""

    def put_in(quarter: str) -> None:
        call_command(
            "import_contracts",
            str(SAMPLES / quarter),
            "--json",
            organization=cast.harbor.slug,
            mapping="philadelphia",
            stdout=StringIO(),
        )

    def everything() -> str:
        with tenant(cast.harbor):
            rows = [
                list(model._default_manager.order_by("pk").values())
                for model in (Vendor, Contract, ContractItem, PaymentToDate, Engagement)
            ]
        return json.dumps(rows, default=str)

    put_in("FY-2020-Q3.csv.gz")
    before = everything()
    put_in("FY-2020-Q4.csv.gz")
    assert everything() != before
    with tenant(cast.harbor):
        later, first = Import.objects.order_by("-created_at")
    assert (later.file_name, later.requested_by) == ("FY-2020-Q4.csv.gz", None)
    assert later.counts["new"] > 1_000
    assert "A command" in omar.get("/imports/").content.decode()
    undo(omar, f"/imports/{later.pk}/")
    call_command_imports(cast)
    assert import_at(cast.harbor, f"/imports/{later.pk}/").undone_by == cast.omar
    assert everything() == before
    undo(omar, f"/imports/{first.pk}/")
    call_command_imports(cast)
    assert everything() == json.dumps([[], [], [], [], []])


def call_command_imports(cast: Cast) -> None:
    """The worker's round: thousands of rows aren't undone while a page is waited for."""
    assert run_imports(organization=cast.harbor, clock=timezone.now) == 1


def test_an_unknown_layout_is_refused(cast: Cast, omar: Client, sign_in: SignIn) -> None:
    answer = send(omar, FILE, FIRST, mapping="../../etc/passwd")
    assert answer.status_code == 400
    assert "Choose a layout" in answer.content.decode()
