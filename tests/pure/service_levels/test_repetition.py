"""Repeated misses: runs of defaults, and misses within the last periods."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.service_levels.definition import RepetitionRule
from sourcing.service_levels.repetition import (
    Run,
    consecutive_defaults,
    defaults_within,
    gives_right_to_terminate,
    is_default_by_repetition,
    is_one_miss_away,
    runs_of_defaults,
    times_below_expected,
)

from .levels import history


@pytest.mark.parametrize(
    ("past", "runs"),
    [
        ("", []),
        ("+e+", []),
        ("m", [Run(1, 0, 0)]),
        ("+mm+r", [Run(2, 1, 2), Run(1, 4, 4)]),
        # Silence neither breaks a run nor makes it longer.
        ("m..m+.m", [Run(2, 0, 3), Run(1, 6, 6)]),
        ("mdm", [Run(3, 0, 2)]),
        ("mem", [Run(1, 0, 0), Run(1, 2, 2)]),
    ],
)
def test_runs_of_defaults(past: str, runs: list[Run]) -> None:
    assert runs_of_defaults(history(past)) == runs


@pytest.mark.parametrize(
    ("past", "length"),
    [("", 0), ("mm+", 0), ("+mm", 2), ("m.m..", 2), ("...", 0), ("mre", 0), ("mrd", 3)],
)
def test_defaults_in_a_row(past: str, length: int) -> None:
    assert consecutive_defaults(history(past)) == length


@given(past=st.text("+emr.d", max_size=30), place=st.integers(0, 30))
def test_a_period_without_data_changes_no_run(past: str, place: int) -> None:
    silent = past[:place] + "." + past[place:]
    assert consecutive_defaults(history(silent)) == consecutive_defaults(history(past))
    lengths = [[run.length for run in runs_of_defaults(history(each))] for each in (silent, past)]
    assert lengths[0] == lengths[1]


def test_the_last_run_is_the_one_in_progress() -> None:
    for letters in product("+m.", repeat=5):
        past = history("".join(letters))
        count = consecutive_defaults(past)
        assert not count or runs_of_defaults(past)[-1].length == count


def test_misses_are_counted_in_the_last_periods_of_the_calendar() -> None:
    past = history("e" + "." * 10 + "em")
    assert times_below_expected(past, 12) == 2
    assert times_below_expected(past, 13) == 3
    assert times_below_expected(past, 0) == 0
    assert defaults_within(past, 12) == 1


def test_three_defaults_in_six_periods_give_a_right_to_terminate() -> None:
    assert gives_right_to_terminate(history("m+m+m"))
    assert gives_right_to_terminate(history("m+m++m"))
    assert not gives_right_to_terminate(history("m+m+++m"))
    assert not gives_right_to_terminate(history("m+m"))


def test_a_default_by_repetition_falls_in_a_period_that_missed() -> None:
    rule = RepetitionRule(4, 12)
    assert is_default_by_repetition(history("eeee"), rule)
    assert not is_default_by_repetition(history("eeee+"), rule)
    assert not is_default_by_repetition(history("eeee."), rule)
    assert not is_default_by_repetition([], rule)


def test_one_miss_away_looks_at_the_periods_that_will_still_count() -> None:
    rule = RepetitionRule(4, 12)
    assert is_one_miss_away(history("eee"), rule)
    assert is_one_miss_away(history("eee" + "+" * 8), rule)
    assert not is_one_miss_away(history("eee" + "+" * 9), rule)
    assert not is_one_miss_away(history("eee"), None)
    assert not is_one_miss_away(history("+"), RepetitionRule(1, 12))
