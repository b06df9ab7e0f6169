"""A backup comes back whole, with its walls; a damaged one is refused by name."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from pytest_django import Settings

from accounts import backup_manifest
from accounts.models import Operation
from accounts.tenancy import tenant
from tests.cast import Cast
from tests.file_storage import keep_files_in
from tests.operations.databases import another_database, as_superuser, use
from tests.tenancy import catalogue
from vendors.models import Vendor

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def backup_role(db: None, settings: Settings) -> None:
    """A role that may read everything; on the machine's own server its superuser."""
    address = as_superuser(connections["owner"].settings_dict["NAME"])
    settings.BACKUP_DATABASE = {
        "HOST": address["host"], "PORT": address.get("port"), "USER": "postgres",
        "NAME": address["dbname"],
    }  # fmt: skip


@pytest.fixture
def made(furnished: Cast, backup_role: None, tmp_path: Path) -> Path:
    folder = tmp_path / "backup"
    call_command("backup", "--to", str(folder))
    return folder


@pytest.fixture
def empty_target(settings: Settings, tmp_path: Path) -> Iterator[str]:
    """A new database and a new file storage, in place of those that were backed up."""
    with another_database("restored") as name:
        keep_files_in(tmp_path / "restored-media", settings)
        yield name


def test_a_backup_names_rows_migrations_and_checksums(made: Path, furnished: Cast) -> None:
    manifest = backup_manifest.read(made)
    assert list(backup_manifest.problems(made, manifest)) == []
    assert manifest.tables["vendors_vendor"] >= 4
    assert "accounts.0001_initial" in manifest.migrations
    paths = {entry.path for entry in manifest.entries}
    assert paths == {
        "database.dump",
        f"files/org/{furnished.harbor.pk}/documents/kittiwake.txt",
        f"files/org/{furnished.rival.pk}/documents/cormorant.txt",
    }
    assert made.stat().st_mode & 0o777 == 0o700


def test_a_restored_copy_has_the_same_rows_walls_and_files(
    made: Path, furnished: Cast, empty_target: str, tmp_path: Path
) -> None:
    call_command("restore", "--from", str(made))

    assert catalogue.unprotected_tables() == []
    assert catalogue.leaking_unique_keys() == []
    assert catalogue.plain_foreign_keys() == []
    with tenant(furnished.harbor):
        names = set(Vendor.objects.values_list("legal_name", flat=True))
        assert names == {"kittiwake Holding", "kittiwake Limited, renamed"}
    assert not Vendor.objects.exists()
    restored = tmp_path / "restored-media" / f"org/{furnished.harbor.pk}/documents/kittiwake.txt"
    assert restored.read_text() == "kittiwake"
    assert Operation.objects.get(kind="restore").details["files"] == 2

    # The isolation tests themselves, in copies of the restored database.
    use(empty_target)
    environment = {**os.environ, "TEST_TEMPLATE": empty_target}
    environment.pop("PYTEST_XDIST_WORKER", None)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider",
         "tests/tenancy", "--ignore=tests/tenancy/test_one_role.py"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-3000:]
    assert ran.stdout.count(".") >= 20


def test_a_restore_into_a_database_in_use_is_refused(made: Path) -> None:
    with pytest.raises(CommandError, match=r"is not empty: it has .* into an empty database only"):
        call_command("restore", "--from", str(made))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda at: (at / "database.dump").write_bytes(b"x"), "database.dump has 1 bytes"),
        (lambda at: (at / "database.dump").unlink(), "database.dump is missing"),
        (lambda at: (at / "manifest.json").unlink(), "holds no manifest.json"),
        (lambda at: (at / "manifest.sha256").unlink(), "manifest.sha256 is missing"),
        (lambda at: (at / "manifest.json").write_text("{}"), "changed after the backup"),
        (lambda at: next(at.rglob("*.txt")).write_text("kittiwakE"), "damaged: its checksum|has 9"),
    ],
)
def test_a_damaged_backup_is_refused_by_name(
    made: Path, empty_target: str, damage: object, sentence: str
) -> None:
    damage(made)  # type: ignore[operator]
    with pytest.raises(CommandError, match=sentence):
        call_command("restore", "--from", str(made))
    assert catalogue.query("SELECT count(*) FROM pg_class WHERE relname = 'vendors_vendor'") == [
        (0,)
    ]


def test_a_backup_of_a_newer_release_is_refused(made: Path, empty_target: str) -> None:
    raw = json.loads((made / "manifest.json").read_text())
    raw["migrations"].append("vendors.9999_from_tomorrow")
    (made / "manifest.json").write_text(json.dumps(raw))
    (made / "manifest.sha256").write_text(backup_manifest.sha256(made / "manifest.json"))
    with pytest.raises(CommandError, match=r"newer release: .* vendors\.9999_from_tomorrow"):
        call_command("restore", "--from", str(made))


def test_missing_rows_are_noticed(made: Path, empty_target: str) -> None:
    raw = json.loads((made / "manifest.json").read_text())
    expected = raw["tables"]["vendors_vendor"] + 1
    raw["tables"]["vendors_vendor"] = expected
    (made / "manifest.json").write_text(json.dumps(raw))
    (made / "manifest.sha256").write_text(backup_manifest.sha256(made / "manifest.json"))
    with pytest.raises(
        CommandError, match=f"vendors_vendor has {expected - 1} rows; expected {expected}"
    ):
        call_command("restore", "--from", str(made))


def test_a_role_that_sees_too_little_makes_no_backup(
    db: None, settings: Settings, tmp_path: Path
) -> None:
    owner = connections["owner"].settings_dict
    settings.BACKUP_DATABASE = {
        **{key: owner[key] for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")},
        "HOST": connections["owner"].get_connection_params()["host"],
    }
    with pytest.raises(CommandError, match=r"bound by row-level security.*BACKUP_DATABASE_URL"):
        call_command("backup", "--to", str(tmp_path / "backup"))


def test_a_backup_overwrites_nothing(db: None, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    with pytest.raises(CommandError, match="is not empty; a backup needs a folder of its own"):
        call_command("backup", "--to", str(tmp_path))
