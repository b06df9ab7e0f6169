"""The City of Philadelphia's published quarters, and what a quarter must not contain."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.importing.conftest import PHILADELPHIA_HEADER, Write, philadelphia_row
from vendors.importing.contract_file import ContractFile, RejectedRow
from vendors.importing.mapping_file import load_mapping
from vendors.importing.summary import summary

QUARTERS = Path(__file__).resolve().parents[2] / "sample_data" / "philadelphia"
DRAWN_UP = {
    "FY-2019-Q1": (date(2018, 9, 30), 1_328, "2408255045.00"),
    "FY-2019-Q2": (date(2018, 12, 31), 1_687, "3033424047.70"),
    "FY-2019-Q3": (date(2019, 3, 31), 1_820, "3256237237.37"),
    "FY-2019-Q4": (date(2019, 6, 30), 1_974, "3307323197.44"),
    "FY-2020-Q1": (date(2019, 9, 30), 1_494, "3013601253.05"),
    "FY-2020-Q2": (date(2019, 12, 31), 1_726, "3293769971.99"),
    "FY-2020-Q3": (date(2020, 3, 31), 1_872, "3334003105.95"),
    "FY-2020-Q4": (date(2020, 6, 30), 1_975, "3494127380.44"),
}


def quarter(name: str) -> ContractFile:
    return ContractFile(QUARTERS / f"{name}.csv.gz", load_mapping("philadelphia"))


def own_quarter(write: Write, *rows: str) -> ContractFile:
    path = write("quarter.csv", "\r\n".join(["\ufeff" + PHILADELPHIA_HEADER, *rows, ""]))
    return ContractFile(path, load_mapping("philadelphia"))


@pytest.mark.parametrize("name", DRAWN_UP)
def test_every_quarter_is_read_without_a_bad_row_and_dates_its_own_figures(name: str) -> None:
    drawn_up, rows, total = DRAWN_UP[name]
    check = quarter(name).check()
    assert (check.errors, check.rejected, check.repeated) == ((), 0, 0)
    assert check.figures_as_of == drawn_up
    assert check.summary["rows"] == rows
    assert check.summary["total_amount"] == Decimal(total)


def test_the_last_quarter_has_the_figures_that_were_counted_independently() -> None:
    check = quarter("FY-2020-Q4").check()
    assert check.summary == {
        "rows": 1_975,
        "vendors": 1_121,
        "contracts": 1_910,
        "items": 1_965,
        "amendment_items": 1_138,
        "total_amount": Decimal("3494127380.44"),
        "totals": {"USD": Decimal("3494127380.44")},
    }
    assert check.summary == summary(quarter("FY-2020-Q4").rows())


def test_a_row_says_what_the_city_says_letter_by_letter(write: Write) -> None:
    [row] = own_quarter(write, philadelphia_row()).rows()
    assert row.contract_number == row.item_number == "2020313"
    assert row.is_original
    assert row.vendor_name == row.original_vendor_name == "LRW Solutions  Group, Inc."
    assert (row.first_day, row.last_day) == (date(2019, 9, 18), date(2020, 9, 17))
    assert (str(row.amount), row.currency) == ("34000.00", "USD")
    assert (str(row.paid_to_date), row.figures_as_of) == ("16000.00", date(2020, 6, 30))
    assert (row.business_unit, row.function) == ("BOARD OF ETHICS", "General Consultant Services")
    assert row.title == "Campaign Finance Support"
    assert row.extra == {
        "exempt_status": "07",
        "adv_or_exempt": "EXEMPT",
        "profit_status": "For Profit",
    }
    assert (row.kind, row.auto_renewal, row.notice_period) == (None, None, None)


def test_an_item_with_more_digits_is_not_the_original(write: Write) -> None:
    [row] = own_quarter(write, philadelphia_row(item="202031301")).rows()
    assert (row.contract_number, row.item_number) == ("2020313", "202031301")
    assert not row.is_original


def test_a_row_drawn_up_on_another_day_than_most_is_rejected_and_named(write: Write) -> None:
    odd = own_quarter(
        write,
        philadelphia_row(item="202031301", days="79"),
        philadelphia_row(),
        philadelphia_row(item="202031302", days="0"),
        philadelphia_row(item="202031303"),
    )
    check = odd.check()
    assert check.figures_as_of == date(2020, 6, 30)
    assert (check.summary["rows"], check.rejected) == (3, 1)
    assert [str(error) for error in check.errors] == [
        'line 2, column "days_remaining": "79"; expected the last day less these days and one '
        "to be 2020-06-30, as in 2 rows from line 3 on, not 2020-06-29"
    ]
    assert {row.figures_as_of for row in odd.rows()} == {date(2020, 6, 30)}
    assert [row.line for row in odd.rejected_rows()] == [2]


def test_a_day_given_by_the_caller_overrides_what_the_file_says(write: Write) -> None:
    path = own_quarter(write, philadelphia_row(days="79"), philadelphia_row(item="202031301")).path
    told = ContractFile(path, load_mapping("philadelphia"), figures_as_of=date(2020, 6, 30))
    assert told.check().errors == ()
    assert [row.figures_as_of for row in told.rows()] == [date(2020, 6, 30)] * 2


def test_a_file_in_which_nothing_runs_any_more_has_figures_of_no_known_day(write: Write) -> None:
    ended = own_quarter(write, philadelphia_row(days="0"))
    assert ended.check().figures_as_of is None
    assert [row.figures_as_of for row in ended.rows()] == [None]


def test_days_remaining_that_are_no_number_are_an_error(write: Write) -> None:
    [error] = own_quarter(write, philadelphia_row(days="soon")).check().errors
    assert (error.line, error.column, error.value) == (2, "days_remaining", "soon")


def test_the_same_row_twice_counts_once(write: Write) -> None:
    twice = own_quarter(write, philadelphia_row(), philadelphia_row())
    check = twice.check()
    assert (check.summary["rows"], check.repeated, check.rejected) == (1, 1, 0)
    assert [row.line for row in twice.rows()] == [2]


def test_one_item_and_day_with_two_amounts_is_an_error_that_names_both_lines(
    write: Write,
) -> None:
    twice = own_quarter(write, philadelphia_row(), philadelphia_row(amount="35,000.00"))
    [rejected] = [row for row in twice.judged_rows() if isinstance(row, RejectedRow)]
    assert [str(error) for error in rejected.errors] == [
        "line 3: item 2020313 from 2019-09-18, as in line 2; "
        "expected each item and first day once, or the same twice"
    ]
    assert twice.check().summary["total_amount"] == Decimal("34000.00")


def test_an_item_may_have_several_terms(write: Write) -> None:
    terms = own_quarter(
        write,
        philadelphia_row(start="9/18/2018", end="9/17/2019", days="0"),
        philadelphia_row(),
    )
    figures = terms.check().summary
    assert (figures["rows"], figures["items"], figures["contracts"]) == (2, 1, 1)
