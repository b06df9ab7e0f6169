"""An organization leaves completely, in an archive or for good, and no other is touched."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.test import Client

from accounts import organization_data
from accounts.models import Letter, Membership, Operation, Organization, User
from accounts.organization_files import delete_files_of, files_of
from accounts.services import organization_deletion, organization_export
from accounts.services.organization_deletion import (
    DeletionIncomplete,
    NothingToDelete,
    as_owner,
    delete_organization,
    what_is_left,
)
from accounts.services.organization_export import export_organization
from accounts.tenancy import protection, tenant
from tests.cast import Cast
from tests.operations.conftest import NOW
from tests.tenancy import catalogue
from vendors.models import Vendor


def archived(organization: Organization, path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest of an export and the content of its entries."""
    export_organization(organization=organization, to=path, now=NOW)
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(entries.pop("manifest.json")), entries


def delete(slug: str, **options: Any) -> Operation:
    return delete_organization(
        slug=slug, by="test", clock=lambda: NOW, **{"say": lambda line: None, **options}
    )


@pytest.fixture
def new_table(db: None) -> Iterator[str]:
    """A table that a later release adds."""
    name = "vendors_newidea"
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {name} (id bigserial PRIMARY KEY, organization_id bigint NOT NULL"
            " REFERENCES accounts_organization DEFERRABLE INITIALLY DEFERRED, word text)"
        )
        for statement in protection(name):
            cursor.execute(statement)
        cursor.execute(f"GRANT SELECT ON {name} TO {connections['default'].settings_dict['USER']}")
    yield name
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"DROP TABLE {name}")


def test_every_table_is_known_to_belong_to_an_organization_a_person_or_nobody(db: None) -> None:
    found = organization_data.tables(connections["owner"])
    assert found.unknown == frozenset()
    # Measurements are taken along through their one table, not month by month.
    months = {name for name in catalogue.protected_tables() if "_measurement_2" in name}
    assert catalogue.protected_tables() - months <= found.organizations | {
        organization_data.ORGANIZATION_HISTORY
    }


def test_a_table_that_nobody_classified_is_seen(db: None) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE vendors_forgotten (id int)")
        try:
            assert organization_data.tables(connections["owner"]).unknown == {"vendors_forgotten"}
        finally:
            cursor.execute("DROP TABLE vendors_forgotten")


def test_an_export_holds_every_table_with_true_counts_and_checksums(
    furnished: Cast, tmp_path: Path
) -> None:
    manifest, entries = archived(furnished.harbor, tmp_path / "harbor.zip")
    listed = [*manifest["tables"], *manifest["files"]]
    assert {entry["entry"] for entry in listed} == set(entries)
    assert {table["table"] for table in manifest["tables"]} == {
        *organization_data.tables(connections["owner"]).organizations,
        "accounts_organization",
        "accounts_organizationevent",
        "accounts_user",
    }
    for entry in listed:
        content = entries[entry["entry"]]
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        if "rows" in entry:
            assert len(content.splitlines()) == entry["rows"]
    rows = {table["table"]: table["rows"] for table in manifest["tables"]}
    assert rows["vendors_vendor"] == 2
    assert rows["vendors_vendorevent"] == 3
    assert rows["accounts_membership"] == 5
    assert rows["accounts_user"] == 5
    assert rows["accounts_letter"] == 1
    assert rows["risk_finding"] > 0
    names = {
        json.loads(line)["legal_name"]
        for line in entries["tables/vendors_vendor.ndjson"].splitlines()
    }
    assert names == {"kittiwake Holding", "kittiwake Limited, renamed"}
    assert entries[f"files/org/{furnished.harbor.pk}/documents/kittiwake.txt"] == b"kittiwake"


