"""The organization's history: everything that changed, filtered, paged and taken home."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pghistory
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from psycopg import sql

from accounts.audit.kinds import kinds
from accounts.audit.reading import Position, read_position
from accounts.history_origin import noted
from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.services.import_log import marked
from tests.cast import Cast
from tests.tenancy import catalogue
from vendors.models import Contract, Vendor

type SignIn = Callable[[Membership], Client]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    def browser(member: Membership) -> Client:
        client = Client()
        client.force_login(member.user)
        return client

    return browser


def text_of(client: Client, query: str = "", page: str = "/history/") -> str:
    answer = client.get(page + query)
    assert answer.status_code == 200
    html = answer.content.decode()
    html = html[html.index('id="content-main"') :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def table_of(client: Client, query: str = "") -> list[str]:
    """The rows of the page's table as text, the newest first."""
    html = client.get("/history/" + query).content.decode()
    if "<tbody>" not in html:
        return []
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    rows = body.split("<tr>")[1:]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]


def csv_of(client: Client, query: str = "") -> list[list[str]]:
    answer: Any = client.get(f"/history/?format=csv{query}")
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def story(cast: Cast) -> Vendor:
    """A vendor made by a command, renamed by Omar, with a contract that a job made."""
    with tenant(cast.harbor), pghistory.context(origin="command", command="import_contracts"):
        vendor = Vendor.objects.create(legal_name="Acme")
    with (
        tenant(cast.harbor),
        pghistory.context(origin="page", user=cast.omar.user_id, url="/vendors/vendor/"),
    ):
        Vendor.objects.filter(pk=vendor.pk).update(legal_name="Acme Holding")
    with tenant(cast.harbor), pghistory.context(origin="job", task="risk.tasks.scan_due"):
        Contract.objects.create(number="C-1", title="Payroll", vendor=vendor)
    return vendor


def test_olga_reads_who_changed_what_from_where(cast: Cast, story: Vendor, sign_in: SignIn) -> None:
    contract, renamed, created, *members = table_of(sign_in(cast.olga))
    assert "Background work risk.tasks.scan_due Created: Contract" in contract
    assert "Omar Page /vendors/vendor/ Changed: Vendor Acme Holding" in renamed
    assert "Legal name : Acme → Acme Holding" in renamed
    assert "Command import_contracts" in created
    assert "Created: Vendor Acme Legal name : – → Acme" in created
    assert len(members) == 5, "the five who were made members"
    assert all("Created: Member" in row for row in members)


def test_another_organizations_changes_are_not_there(
    cast: Cast, story: Vendor, sign_in: SignIn
) -> None:
    rows = table_of(sign_in(cast.mallory))
    assert len(rows) == 1
    assert "Member" in rows[0]
    mallory = sign_in(cast.mallory)
    assert "Acme" not in text_of(mallory, f"?object={story.pk}")
    assert "Acme" not in str(csv_of(mallory))
    theirs = text_of(mallory, f"?person={cast.omar.pk}")
    missing = text_of(mallory, "?person=0190c0de-0000-7000-8000-000000000000")
    assert theirs == missing


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=vendors.vendor", ["Changed: Vendor", "Created: Vendor"]),
        ("?kind=vendors.contract", ["Created: Contract"]),
        ("?origin=page", ["Changed: Vendor"]),
        ("?origin=job&kind=vendors.contract", ["Created: Contract"]),
        ("?origin=api", []),
        ("?person=OMAR", ["Changed: Vendor"]),
        ("?object=VENDOR", ["Changed: Vendor", "Created: Vendor"]),
        ("?to=2020-01-01", []),
        ("?from=2020-01-01&kind=vendors.contract", ["Created: Contract"]),
        ("?from=2999-01-01", []),
    ],
)
def test_filters_stand_in_the_address(
    query: str, found: list[str], cast: Cast, story: Vendor, sign_in: SignIn
) -> None:
    query = query.replace("OMAR", str(cast.omar.pk)).replace("VENDOR", str(story.pk))
    rows = table_of(sign_in(cast.olga), query)
    assert [wanted in row for wanted, row in zip(found, rows, strict=True)] == [True] * len(found)
    if not found:
        assert "Nothing matches this filter." in text_of(sign_in(cast.olga), query)


