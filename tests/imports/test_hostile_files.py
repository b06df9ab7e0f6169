"""Files that lie, that are too much, or that hold what nobody expects."""

import gzip
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from accounts.models.leased_job import JobState
from accounts.tenancy import tenant
from sourcing.models import Import
from sourcing.services import imports
from sourcing.services.imports import run_imports
from tests.cast import Cast
from tests.imports.steps import (
    brought_in,
    columns_of,
    confirm,
    counts,
    import_at,
    lines_at,
    send,
    uploaded,
    workbook,
)
from vendors.models import Vendor

VENDORS = "vendors.vendor"


def refusal(browser: Client, content: str | bytes, name: str = "list.csv") -> str:
    answer = send(browser, VENDORS, content, name=name)
    assert answer.status_code == 400
    return str(answer.context["problem"])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.csv", workbook(["legal_name"], ["Acme"]), "the content is a ZIP archive"),
        ("list.xlsx", b"legal_name\nAcme\n", "the content is plain text"),
        ("list.csv", b"%PDF-1.7 ...", "the content is a PDF document"),
        ("list.csv", b"<html><table>", "the content is a web page"),
        ("list.exe", b"MZ", "can not be read"),
        ("list.csv", b"", "empty"),
        ("list.csv", b"legal_name\n", "no row under it"),
        ("list.csv", b"legal_name\nAc\x00me\n", "is zero"),
        ("list.csv", b"legal_name\nM\xfcller\n", "is not utf-8 text"),
        ("list.csv", b'legal_name\n"Acme\n', "a quoted cell opens here"),
        ("list.csv", b"a,a\n1,2\n", "stands more than once"),
        ("list.xlsx", b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_the_reason(
    name: str, content: bytes, words: str, cast: Cast, omar: Client
) -> None:
    assert words in refusal(omar, content, name)
    with tenant(cast.harbor):
        assert not Import.objects.exists()


def test_a_name_of_many_bytes_is_only_a_label(cast: Cast, omar: Client) -> None:
    """150 characters of four bytes each are more than a file system takes."""
    name = "\N{PARTY POPPER}" * 150 + ".csv"
    answer = send(omar, VENDORS, "legal_name\nAcme\n", name=name)
    assert answer.status_code == 302
    page = str(answer.headers["Location"])
    omar.post(page, {"action": "check", **columns_of(omar, page)})
    confirm(omar, page)
    imported = import_at(cast.harbor, page)
    assert imported.file_name == name
    assert imported.file == f"org/{cast.harbor.pk}/imports/{imported.pk}.csv"
    with tenant(cast.harbor):
        assert Vendor.objects.filter(legal_name="Acme").exists()
    assert refusal(omar, "legal_name\n", name).startswith(name)


def test_a_cell_of_ten_megabytes_is_refused(omar: Client) -> None:
    sentence = refusal(omar, "legal_name\n" + "x" * 10_000_000 + "\n")
    assert "longer than 1 MB" in sentence


def test_a_zip_bomb_is_refused(omar: Client, tmp_path: Any) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    assert refusal(omar, bomb.read_bytes(), "bomb.xlsx").startswith("bomb.xlsx")


def test_a_gzip_bomb_stops_at_the_limit(cast: Cast, omar: Client) -> None:
    bomb = gzip.compress(b"legal_name\n" + b"x" * 30_000_000)
    assert "longer than 1 MB" in refusal(omar, bomb, "bomb.csv.gz")


def test_an_upload_beyond_the_limit_is_not_stored(
    omar: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MAX_UPLOAD", 1000)
    assert "at most 0 MB" in refusal(omar, "legal_name\n" + "Acme\n" * 300)


def test_a_path_in_the_name_goes_nowhere(cast: Cast, omar: Client) -> None:
    page = uploaded(omar, VENDORS, "legal_name\nAcme\n", name="../../../etc/x.csv")
    imported = import_at(cast.harbor, page)
    assert imported.file_name == "x.csv"
    assert imported.file == f"org/{cast.harbor.pk}/imports/{imported.pk}.csv"


def test_formulas_emoji_and_right_to_left_text_are_only_text(cast: Cast, omar: Client) -> None:
    names = ['=HYPERLINK("http://x")', "+1 Ltd", "@home", "שלום בע״מ", "🚢 Reederei", "<script>x"]
    rows = "".join('"' + name.replace('"', '""') + '"\n' for name in names)
    page = brought_in(omar, VENDORS, "legal_name\n" + rows)
    with tenant(cast.harbor):
        assert set(Vendor.objects.values_list("legal_name", flat=True)) == set(names)
    shown = omar.get(page, {"show": "new"}).content.decode()
    assert "<script>x" not in shown
    assert "&lt;script&gt;x" in shown


def test_a_text_too_long_for_its_field_is_that_rows_error(cast: Cast, omar: Client) -> None:
    page = uploaded(omar, VENDORS, "legal_name\n" + "x" * 201 + "\nAcme\n")
    omar.post(page, {"action": "check", **columns_of(omar, page)})
    [line] = lines_at(cast.harbor, page, "refused")
    assert line.details[0][2] == "at most 200 characters, not 201"
    assert counts(cast.harbor, page)["new"] == 1


def test_a_large_file_is_a_workers_and_survives_leaving_the_page(
    cast: Cast, omar: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "DIRECT_BYTES", 10)
    page = uploaded(omar, VENDORS, "legal_name\nAcme\nBeta\n")
    omar.post(page, {"action": "check", **columns_of(omar, page)})
    assert "is under way" in omar.get(page).content.decode()
    again = omar.post(page, {"action": "check", **columns_of(omar, page)}, follow=True)
    assert "being worked on" in again.content.decode()
    assert run_imports(organization=cast.harbor, clock=timezone.now) == 1
    confirm(omar, page)
    with tenant(cast.harbor):
        assert not Vendor.objects.exists()
    assert run_imports(organization=cast.harbor, clock=timezone.now) == 1
    assert run_imports(organization=cast.harbor, clock=timezone.now) == 0
    with tenant(cast.harbor):
        assert Vendor.objects.count() == 2
    assert import_at(cast.harbor, page).state == JobState.DONE


def test_confirming_twice_imports_once(cast: Cast, omar: Client) -> None:
    page = brought_in(omar, VENDORS, "legal_name\nAcme\n")
    answer = omar.post(page, {"action": "apply"}, follow=True)
    assert "Only a file whose dry run is done can be imported" in answer.content.decode()


def test_a_lost_file_is_told(cast: Cast, omar: Client) -> None:
    page = uploaded(omar, VENDORS, "legal_name\nAcme\n")
    default_storage.delete(import_at(cast.harbor, page).file)
    omar.post(page, {"action": "check", **columns_of(omar, page)})
    assert "is no longer kept; upload it again" in omar.get(page).content.decode()
