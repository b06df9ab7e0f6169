"""A file waits for the virus check, and an infected one is never handed out."""

import io
import socket
import struct
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import IO

import pytest
from django.db import transaction
from pytest_django import Settings

from accounts.tenancy import tenant
from sourcing import tasks
from sourcing.models import DocumentVersion
from sourcing.models.document import ScanState
from sourcing.services.document_checks import LEASE, check_waiting, has_waiting
from sourcing.virus_scanner import ScannerFailed, scanner
from tests.cast import Cast
from tests.documents.conftest import NOW, upload
from tests.documents.files import PDF
from vendors.models import Contract

SCANNER = "tests.documents.test_virus_checks.scan"
VIRUS = PDF + b"X5O!P%@AP"


def scan(file: IO[bytes]) -> str:
    """Finds what begins like the EICAR test file."""
    assert not transaction.get_connection().in_atomic_block
    return "Eicar-Test-Signature" if b"X5O!P" in file.read() else ""


def fails(file: IO[bytes]) -> str:
    raise ScannerFailed("The virus scanner can't be reached: connection refused")


@pytest.fixture
def scanned(settings: Settings) -> None:
    settings.DOCUMENT_SCANNER = SCANNER


def states(cast: Cast) -> list[str]:
    with tenant(cast.harbor):
        return list(DocumentVersion.objects.order_by("pk").values_list("scan_state", flat=True))


def test_files_wait_and_are_then_clean_or_infected(
    cast: Cast, contract: Contract, scanned: None
) -> None:
    upload(cast.vera, contract)
    upload(cast.vera, contract, VIRUS)
    assert states(cast) == ["pending", "pending"]
    assert has_waiting(organization=cast.harbor, now=NOW)
    checked = check_waiting(organization=cast.harbor, clock=lambda: NOW)
    assert (checked.clean, checked.infected, checked.failed) == (1, 1, 0)
    assert states(cast) == ["clean", "infected"]
    assert not has_waiting(organization=cast.harbor, now=NOW + timedelta(days=1))
    with tenant(cast.harbor):
        may = {row.scan_state: row.may_be_downloaded for row in DocumentVersion.objects.all()}
    assert may == {"clean": True, "infected": False}


def test_the_tick_finds_what_waits(cast: Cast, contract: Contract, scanned: None) -> None:
    upload(cast.vera, contract)
    tasks.check_due()
    assert states(cast) == ["clean"]


def test_a_scanner_that_fails_is_asked_again_later(
    cast: Cast, contract: Contract, settings: Settings
) -> None:
    settings.DOCUMENT_SCANNER = f"{__name__}.fails"
    upload(cast.vera, contract)
    assert check_waiting(organization=cast.harbor, clock=lambda: NOW).failed == 1
    with tenant(cast.harbor):
        version = DocumentVersion.objects.get()
    assert (version.scan_state, version.lease_owner) == (ScanState.PENDING, None)
    assert version.next_scan_at == NOW + timedelta(minutes=1)
    assert "connection refused" in version.scan_result
    assert not version.may_be_downloaded
    assert not has_waiting(organization=cast.harbor, now=NOW + timedelta(seconds=59))
    settings.DOCUMENT_SCANNER = SCANNER
    later = NOW + timedelta(minutes=1)
    assert check_waiting(organization=cast.harbor, clock=lambda: later).clean == 1


def test_a_checker_that_died_is_taken_over(cast: Cast, contract: Contract, scanned: None) -> None:
    upload(cast.vera, contract)
    with tenant(cast.harbor):
        DocumentVersion.objects.update(
            lease_owner="0190d0de-0000-7000-8000-000000000001", lease_until=NOW + LEASE
        )
    assert check_waiting(organization=cast.harbor, clock=lambda: NOW + LEASE).clean == 0
    late = NOW + LEASE + timedelta(seconds=1)
    assert check_waiting(organization=cast.harbor, clock=lambda: late).clean == 1


def test_a_scanner_switched_off_leaves_nothing_waiting(
    cast: Cast, contract: Contract, settings: Settings
) -> None:
    settings.DOCUMENT_SCANNER = SCANNER
    upload(cast.vera, contract)
    settings.DOCUMENT_SCANNER = ""
    check_waiting(organization=cast.harbor, clock=lambda: NOW)
    assert states(cast) == ["not_scanned"]


class Daemon:
    """A clamd that finds `Evil` in what holds that word."""

    def __init__(self, address: str) -> None:
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.server.bind(address)
        self.server.listen()
        self.thread = Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(size)
                verdict = b"Evil FOUND" if b"Evil" in content else b"OK"
                verdict = b"INSTREAM size limit exceeded. ERROR" if not content else verdict
                connection.sendall(b"stream: " + verdict + b"\0")


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[str]:
    daemon = Daemon(str(tmp_path / "clamd.sock"))
    yield f"clamd+unix://{tmp_path}/clamd.sock"
    daemon.server.close()


def test_clamav_is_asked_in_blocks(clamd: str) -> None:
    ask = scanner(clamd)
    assert ask(io.BytesIO(b"x" * 200_000)) == ""
    assert ask(io.BytesIO(b"x" * 200_000 + b"Evil")) == "Evil"
    with pytest.raises(ScannerFailed, match="size limit exceeded"):
        ask(io.BytesIO(b""))
    with pytest.raises(ScannerFailed, match="can't be reached"):
        scanner("clamd+unix:///nowhere/clamd.sock")(io.BytesIO(b"x"))