def test_a_file_that_was_imported_is_named(cast: Cast, sign_in: SignIn) -> None:
    run_by_a_command = {"origin": "command", "command": "import_contracts"}
    with tenant(cast.harbor), pghistory.context(**run_by_a_command, source="x", file="2020.csv"):
        Vendor.objects.create(legal_name="Acme")
    [row] = table_of(sign_in(cast.olga), "?origin=import")
    assert "Import 2020.csv Created: Vendor" in row
    assert table_of(sign_in(cast.olga), "?origin=command") == []


def test_what_a_command_does_after_an_import_is_its_own(cast: Cast, sign_in: SignIn) -> None:
    """The demo imports eight files, then scans; the scan stems from no file."""
    with noted(origin="command", command="load_demo"):
        with tenant(cast.harbor), marked(uuid4(), file="2020.csv"):
            Vendor.objects.create(legal_name="Acme")
        with tenant(cast.harbor):
            Vendor.objects.create(legal_name="Borealis")
    later, imported, *_ = table_of(sign_in(cast.olga))
    assert "Command load_demo" in later
    assert "Created: Vendor Borealis" in later
    assert "Import" not in later
    assert "Import 2020.csv Created: Vendor Acme" in imported


def test_an_import_that_fails_marks_nothing_after_it(cast: Cast, sign_in: SignIn) -> None:
    with noted(origin="command", command="load_demo"):
        with pytest.raises(ZeroDivisionError), marked(uuid4(), file="2020.csv"):
            raise ZeroDivisionError
        with tenant(cast.harbor):
            Vendor.objects.create(legal_name="Borealis")
    assert "Command load_demo" in table_of(sign_in(cast.olga))[0]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?from=yesterday", "From: yesterday is not a day such as 2026-06-30."),
        ("?from=2026-06-30&to=2026-06-01", "From: 2026-06-30 is after 2026-06-01."),
        ("?kind=auth.user", "Kind: auth.user is no kind of record."),
        ("?origin=moon", "Origin: moon is unknown."),
        ("?object=42x", "Object: 42x is not the id of a record."),
        ("?person=somebody", "Person: nobody here has this id."),
    ],
)
def test_a_filter_that_makes_no_sense_is_told(
    query: str, told: str, cast: Cast, story: Vendor, sign_in: SignIn
) -> None:
    olga = sign_in(cast.olga)
    assert told in text_of(olga, query)
    assert table_of(olga, query) == []
    entered = query.split("=")[1].split("&", maxsplit=1)[0]
    if "from" in query or "object" in query:
        assert f'value="{entered}"' in olga.get("/history/" + query).content.decode()


def test_older_pages_follow_without_a_gap_or_a_repetition(cast: Cast, sign_in: SignIn) -> None:
    """120 vendors of one transaction carry one moment, so only their number tells them apart."""
    with tenant(cast.harbor):
        Vendor.objects.bulk_create(Vendor(legal_name=f"Vendor {n:03}") for n in range(120))
        Contract.objects.create(number="C-1", vendor=Vendor.objects.get(legal_name="Vendor 007"))
    olga = sign_in(cast.olga)
    query, rows = "", list[str]()
    for _ in range(4):
        html = olga.get("/history/" + query).content.decode()
        rows += table_of(olga, query)
        older = re.search(r'href="(\?[^"]*after=[^"]+)">Older', html)
        if older is None:
            break
        query = unquote(older[1].replace("&amp;", "&"))
    names = [found[0] for row in rows if (found := re.search(r"Vendor \d{3}", row))]
    vendors = [name for row, name in zip(rows, names, strict=False) if "Contract" not in row]
    assert len(rows) == 120 + 1 + 5
    assert len(set(vendors)) == len([r for r in rows if "Created: Vendor" in r]) == 120


def test_a_page_asks_as_often_for_a_thousand_events_as_for_sixty(
    cast: Cast, sign_in: SignIn
) -> None:
    olga = sign_in(cast.olga)

    def asked() -> int:
        olga.get("/history/")
        with CaptureQueriesContext(connection) as captured:
            assert olga.get("/history/").status_code == 200
        return len(captured)

    def grow(numbers: range) -> None:
        with tenant(cast.harbor):
            vendors = Vendor.objects.bulk_create(Vendor(legal_name=f"V{n}") for n in numbers)
            Contract.objects.bulk_create(
                Contract(number=f"C{n}", vendor=vendor)
                for n, vendor in zip(numbers, vendors, strict=True)
            )

    grow(range(60))
    few = asked()
    grow(range(60, 1000))
    assert asked() == few
    assert few <= 16


