"""The life of a period's result, and the vendor's figure beside ours."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.service_levels.definition import Definition
from sourcing.service_levels.figures import Figure, reported
from sourcing.service_levels.judging import Judgement, judge
from sourcing.service_levels.lifecycle import (
    MOVES,
    State,
    compare,
    state_due,
    why_no_revision,
    why_not,
)

from .levels import AVAILABILITY, CSAT, RESOLUTION, history

D = Decimal
NOVEMBER_ENDS, FINAL_ON = date(2026, 11, 30), date(2026, 12, 14)


@pytest.mark.parametrize(
    ("state", "today", "due"),
    [
        (State.OPEN, NOVEMBER_ENDS, State.OPEN),
        (State.OPEN, date(2026, 12, 1), State.PRELIMINARY),
        (State.PRELIMINARY, date(2026, 12, 13), State.PRELIMINARY),
        (State.PRELIMINARY, FINAL_ON, State.FINAL),
        (State.VENDOR_REPORTED, FINAL_ON, State.FINAL),
        (State.AGREED, date(2027, 3, 1), State.FINAL),
        # A run that was missed for weeks catches up.
        (State.OPEN, date(2027, 3, 1), State.FINAL),
        # The clock never ends a dispute.
        (State.DISPUTED, date(2027, 3, 1), State.DISPUTED),
        (State.FINAL, date(2027, 3, 1), State.FINAL),
    ],
)
def test_the_clock_moves_a_result_on(state: State, today: date, due: State) -> None:
    assert state_due(state, today, NOVEMBER_ENDS, FINAL_ON) is due


@given(state=st.sampled_from(State), days=st.integers(-40, 40))
def test_the_clock_moved_on_twice_changes_nothing(state: State, days: int) -> None:
    today = NOVEMBER_ENDS + timedelta(days=days)
    once = state_due(state, today, NOVEMBER_ENDS, FINAL_ON)
    assert state_due(once, today, NOVEMBER_ENDS, FINAL_ON) is once


@pytest.mark.parametrize(("state", "to"), list(product(State, State)))
def test_exactly_the_moves_of_the_table_are_possible(state: State, to: State) -> None:
    assert (why_not(state, to, "settled in the call") is None) == (to in MOVES[state])


@pytest.mark.parametrize(
    ("state", "to", "reason", "sentence"),
    [
        (
            State.VENDOR_REPORTED,
            State.DISPUTED,
            "  ",
            "Say why the result becomes disputed: the reason is kept with it.",
        ),
        (
            State.DISPUTED,
            State.FINAL,
            "",
            "Say why the result becomes final: the reason is kept with it.",
        ),
        (
            State.PRELIMINARY,
            State.DISPUTED,
            "no",
            "A result that is preliminary can't become disputed: it can become agreed or final or "
            "reported by the vendor.",
        ),
        (
            State.OPEN,
            State.AGREED,
            "",
            "The period isn't over yet: its result can be reported or agreed once it is.",
        ),
        (
            State.FINAL,
            State.DISPUTED,
            "late logs",
            "This result is final and stays as it is: add a revision with a reason instead.",
        ),
    ],
)
def test_a_move_that_is_not_possible_says_why(
    state: State, to: State, reason: str, sentence: str
) -> None:
    assert why_not(state, to, reason) == sentence


def test_agreeing_needs_no_reason() -> None:
    assert why_not(State.DISPUTED, State.AGREED) is None


def test_only_a_final_result_is_revised_and_only_with_a_reason() -> None:
    assert why_no_revision(State.FINAL, "late logs of 12 November") is None
    assert why_no_revision(State.FINAL, " ") == (
        "Say why the final result is revised: the reason is kept with the revision."
    )
    assert why_no_revision(State.AGREED, "late logs") == (
        "This result is agreed, not final: it can be changed as it is."
    )


def judged(level: Definition, attained: str | None) -> Judgement:
    return judge(level, Figure(None if attained is None else D(attained)))


@pytest.mark.parametrize(
    ("level", "ours", "theirs", "variance", "matters", "sentence"),
    [
        (
            AVAILABILITY,
            "99.88",
            "99.97",
            "0.09",
            True,
            "The vendor reports 99.97 %, we measured 99.88 %: 0.09 percentage points better, "
            "and that changes the result.",
        ),
        (
            RESOLUTION,
            "180",
            "190",
            "10",
            False,
            "The vendor reports 3 h 10 m, we measured 3 h: 10 m worse, and the result is the same.",
        ),
        (
            AVAILABILITY,
            "100",
            "100",
            "0",
            False,
            "The vendor reports 100 %, we measured 100 %: the same.",
        ),
        (
            CSAT,
            "4.25",
            "4.2499",
            "-0.0001",
            False,
            "The vendor reports 4.2499, we measured 4.25: 0.0001 worse, and the result is the "
            "same.",
        ),
        (AVAILABILITY, None, "99.97", None, True, "The vendor reports 99.97 %; we have no data."),
        (
            AVAILABILITY,
            "99.97",
            None,
            None,
            True,
            "We measured 99.97 %; the vendor reports no figure.",
        ),
        (AVAILABILITY, None, None, None, False, "Neither side has data."),
    ],
)
def test_their_figure_stands_beside_ours(
    *,
    level: Definition,
    ours: str | None,
    theirs: str | None,
    variance: str | None,
    matters: bool,
    sentence: str,
) -> None:
    comparison = compare(level, judged(level, ours), judged(level, theirs))
    assert comparison.variance == (None if variance is None else D(variance))
    assert (comparison.matters, comparison.words) == (matters, sentence)


def test_a_report_that_hides_a_default_matters() -> None:
    ours = judge(AVAILABILITY, Figure(D("99.92")), history("eee"))
    theirs = judge(AVAILABILITY, reported(AVAILABILITY, D("99.93")))
    assert ours.outcome is theirs.outcome
    assert compare(AVAILABILITY, ours, theirs).matters
