"""Expired, ending, valid: the last day still counts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.expiry import SOON_DAYS, Validity, expiry

TODAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("first", "last", "state", "words"),
    [
        (None, None, Validity.NO_END, "No end"),
        (None, date(2026, 6, 30), Validity.ENDING, "Expires today"),
        (None, date(2026, 7, 1), Validity.ENDING, "Expires tomorrow"),
        (None, date(2026, 8, 29), Validity.ENDING, "Expires in 60 days"),
        (None, date(2026, 8, 30), Validity.VALID, "Expires in 61 days"),
        (None, date(2026, 6, 29), Validity.EXPIRED, "Expired yesterday"),
        (None, date(2023, 6, 30), Validity.EXPIRED, "Expired 1,096 days ago"),
        (date(2026, 7, 1), date(2027, 6, 30), Validity.NOT_YET, "Valid tomorrow"),
        (date(2026, 6, 30), None, Validity.NO_END, "No end"),
    ],
)
def test_words(first: date | None, last: date | None, state: Validity, words: str) -> None:
    found = expiry(first, last, TODAY)
    assert (found.state, found.words) == (state, words)


@given(st.integers(-2000, 2000))
def test_a_document_expires_once_and_for_good(days: int) -> None:
    last = TODAY + timedelta(days=days)
    expected = (
        Validity.EXPIRED if days < 0 else Validity.ENDING if days <= SOON_DAYS else Validity.VALID
    )
    assert expiry(None, last, TODAY).state is expected