def test_the_file_holds_exactly_what_is_filtered_and_no_formula(
    cast: Cast, story: Vendor, sign_in: SignIn
) -> None:
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name="=HYPERLINK(1)")
    olga = sign_in(cast.olga)
    head, *rows = csv_of(olga, "&kind=vendors.vendor")
    assert head[0] == "When (UTC)"
    names = [(row[6], row[8], row[9], row[10]) for row in rows if row[8] == "Legal name"]
    assert names == [
        ("'=HYPERLINK(1)", "Legal name", "–", "'=HYPERLINK(1)"),
        ("Acme Holding", "Legal name", "Acme", "Acme Holding"),
        ("Acme", "Legal name", "–", "Acme"),
    ]
    assert {row[7] for row in rows} >= {str(story.pk)}
    answer: Any = olga.get("/history/?format=xlsx&kind=vendors.vendor")
    sheet: Any = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert cells == [head, *([cell.removeprefix("'") for cell in row] for row in rows)]


def test_a_long_file_is_complete(cast: Cast, sign_in: SignIn) -> None:
    with tenant(cast.harbor):
        Vendor.objects.bulk_create(Vendor(legal_name=f"Vendor {n:04}") for n in range(1203))
    rows = csv_of(sign_in(cast.olga), "&kind=vendors.vendor")
    named = [row[10] for row in rows if row[8] == "Legal name"]
    assert named == [f"Vendor {n:04}" for n in reversed(range(1203))]


@pytest.mark.parametrize(
    ("who", "status"),
    [("olga", 200), ("omar", 200), ("vera", 403), ("eve", 403), ("ivan", 403), ("mallory", 200)],
)
def test_who_may_read_it(who: str, status: int, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(getattr(cast, who))
    for address in ("/history/", "/history/?format=csv", "/history/sign-ins/"):
        assert client.get(address).status_code == status


def test_sign_ins_and_denied_pages_have_a_tab(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.eve).get("/history/").status_code == 403
    olga = sign_in(cast.olga)
    page = text_of(olga, page="/history/sign-ins/")
    assert "Eve Page denied GET /history/ 127.0.0.1" in page
    assert "Nothing matches this filter." in text_of(
        olga, f"?person={cast.omar.pk}", "/history/sign-ins/"
    )
    assert "Page denied" in text_of(olga, "?kind=denied", "/history/sign-ins/")
    assert "Eve" not in text_of(sign_in(cast.mallory), page="/history/sign-ins/")


@pytest.mark.parametrize("text", ["", "x", "bm90IGpzb24", "W10", "WyJ4IiwieSIsInoiXQ"])
def test_a_position_that_is_none_begins_at_the_newest(
    text: str, cast: Cast, sign_in: SignIn
) -> None:
    assert read_position(text) is None
    assert sign_in(cast.olga).get(f"/history/?after={text}").status_code == 200


def test_a_position_can_be_read_again(cast: Cast) -> None:
    position = Position(at=cast.harbor.created_at, kind="vendors.vendor", key=42)
    assert read_position(position.written()) == position


def test_every_history_table_is_listed_and_read_through_its_index(db: None) -> None:
    tables = {
        name
        for (name,) in catalogue.query(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE a.attname = 'pgh_id' AND c.relkind IN ('r', 'p')"
        )
    }
    assert {kind.table for kind in kinds()} == tables
    indexed = {
        table
        for (table,) in catalogue.query(
            "SELECT tablename FROM pg_indexes WHERE indexdef LIKE"
            " '%(organization_id, pgh_created_at, pgh_id)'"
        )
    }
    assert tables - indexed == {"accounts_organizationevent"}, "it has one row a change"


def test_the_application_can_not_rewrite_any_history(cast: Cast) -> None:
    for kind in kinds():
        table = sql.Identifier(kind.table)
        for statement in ("UPDATE {} SET pgh_label = 'forged'", "DELETE FROM {}", "TRUNCATE {}"):
            command = sql.SQL(statement).format(table).as_string()
            with pytest.raises(DatabaseError, match="permission denied"):
                with tenant(cast.harbor), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(command)


def test_every_tracked_model_is_a_kind() -> None:
    tracked = {model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}
    assert {kind.events for kind in kinds()} == tracked
