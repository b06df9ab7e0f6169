"""Rejected rows beside the file, and the corrected file imported again."""

import csv
from pathlib import Path

import pytest

from tests.importing.conftest import LONGSHORE_HEADER, Read
from vendors.importing.contract_file import ContractFile
from vendors.importing.mapping_file import load_mapping
from vendors.importing.refusal import FileRefused
from vendors.importing.rejects import rejects_path, write_rejects

LONGSHORE = load_mapping("longshore")


def write(file: ContractFile) -> Path:
    target = rejects_path(file.path)
    assert write_rejects(target, file.headers, file.rejected_rows(), LONGSHORE) == 2
    return target


@pytest.mark.parametrize("name", ["May.csv", "May.csv.gz", "May.CSV.GZ", "May.xlsx"])
def test_they_are_named_after_the_file(name: str) -> None:
    assert rejects_path(Path("in") / name) == Path("in/May.rejected.csv")


def test_rejects_keep_their_cells_and_say_why(longshore: Read) -> None:
    file = longshore(
        'C-1,"Kestrel, Ltd",2026-01-01,,many,DOLLAR',
        "C-2,Kestrel Ltd,2026-01-01,,1,USD",
        "C-3,Kestrel Ltd",
    )
    with write(file).open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            [*LONGSHORE_HEADER.split(","), "rejected_line", "rejected_because"],
            [
                *("C-1", "Kestrel, Ltd", "2026-01-01", "", "many", "DOLLAR", "2"),
                "amount: expected an amount like 20,000.50; currency: expected a three-letter "
                "ISO 4217 currency code such as USD",
            ],
            [
                *("C-3", "Kestrel Ltd", "", "", "", "", "4"),
                "2 cells: expected 6 cells, as many as there are headers",
            ],
        ]
    assert [path.name for path in sorted(file.path.parent.iterdir())] == [
        "contracts.csv",
        "contracts.rejected.csv",
    ]


def test_the_corrected_rejects_can_be_imported_as_they_are(longshore: Read) -> None:
    target = write(longshore("C-1,@Kestrel,x,,-5,USD", "C-2,'=Kestrel,x,,(1),USD"))
    text = target.read_text(encoding="utf-8-sig")
    assert "'@Kestrel" in text
    target.write_text(text.replace(",x,", ",2026-01-01,"), encoding="utf-8-sig")
    again = ContractFile(target, LONGSHORE)
    assert [(row.vendor_name, str(row.amount)) for row in again.rows()] == [
        *(("@Kestrel", "-5.00"), ("=Kestrel", "-1.00"))
    ]


def test_a_place_that_can_not_be_written_to_is_named(longshore: Read, tmp_path: Path) -> None:
    file = longshore("C-1,,,,,")
    target = tmp_path / "nowhere" / "x.rejected.csv"
    with pytest.raises(FileRefused, match=r"the rejected rows can not be written \(No such file"):
        write_rejects(target, file.headers, file.rejected_rows(), LONGSHORE)
