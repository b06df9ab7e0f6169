"""Waiting longer after each failure, for 72 hours."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.retries import next_attempt

MADE = datetime(2026, 6, 30, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "jitter", "minutes"),
    [(1, 0.5, 2), (2, 0.5, 4), (5, 0.5, 32), (8, 0.5, 240), (40, 0.5, 240), (1, 0, 1), (1, 1, 3)],
)
def test_the_wait_doubles_up_to_four_hours(attempts: int, jitter: float, minutes: int) -> None:
    again = next_attempt(failed_at=MADE, attempts=attempts, created_at=MADE, jitter=jitter)
    assert again == MADE + timedelta(minutes=minutes)


def test_the_last_attempt_is_made_after_72_hours_and_then_no_more() -> None:
    deadline = MADE + timedelta(hours=72)
    almost = deadline - timedelta(minutes=10)
    assert next_attempt(failed_at=almost, attempts=20, created_at=MADE, jitter=0.5) == deadline
    assert next_attempt(failed_at=deadline, attempts=21, created_at=MADE, jitter=0.5) is None


@given(st.floats(0, 1), st.integers(1, 100))
def test_a_retry_is_never_at_once(jitter: float, attempts: int) -> None:
    again = next_attempt(failed_at=MADE, attempts=attempts, created_at=MADE, jitter=jitter)
    assert again is not None
    assert again - MADE >= timedelta(minutes=1)
