"""Until when a credit can be claimed, and when it comes to a right to terminate."""

from datetime import date
from decimal import Decimal

import pytest

from sourcing.credits.claim_deadlines import (
    PUBLISHED,
    ClaimDialect,
    ClaimTerms,
    due_invoice_month,
    in_words,
    last_claim_day,
)
from sourcing.credits.results import PeriodTotal
from sourcing.credits.termination import Ground, credits_near_cap, repeated_default
from tests.credits.cases import MET, MINIMUM, MISSED, SILENT, D, judged, key, level

A = level("a")


@pytest.mark.parametrize(
    ("dialect", "number", "period_end", "last"),
    [
        (ClaimDialect.AWS, None, date(2026, 1, 31), date(2026, 3, 31)),
        (ClaimDialect.AWS, None, date(2026, 12, 31), date(2027, 2, 28)),
        (ClaimDialect.AWS, None, date(2026, 2, 28), date(2026, 4, 30)),
        (ClaimDialect.AZURE, None, date(2027, 12, 31), date(2028, 2, 29)),
        (ClaimDialect.AZURE, None, date(2026, 2, 28), date(2026, 4, 30)),
        (ClaimDialect.AZURE, None, date(2026, 6, 15), date(2026, 8, 31)),
        (ClaimDialect.GOOGLE, None, date(2026, 1, 31), date(2026, 3, 2)),
        (ClaimDialect.GOOGLE, None, date(2026, 5, 31), date(2026, 6, 30)),
        (ClaimDialect.ATLASSIAN, None, date(2026, 2, 28), date(2026, 3, 15)),
        (ClaimDialect.ATLASSIAN, None, date(2026, 12, 31), date(2027, 1, 15)),
        (ClaimDialect.DAYS, 45, date(2026, 3, 31), date(2026, 5, 15)),
        (ClaimDialect.MONTHS, 1, date(2026, 2, 28), date(2026, 3, 31)),
        (ClaimDialect.MONTHS, 1, date(2026, 1, 31), date(2026, 2, 28)),
        (ClaimDialect.MONTHS, 3, date(2026, 1, 15), date(2026, 4, 15)),
        (ClaimDialect.NO_DEADLINE, None, date(2026, 1, 31), None),
    ],
)
def test_the_last_day_to_claim(
    dialect: ClaimDialect, number: int | None, period_end: date, last: date | None
) -> None:
    assert last_claim_day(ClaimTerms(dialect, number), period_end) == last


def test_deadlines_are_in_words_and_name_their_source() -> None:
    assert in_words(ClaimTerms(ClaimDialect.DAYS, 45)) == "within 45 days of the end of the period"
    assert in_words(ClaimTerms(ClaimDialect.MONTHS, 1)) == "within 1 month of the end of the period"
    assert in_words(ClaimTerms()) == "at any time"
    assert in_words(ClaimTerms(ClaimDialect.GOOGLE)) == (
        "within 30 days of the end of the incident's month"
    )
    assert all(terms.source.startswith("https://") for terms in PUBLISHED.values())


def test_own_terms_without_a_number_are_refused() -> None:
    with pytest.raises(ValueError, match="expected how many, found none"):
        last_claim_day(ClaimTerms(ClaimDialect.DAYS), date(2026, 1, 31))


def test_without_a_claim_a_credit_is_due_on_next_months_invoice() -> None:
    assert due_invoice_month(date(2026, 12, 31)) == date(2027, 1, 1)
    assert due_invoice_month(date(2026, 5, 14)) == date(2026, 6, 1)


def test_three_defaults_in_six_periods_give_a_right() -> None:
    rows = [
        judged("a", 1, "90", MINIMUM),
        judged("a", 2, "100", MET),
        judged("a", 3, "99.5", MISSED, default=True),
        judged("a", 4, None, SILENT),
        judged("a", 5, "99.5", MISSED),
        judged("a", 6, "90", MINIMUM),
    ]
    right = repeated_default(A, rows)
    assert right is not None
    assert (right.ground, right.figures) == (Ground.REPEATED_DEFAULT, (rows[0], rows[2], rows[5]))
    assert right.sentence == (
        "A was in default 3 times in 6 periods (2026-01, 2026-03 and 2026-06); 3 are enough."
    )
    # A month later January has left the window.
    assert repeated_default(A, [*rows, judged("a", 7, "100", MET)]) is None
    assert repeated_default(A, [*rows, judged("a", 7, "100", MET)], within=7) is not None
    assert repeated_default(A, rows, times=4) is None


def total(number: int, credited: str, cap: str | None = "1000", **more: int | str) -> PeriodTotal:
    return PeriodTotal(
        period=key(number),
        currency=str(more.get("currency", "USD")),
        before_cap=None,
        cap=None if cap is None else D(cap),
        credited=D(credited),
        final=Decimal(0),
        without_data=int(more.get("without_data", 0)),
    )


def test_credits_of_75_percent_of_the_caps_give_a_right() -> None:
    rows = [total(1, "0"), total(2, "1000"), total(3, "500"), total(4, "750")]
    right = credits_near_cap(rows, periods=3)
    assert right is not None
    assert (right.ground, right.totals) == (Ground.CREDITS_NEAR_CAP, tuple(rows[1:]))
    assert right.sentence == (
        "Credits of the last 3 periods are 2,250 USD, at least 75 % of their caps of 3,000 USD."
    )
    assert credits_near_cap([*rows[:3], total(4, "749.99")], periods=3) is None
    assert credits_near_cap([*rows[:3], total(4, "749.99")], periods=3, share_percent=D(70))


@pytest.mark.parametrize(
    "spoiled",
    [
        total(3, "1000", cap=None),
        total(3, "1000", without_data=1),
        total(3, "1000", currency="EUR"),
        total(3, "0", cap="0"),
    ],
)
def test_without_full_figures_there_is_no_right(spoiled: PeriodTotal) -> None:
    nothing = [total(1, "0", cap="0"), total(2, "0", cap="0")]
    full = [total(1, "1000"), total(2, "1000")]
    assert credits_near_cap([*(nothing if spoiled.cap == 0 else full), spoiled], periods=3) is None
    assert credits_near_cap(full, periods=3) is None