def test_an_export_holds_nothing_of_another_organization_and_no_password(
    furnished: Cast, tmp_path: Path
) -> None:
    manifest, entries = archived(furnished.harbor, tmp_path / "harbor.zip")
    whole = b"".join(entries.values())
    assert b"kittiwake" in whole
    assert b"cormorant" not in whole
    assert furnished.mallory.user.email.encode() not in whole
    assert furnished.olga.user.password.encode() not in whole
    assert manifest["columns_left_out"]["accounts_user"] == ["password"]


def test_an_export_is_of_one_moment(furnished: Cast, tmp_path: Path) -> None:
    """A vendor added between two tables is in neither."""
    original = organization_export._write_table

    def meanwhile(archive: Any, table: str, *rest: Any) -> Any:
        if table == "vendors_contract":
            with as_owner(furnished.harbor.pk), connections["owner"].cursor() as cursor:
                cursor.execute("UPDATE vendors_vendor SET legal_name = legal_name || ' too late'")
        return original(archive, table, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(organization_export, "_write_table", meanwhile)
        _, entries = archived(furnished.harbor, tmp_path / "harbor.zip")
    assert b"too late" not in entries["tables/vendors_vendor.ndjson"]
    _, entries = archived(furnished.harbor, tmp_path / "later.zip")
    assert b"too late" in entries["tables/vendors_vendor.ndjson"]


def test_an_export_overwrites_nothing_and_leaves_no_half(
    furnished: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "taken.zip"
    taken.write_text("mine")
    with pytest.raises(FileExistsError):
        archived(furnished.harbor, taken)
    assert taken.read_text() == "mine"

    def full(*arguments: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(organization_export, "_write_file", full)
    with pytest.raises(OSError, match="No space"):
        archived(furnished.harbor, tmp_path / "half.zip")
    assert {path.name for path in tmp_path.iterdir()} - {"media"} == {"taken.zip"}


def test_only_the_one_who_exported_may_read_the_file(furnished: Cast, tmp_path: Path) -> None:
    archived(furnished.harbor, tmp_path / "harbor.zip")
    assert (tmp_path / "harbor.zip").stat().st_mode & 0o777 == 0o600


def test_after_a_deletion_nothing_is_left_and_the_other_is_byte_for_byte_the_same(
    furnished: Cast, tmp_path: Path, client: Client
) -> None:
    client.force_login(furnished.olga.user)
    before = archived(furnished.rival, tmp_path / "before.zip")
    record = delete(furnished.harbor.slug, batch=2)
    after = archived(furnished.rival, tmp_path / "after.zip")
    assert after == before

    assert what_is_left(furnished.harbor.pk) == []
    assert list(files_of(furnished.harbor.pk)) == []
    assert not Organization.objects.filter(pk=furnished.harbor.pk).exists()
    assert not User.objects.filter(pk=furnished.olga.user.pk).exists()
    assert client.get("/").status_code == 302

    assert record.finished_at == NOW
    assert record.subject == furnished.harbor.slug
    assert record.details["name"] == "Harbor Works"
    assert record.details["by"] == "test"
    assert record.details["removed"]["vendors_vendor"] == 2
    assert record.details["removed"]["vendors_vendorevent"] == 3
    assert record.details["removed"]["accounts_user"] == 5
    assert record.details["removed"]["files"] == 1
    assert "people" not in record.details


def test_who_belongs_to_another_organization_too_stays(furnished: Cast) -> None:
    with tenant(furnished.rival):
        Membership.objects.create(
            organization=furnished.rival, user=furnished.vera.user, role="executive"
        )
    delete(furnished.harbor.slug)
    assert User.objects.filter(pk=furnished.vera.user.pk).exists()
    assert not User.objects.filter(pk=furnished.omar.user.pk).exists()


def test_letters_about_the_accounts_of_deleted_people_go_with_them(furnished: Cast) -> None:
    """Omar asked for a new password; its link must not stay. Mallory's is nobody else's matter."""

    def ask(address: str) -> Letter:
        return Letter.objects.create(
            organization=None,
            to=address,
            subject="New password",
            text="link",
            html="link",
            message_id=f"<{address}@longshore.example>",
            created_at=NOW,
            next_attempt_at=NOW,
        )

    omars, mallorys = (
        ask(member.user.email.title()) for member in (furnished.omar, furnished.mallory)
    )
    left = what_is_left(furnished.rival.pk, [furnished.omar.user.email])
    assert "1 letters to people who are deleted with it" in left
    record = delete(furnished.harbor.slug)
    assert not Letter.objects.filter(pk=omars.pk).exists()
    assert Letter.objects.filter(pk=mallorys.pk).exists()
    assert "addresses" not in record.details
    mallorys.delete()


def test_an_interrupted_deletion_goes_on(furnished: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(line: str) -> None:
        if line.startswith("vendors_contractitem"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        delete(furnished.harbor.slug, say=killed)
    furnished.harbor.refresh_from_db()
    assert furnished.harbor.is_suspended
    assert what_is_left(furnished.harbor.pk)

    monkeypatch.setattr(organization_deletion, "delete_files_of", lambda organization_id: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        delete(furnished.harbor.slug)
    assert not Organization.objects.filter(slug=furnished.harbor.slug).exists()

    monkeypatch.setattr(organization_deletion, "delete_files_of", delete_files_of)
    record = delete(furnished.harbor.slug)
    assert record.finished_at == NOW
    assert Operation.objects.filter(subject=furnished.harbor.slug).count() == 1
    assert what_is_left(furnished.harbor.pk) == []


def test_a_deletion_that_leaves_something_says_so_and_is_not_finished(
    furnished: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organization_deletion, "delete_files_of", lambda organization_id: 0)
    with pytest.raises(DeletionIncomplete, match="there is left: 1 files"):
        delete(furnished.harbor.slug)
    assert organization_deletion.unfinished_deletion(furnished.harbor.slug)


def test_a_table_added_later_is_exported_and_deleted_too(
    furnished: Cast, new_table: str, tmp_path: Path
) -> None:
    for organization in (furnished.harbor, furnished.rival):
        with as_owner(organization.pk), connections["owner"].cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {new_table} (organization_id, word) VALUES (%s, 'new')",  # noqa: S608
                [organization.pk],
            )
    manifest, _ = archived(furnished.harbor, tmp_path / "harbor.zip")
    rows = {table["table"]: table["rows"] for table in manifest["tables"]}
    assert rows[new_table] == 1
    delete(furnished.harbor.slug)
    assert what_is_left(furnished.harbor.pk) == []
    assert f"1 rows of {new_table}" in what_is_left(furnished.rival.pk)
    delete(furnished.rival.slug)


def test_a_missing_organization_is_refused(db: None) -> None:
    with pytest.raises(NothingToDelete):
        delete("no-such-organization")


def test_the_application_can_not_write_the_record_of_operations(db: None) -> None:
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Operation.objects.create(kind="x", subject="y", started_at=NOW, details={})


def test_the_command_deletes_only_when_the_name_is_given(
    furnished: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    slug = furnished.harbor.slug
    with pytest.raises(CommandError, match="is called 'Harbor Works', not 'harbor works'"):
        call_command("delete_organization", slug, "--name", "harbor works")
    with tenant(furnished.harbor):
        assert Vendor.objects.count() == 2
    call_command("delete_organization", slug, "--name", "Harbor Works", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["removed"]["vendors_vendor"] == 2
    with pytest.raises(CommandError, match="no organization with the slug"):
        call_command("delete_organization", slug, "--name", "Harbor Works")


def test_the_command_exports(
    furnished: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "harbor.zip"
    call_command("export_organization", furnished.harbor.slug, "--to", str(path), "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["files"] == 1
    assert zipfile.is_zipfile(path)
    with pytest.raises(CommandError, match="exists already"):
        call_command("export_organization", furnished.harbor.slug, "--to", str(path))
    assert default_storage.exists(f"org/{furnished.harbor.pk}/documents/kittiwake.txt")
