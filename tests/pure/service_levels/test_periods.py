"""A month in Santiago isn't a month in London: periods start and end in the level's own zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.service_levels.periods import (
    Period,
    PeriodKind,
    final_on,
    last_periods,
    next_period,
    period_at,
    period_of,
    previous_period,
    start_of_day,
)

MONTH, QUARTER, ROLLING = PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.ROLLING_DAYS
ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "America/Santiago",
    "America/Havana",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Chatham",
)


def month(day: date, zone: str = "Europe/London") -> Period:
    return period_of(day, MONTH, zone)


@pytest.mark.parametrize(
    ("zone", "day", "starts", "ends"),
    [
        ("Europe/London", date(2026, 3, 9), "2026-03-01T00:00", "2026-03-31T23:00"),
        # Midnight of 6 September doesn't exist in Santiago, and 5 April has 25 hours.
        ("America/Santiago", date(2026, 9, 30), "2026-09-01T04:00", "2026-10-01T03:00"),
        ("America/Santiago", date(2026, 4, 1), "2026-04-01T03:00", "2026-05-01T04:00"),
        # Ramadan: back an hour on 15 February, forward again on 22 March.
        ("Africa/Casablanca", date(2026, 2, 15), "2026-01-31T23:00", "2026-03-01T00:00"),
        ("Africa/Casablanca", date(2026, 3, 15), "2026-03-01T00:00", "2026-03-31T23:00"),
        # Half an hour of summer time.
        ("Australia/Lord_Howe", date(2026, 4, 5), "2026-03-31T13:00", "2026-04-30T13:30"),
        ("Australia/Lord_Howe", date(2026, 10, 4), "2026-09-30T13:30", "2026-10-31T13:00"),
        ("Asia/Kathmandu", date(2026, 1, 31), "2025-12-31T18:15", "2026-01-31T18:15"),
    ],
)
def test_a_month_runs_from_local_midnight_to_local_midnight(
    zone: str, day: date, starts: str, ends: str
) -> None:
    period = month(day, zone)
    assert period.starts == datetime.fromisoformat(starts).replace(tzinfo=UTC)
    assert period.ends == datetime.fromisoformat(ends).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "starts", "hours"),
    [
        ("America/Santiago", date(2026, 9, 6), "2026-09-06T04:00:00", 23),
        ("America/Santiago", date(2026, 4, 4), "2026-04-04T03:00:00", 25),
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00:00", 23),
        # Havana repeats the hour after midnight: the day starts with the first of the two.
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00:00", 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), "2026-10-03T13:30:00", 23.5),
        # The clocks of Toronto went from 23:30 on the 30th to 00:30 on the 31st.
        ("America/Toronto", date(1919, 3, 31), "1919-03-31T04:30:00", 23.5),
        # Samoa crossed the date line and left out 30 December 2011.
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00", 0),
        ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T10:00:00", 24),
    ],
)
def test_a_day_starts_at_its_first_instant_and_has_its_own_length(
    zone: str, day: date, starts: str, hours: float
) -> None:
    start = start_of_day(day, zone)
    assert start == datetime.fromisoformat(starts).replace(tzinfo=UTC)
    assert start_of_day(day + timedelta(days=1), zone) - start == timedelta(hours=hours)


@given(day=st.dates(date(2020, 1, 2), date(2036, 12, 30)), zone=st.sampled_from(ZONES))
def test_a_day_starts_at_the_first_minute_that_shows_its_date(day: date, zone: str) -> None:
    info = ZoneInfo(zone)
    start = start_of_day(day, zone)
    assert start.astimezone(info).date() == day
    assert (start - timedelta(seconds=1)).astimezone(info).date() == day - timedelta(days=1)


@given(
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from(ZONES),
    kind=st.sampled_from(PeriodKind),
)
def test_every_moment_lies_in_exactly_one_period(
    moment: datetime, zone: str, kind: PeriodKind
) -> None:
    period = period_at(moment, kind, zone, rolling_days=30)
    assert period.contains(moment)
    assert not previous_period(period).contains(moment)
    assert not next_period(period).contains(moment)


@given(
    day=st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    kind=st.sampled_from(PeriodKind),
    days=st.integers(1, 366),
)
def test_periods_adjoin_without_gap_or_overlap(day: date, kind: PeriodKind, days: int) -> None:
    period = period_of(day, kind, "America/Santiago", days)
    assert next_period(previous_period(period)) == period
    assert previous_period(period).ends == period.starts
    assert next_period(period).starts == period.ends


@pytest.mark.parametrize(
    ("day", "kind", "first", "last", "label"),
    [
        (date(2026, 11, 23), MONTH, date(2026, 11, 1), date(2026, 11, 30), "November 2026"),
        (date(2028, 2, 29), MONTH, date(2028, 2, 1), date(2028, 2, 29), "February 2028"),
        (date(2026, 11, 23), QUARTER, date(2026, 10, 1), date(2026, 12, 31), "Q4 2026"),
        (date(2026, 3, 31), QUARTER, date(2026, 1, 1), date(2026, 3, 31), "Q1 2026"),
        (
            date(2026, 11, 14),
            ROLLING,
            date(2026, 10, 16),
            date(2026, 11, 14),
            "30 days to 14 Nov 2026",
        ),
    ],
)
def test_a_period_has_its_days_and_a_name(
    day: date, kind: PeriodKind, first: date, last: date, label: str
) -> None:
    period = period_of(day, kind, "Europe/London", 30)
    assert (period.first_day, period.last_day, period.label) == (first, last, label)


def test_one_rolling_day_is_named_so() -> None:
    assert period_of(date(2026, 11, 1), ROLLING, "UTC", 1).label == "1 day to 1 Nov 2026"


@pytest.mark.parametrize("days", [None, 0, -3])
def test_a_rolling_period_needs_days(days: int | None) -> None:
    with pytest.raises(ValueError, match=f"rolling period of {days} days: expected 1 or more"):
        period_of(date(2026, 11, 1), ROLLING, "UTC", days)


def test_the_last_periods_end_with_the_given_one() -> None:
    labels = [period.label for period in last_periods(month(date(2026, 2, 3)), 4)]
    assert labels == ["November 2025", "December 2025", "January 2026", "February 2026"]
    assert last_periods(month(date(2026, 2, 3)), 0) == ()


def test_rolling_periods_never_share_a_day() -> None:
    period = period_of(date(2026, 11, 14), ROLLING, "UTC", 30)
    assert [each.last_day for each in last_periods(period, 3)] == [
        date(2026, 9, 15),
        date(2026, 10, 15),
        date(2026, 11, 14),
    ]


def test_a_period_is_over_at_its_end_and_not_before() -> None:
    period = month(date(2026, 11, 23), "America/Santiago")
    assert not period.is_over(datetime(2026, 12, 1, 2, 59, 59, tzinfo=UTC))
    assert period.is_over(datetime(2026, 12, 1, 3, tzinfo=UTC))


def test_a_moment_belongs_to_the_month_it_has_in_the_levels_zone() -> None:
    moment = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert period_at(moment, MONTH, "Europe/London").label == "November 2026"
    assert period_at(moment, MONTH, "Africa/Casablanca").label == "December 2026"


def test_a_result_is_final_ten_business_days_after_its_period() -> None:
    assert final_on(date(2026, 11, 30), 10) == date(2026, 12, 14)
    days_off = frozenset({date(2026, 12, 8), date(2026, 12, 12)})
    assert final_on(date(2026, 11, 30), 10, days_off) == date(2026, 12, 15)
    assert final_on(date(2026, 11, 30), 0) == date(2026, 11, 30)
