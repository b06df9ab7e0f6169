"""Contract files as vendors and city halls send them."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from vendors.importing.contract_file import ContractFile
from vendors.importing.mapping_file import load_mapping

LONGSHORE_HEADER = "contract_number,vendor,first_day,last_day,amount,currency"
PHILADELPHIA_HEADER = (
    "original_contract_id,current_item_id,department_name,vendor,contract_structure_type,"
    "short_desc,start_dt,end_dt,days_remaining,amt,tot_payments,orig_vendor,exempt_status,"
    "adv_or_exempt,profit_status"
)

type Write = Callable[[str, str | bytes], Path]
type Read = Callable[..., ContractFile]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file; one whose name ends in .gz is compressed."""

    def write_file(name: str, content: str | bytes) -> Path:
        raw = content.encode() if isinstance(content, str) else content
        path = tmp_path / name
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return path

    return write_file


@pytest.fixture
def longshore(write: Write) -> Read:
    """Reads CSV text in Longshore's own layout; the header may be replaced."""

    def read(*lines: str, header: str = LONGSHORE_HEADER) -> ContractFile:
        path = write("contracts.csv", "\n".join([header, *lines]))
        return ContractFile(path, load_mapping("longshore"))

    return read


def philadelphia_row(
    item: str = "2020313",
    start: str = "9/18/2019",
    end: str = "9/17/2020",
    days: str = "78",
    amount: str = "34,000.00",
) -> str:
    """A row of the Board of Ethics, paid up to 30 June 2020 unless its days say otherwise."""
    return (
        f'2020313,{item},BOARD OF ETHICS,"LRW Solutions  Group, Inc.",General Consultant Services,'
        f'Campaign Finance Support,{start},{end},{days},"{amount}","16,000.00",'
        '"LRW Solutions  Group, Inc.",07,EXEMPT,For Profit'
    )
