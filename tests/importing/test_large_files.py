"""Files too large to hold in memory, each read by a process of its own that measures itself."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from tests.importing.conftest import LONGSHORE_HEADER

# getrusage would not do: a child starts with the peak of the process it was forked from.
pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="needs /proc to measure memory"
)
ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 2**20
LIMIT = 300
PROGRAM = """
import json, re, sys
from pathlib import Path
from vendors.importing.contract_file import ContractFile
from vendors.importing.mapping_file import load_mapping
from vendors.importing.refusal import FileRefused
answer = {}
try:
    file = ContractFile(Path(sys.argv[1]), load_mapping("longshore"))
    check = file.check()
    answer = {"rows": check.summary["rows"], "errors": check.error_count,
              "listed": len(check.errors), "read": sum(1 for _ in file.rows())}
except FileRefused as refused:
    answer = {"refused": refused.reason}
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
print(json.dumps(answer | {"megabytes": int(peak) // 1024}))
"""


def measure(path: Path) -> dict[str, object]:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
    )
    answer: dict[str, object] = json.loads(ran.stdout)
    peak = answer.pop("megabytes")
    assert isinstance(peak, int)
    assert peak < LIMIT
    return answer


def lines(number: int, title_length: int, amount: str = "1") -> bytes:
    title = "x" * title_length
    header = f"{LONGSHORE_HEADER},title\n"
    return (
        header
        + "".join(
            f"C-{row},Kestrel Ltd {row},2026-01-01,,{amount},USD,{title}\n" for row in range(number)
        )
    ).encode()


def test_a_file_with_many_bad_rows_counts_them_all(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(lines(20_000, 10, amount="many"))
    assert measure(path) == {"rows": 0, "errors": 20_000, "listed": 10_000, "read": 0}


def test_a_file_of_more_bytes_than_are_read_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(lines(1, 10))
        file.truncate(300 * MEGABYTE)
    assert measure(path)["refused"] == (
        "huge.csv: 300 MB, at most 256 MB are read; split it into several files, an import adds "
        "to what is already there."
    )


def test_a_gzip_bomb_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    blank = gzip.compress((b"," * 999 + b"\n") * 1_049)
    path.write_bytes(gzip.compress(lines(1, 10)) + blank * 257)
    assert path.stat().st_size < 2 * MEGABYTE
    assert "bomb.csv.gz: more than 256 MB of text or 2,000,000 lines" in str(
        measure(path)["refused"]
    )


@pytest.mark.skipif(
    not (os.environ.get("CI") or os.environ.get("REQUIRE_ALL")), reason="slow: set REQUIRE_ALL=1"
)
class TestAtTheLimits:
    def test_two_hundred_megabytes_in_the_rows_allowed_are_read(self, tmp_path: Path) -> None:
        path = tmp_path / "wide.csv"
        path.write_bytes(lines(100_000, 290) + (b"," * 999 + b"\n") * 180_000)
        assert path.stat().st_size > 200 * MEGABYTE
        assert measure(path) == {"rows": 100_000, "errors": 0, "listed": 0, "read": 100_000}

    def test_two_hundred_megabytes_of_short_rows_are_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "long.csv"
        path.write_bytes(lines(1_900_000, 70))
        assert path.stat().st_size > 200 * MEGABYTE
        assert "long.csv: more than 100,000 rows" in str(measure(path)["refused"])

    def test_a_large_workbook_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "large.xlsx"
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, [*LONGSHORE_HEADER.split(","), "title"])
            for row in range(1, 20_001):
                cells = [f"C-{row}", f"Kestrel Ltd {row}", "2026-01-01", "", row, "USD", "x"]
                sheet.write_row(row, 0, cells)
        assert measure(path) == {"rows": 20_000, "errors": 0, "listed": 0, "read": 20_000}
