"""On which days an obligation falls due, and which of them are still to be met."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vendors.obligations import Recurrence, Schedule, is_due_on, occurrences, standing

JANUARY_31 = date(2026, 1, 31)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_the_day_of_the_month_is_kept_where_the_month_has_it() -> None:
    monthly = Schedule(JANUARY_31, Recurrence.MONTHLY)
    assert list(occurrences(monthly, date(2026, 5, 30))) == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


def test_quarters_years_and_once() -> None:
    through = date(2028, 2, 29)
    quarterly = Schedule(date(2027, 5, 31), Recurrence.QUARTERLY)
    assert list(occurrences(quarterly, through)) == [
        date(2027, 5, 31),
        date(2027, 8, 31),
        date(2027, 11, 30),
        date(2028, 2, 29),
    ]
    leap = Schedule(date(2024, 2, 29), Recurrence.YEARLY)
    assert list(occurrences(leap, through)) == [
        date(2024, 2, 29),
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]
    assert list(occurrences(Schedule(JANUARY_31), through)) == [JANUARY_31]


def test_nothing_falls_due_after_its_end() -> None:
    ending = Schedule(JANUARY_31, Recurrence.MONTHLY, until=date(2026, 2, 28))
    assert list(occurrences(ending, date(2030, 1, 1))) == [JANUARY_31, date(2026, 2, 28)]
    assert is_due_on(ending, date(2026, 2, 28))
    assert not is_due_on(ending, date(2026, 3, 31))


def test_what_is_due_today_is_not_late_yet() -> None:
    monthly = Schedule(date(2026, 4, 30), Recurrence.MONTHLY)
    today = date(2026, 6, 30)
    found = standing(monthly, [date(2026, 4, 30)], today)
    assert found.overdue == (date(2026, 5, 30),)
    assert (found.next_due, found.leads_with) == (today, date(2026, 5, 30))


def test_what_is_met_in_advance_is_not_asked_for_again() -> None:
    monthly = Schedule(date(2026, 6, 30), Recurrence.MONTHLY)
    met = [date(2026, 6, 30), date(2026, 7, 30), date(2026, 9, 30)]
    found = standing(monthly, met, date(2026, 6, 30))
    assert (found.overdue, found.next_due) == ((), date(2026, 8, 30))


def test_an_obligation_that_is_over_asks_for_nothing() -> None:
    found = standing(Schedule(JANUARY_31), [JANUARY_31], date(2026, 6, 30))
    assert (found.overdue, found.next_due, found.leads_with) == ((), None, None)


@given(DAYS, st.sampled_from(Recurrence), DAYS, st.sets(st.integers(0, 40)))
def test_every_due_day_is_met_overdue_or_still_to_come(
    first: date, recurrence: Recurrence, as_of: date, met_places: set[int]
) -> None:
    schedule = Schedule(first, recurrence)
    due = list(occurrences(schedule, as_of + timedelta(days=4000)))
    met = {due[place] for place in met_places if place < len(due)}
    found = standing(schedule, met, as_of)
    assert list(found.overdue) == [day for day in due if day < as_of and day not in met]
    coming = [day for day in due if day >= as_of and day not in met]
    if coming:
        assert found.next_due == coming[0]
    assert due == sorted(set(due))
