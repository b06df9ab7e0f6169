"""The quarters of the City of Philadelphia: which files, and of which day their figures are."""

from datetime import date

import pytest

from risk.demo.philadelphia import QUARTERS, last_day


@pytest.mark.parametrize(
    ("file_name", "expected"),
    [
        ("FY-2019-Q1.csv.gz", date(2018, 9, 30)),
        ("FY-2019-Q2.csv.gz", date(2018, 12, 31)),
        ("FY-2020-Q3.csv.gz", date(2020, 3, 31)),
        ("FY-2020-Q4.csv.gz", date(2020, 6, 30)),
    ],
)
def test_figures_are_of_the_last_day_of_the_quarter(file_name: str, expected: date) -> None:
    assert last_day(file_name) == expected


def test_there_are_eight_quarters() -> None:
    assert [path.name[:10] for path in sorted(QUARTERS.glob("FY-*.csv.gz"))] == [
        f"FY-{year}-Q{quarter}" for year in (2019, 2020) for quarter in (1, 2, 3, 4)
    ]
