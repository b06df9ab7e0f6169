"""Omar must know by when a contract has to be decided."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.deadlines import (
    ExitDates,
    ExitKind,
    ExitTerms,
    Notice,
    NoticeUnit,
    add_business_days,
    add_months,
    exit_dates,
    notice_before,
    renewal_money,
)

TODAY = date(2026, 6, 30)
YEAR_END = date(2026, 12, 31)
DAYS, BUSINESS, MONTHS = NoticeUnit.CALENDAR_DAYS, NoticeUnit.BUSINESS_DAYS, NoticeUnit.MONTHS


@pytest.mark.parametrize(
    ("last_day", "notice", "received_by"),
    [
        (YEAR_END, Notice(90), date(2026, 10, 2)),
        (YEAR_END, Notice(0), YEAR_END),
        (YEAR_END, Notice(3, MONTHS), date(2026, 9, 30)),
        (YEAR_END, Notice(1, MONTHS), date(2026, 11, 30)),
        (date(2025, 5, 31), Notice(3, MONTHS), date(2025, 2, 28)),
        (date(2024, 5, 31), Notice(3, MONTHS), date(2024, 2, 29)),
        (date(2026, 2, 28), Notice(1, MONTHS), date(2026, 1, 28)),
        (date(2026, 1, 15), Notice(12, MONTHS), date(2025, 1, 15)),
        (date(2024, 2, 29), Notice(12, MONTHS), date(2023, 2, 28)),
        # 31 December 2026 is a Thursday.
        (YEAR_END, Notice(1, BUSINESS), date(2026, 12, 30)),
        (YEAR_END, Notice(3, BUSINESS), date(2026, 12, 28)),
        (YEAR_END, Notice(4, BUSINESS), date(2026, 12, 25)),
        (YEAR_END, Notice(10, BUSINESS), date(2026, 12, 17)),
        # From a Sunday the first business day back is Friday.
        (date(2026, 11, 1), Notice(1, BUSINESS), date(2026, 10, 30)),
    ],
)
def test_notice_must_leave_its_whole_period_before_the_end(
    last_day: date, notice: Notice, received_by: date
) -> None:
    assert notice_before(last_day, notice) == received_by


def test_ninety_days_lie_between_the_notice_and_the_end() -> None:
    received = notice_before(YEAR_END, Notice(90))
    following = (received + timedelta(days=n) for n in range(1, 200))
    assert sum(day <= YEAR_END for day in following) == 90


def test_holidays_are_no_business_days() -> None:
    christmas = frozenset({date(2026, 12, 25)})
    assert notice_before(YEAR_END, Notice(4, BUSINESS), christmas) == date(2026, 12, 24)


def test_a_renewing_contract_has_a_notice_deadline_and_a_decide_by_date() -> None:
    terms = ExitTerms(YEAR_END, auto_renews=True, notice=Notice(90, delivery_days=5))
    assert exit_dates(terms, TODAY) == ExitDates(
        kind=ExitKind.NOTICE,
        last_day=YEAR_END,
        received_by=date(2026, 10, 2),
        notice_deadline=date(2026, 9, 27),
        decide_by=date(2026, 8, 28),
    )


def test_the_decision_buffer_can_be_set() -> None:
    terms = ExitTerms(YEAR_END, True, Notice(90), decision_buffer_days=0)
    dates = exit_dates(terms, TODAY)
    assert dates.decide_by == dates.notice_deadline == date(2026, 10, 2)


def test_a_notice_is_taken_as_needed_while_renewal_is_unknown() -> None:
    known = exit_dates(ExitTerms(YEAR_END, True, Notice(60)), TODAY)
    assert exit_dates(ExitTerms(YEAR_END, None, Notice(60)), TODAY) == known


@pytest.mark.parametrize(
    ("lead", "decide_by"), [(180, date(2026, 7, 4)), (90, date(2026, 10, 2)), (0, YEAR_END)]
)
def test_a_contract_that_ends_by_itself_needs_a_replacement_in_time(
    lead: int, decide_by: date
) -> None:
    terms = ExitTerms(YEAR_END, auto_renews=False, notice=Notice(30), replacement_lead_days=lead)
    assert exit_dates(terms, TODAY) == ExitDates(
        ExitKind.REPLACEMENT, YEAR_END, decide_by=decide_by
    )


def test_the_replacement_lead_time_is_half_a_year_by_default() -> None:
    dates = exit_dates(ExitTerms(YEAR_END, auto_renews=False), TODAY)
    assert dates.decide_by == YEAR_END - timedelta(days=180)


@pytest.mark.parametrize(
    ("notice", "received_by", "earliest_exit"),
    [
        (Notice(90), TODAY, date(2026, 9, 28)),
        (Notice(90, delivery_days=3), date(2026, 7, 3), date(2026, 10, 1)),
        (Notice(3, MONTHS), TODAY, date(2026, 9, 30)),
        (Notice(5, BUSINESS), TODAY, date(2026, 7, 7)),
    ],
)
def test_an_evergreen_contract_ends_a_notice_after_today(
    notice: Notice, received_by: date, earliest_exit: date
) -> None:
    for auto_renews in (True, False, None):
        assert exit_dates(ExitTerms(None, auto_renews, notice), TODAY) == ExitDates(
            ExitKind.EVERGREEN, None, received_by=received_by, earliest_exit=earliest_exit
        )


@pytest.mark.parametrize("auto_renews", [True, None])
def test_without_notice_terms_the_last_day_is_a_calendar_entry(auto_renews: bool | None) -> None:
    dates = exit_dates(ExitTerms(YEAR_END, auto_renews), TODAY)
    assert dates == ExitDates(ExitKind.CALENDAR, YEAR_END)


def test_without_any_terms_there_is_no_date_at_all() -> None:
    assert exit_dates(ExitTerms(None), TODAY) == ExitDates(ExitKind.CALENDAR, None)


@pytest.mark.parametrize(
    ("months", "run_rate", "uplift", "money"),
    [(12, 120_000, 0, 120_000), (24, 120_000, 5, 252_000), (6, 100_000, "2.5", 51_250)],
)
def test_the_money_of_a_renewal(months: int, run_rate: int, uplift: int | str, money: int) -> None:
    assert renewal_money(months, Decimal(run_rate), Decimal(uplift)) == money


@pytest.mark.parametrize(
    ("length", "delivery_days", "named"), [(-1, 0, "notice of -1"), (1, -2, "delivery days of -2")]
)
def test_a_negative_period_is_refused(length: int, delivery_days: int, named: str) -> None:
    with pytest.raises(ValueError, match=f"{named}: expected 0 or more"):
        Notice(length, DAYS, delivery_days)


SOME_DAY = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def slow_business_days_between(earlier: date, later: date) -> int:
    """Monday-to-Friday days after `earlier`, up to and with `later`, one by one."""
    days = [earlier + timedelta(days=n) for n in range(1, (later - earlier).days + 1)]
    return sum(day.isoweekday() <= 5 for day in days)


@given(SOME_DAY, st.integers(1, 60))
def test_business_days_forward_equal_counting_them(day: date, length: int) -> None:
    end = add_business_days(day, length)
    assert slow_business_days_between(day, end) == length
    assert end.isoweekday() <= 5


@given(SOME_DAY, st.integers(1, 60))
def test_business_days_back_equal_counting_them(day: date, length: int) -> None:
    start = add_business_days(day, -length)
    assert slow_business_days_between(start - timedelta(days=1), day - timedelta(days=1)) == length
    assert start.isoweekday() <= 5


@given(SOME_DAY, st.integers(-240, 240))
def test_months_keep_the_day_or_take_the_last_of_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(SOME_DAY, st.integers(0, 36), st.sampled_from(NoticeUnit), st.integers(0, 10))
def test_the_dates_come_in_order(
    last_day: date, length: int, unit: NoticeUnit, delivery_days: int
) -> None:
    dates = exit_dates(ExitTerms(last_day, True, Notice(length, unit, delivery_days)), TODAY)
    assert dates.decide_by is not None
    assert dates.notice_deadline is not None
    assert dates.received_by is not None
    assert dates.decide_by < dates.notice_deadline <= dates.received_by <= last_day
