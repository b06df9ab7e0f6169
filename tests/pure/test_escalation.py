"""Who can be called now, and who is next: across midnight, clock changes and validity."""

from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.escalation import WEEKDAYS, Hours, Reach, Rung, ladder, next_to_call, standing

OFFICE = Hours("Europe/Warsaw", WEEKDAYS["mon_fri"], time(9), time(17))
NIGHT = Hours("Asia/Kolkata", WEEKDAYS["mon_fri"], time(22), time(6))
ALWAYS = Hours("UTC", WEEKDAYS["every_day"], time(0), time(0))


def rung(name: str, level: int = 1, hours: Hours | None = OFFICE, **days: date) -> Rung:
    return Rung(uuid4(), name, level, hours, **days)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "reach", "then"),
    [
        # Tuesday 30 June 2026; Warsaw is two hours ahead of UTC.
        ("2026-06-30T06:59", Reach.LATER, "2026-06-30T07:00"),
        ("2026-06-30T07:00", Reach.NOW, "2026-06-30T15:00"),
        ("2026-06-30T14:59", Reach.NOW, "2026-06-30T15:00"),
        ("2026-06-30T15:00", Reach.LATER, "2026-07-01T07:00"),
        # Friday evening: next is Monday.
        ("2026-07-03T18:00", Reach.LATER, "2026-07-06T07:00"),
        # Winter: one hour ahead.
        ("2026-01-14T08:00", Reach.NOW, "2026-01-14T16:00"),
    ],
)
def test_office_hours(moment: str, reach: Reach, then: str) -> None:
    found = standing(rung("Anna"), at(moment))
    assert found.reach is reach
    assert (found.until or found.opens_at) == at(then)


def test_a_night_shift_belongs_to_the_day_on_which_it_starts() -> None:
    """Friday's shift in Kolkata ends on Saturday at 06:00, which is 00:30 UTC."""
    on = standing(rung("Ravi", hours=NIGHT), at("2026-07-03T23:00"))
    assert (on.reach, on.until) == (Reach.NOW, at("2026-07-04T00:30"))
    off = standing(rung("Ravi", hours=NIGHT), at("2026-07-04T17:00"))
    assert (off.reach, off.opens_at) == (Reach.LATER, at("2026-07-06T16:30"))


def test_the_hour_that_is_skipped_or_repeated_makes_the_longest_opening() -> None:
    """New York, 8 March 2026: 02:30 doesn't exist; 1 November: 01:30 comes twice."""
    early = Hours("America/New_York", WEEKDAYS["every_day"], time(2, 30), time(4))
    assert standing(rung("A", hours=early), at("2026-03-08T06:30")).reach is Reach.NOW
    late = Hours("America/New_York", WEEKDAYS["every_day"], time(0), time(1, 30))
    found = standing(rung("B", hours=late), at("2026-11-01T06:15"))
    assert (found.reach, found.until) == (Reach.NOW, at("2026-11-01T06:30"))


def test_round_the_clock_has_no_gap() -> None:
    found = standing(rung("Desk", hours=ALWAYS), at("2026-06-30T23:59"))
    assert found.reach is Reach.NOW
    assert found.until is not None
    assert found.until > at("2026-07-10T00:00")


def test_validity_counts_at_the_contacts_own_place() -> None:
    """Kolkata is 5:30 ahead: the first of July begins there at 18:30 UTC."""
    hours = Hours("Asia/Kolkata", WEEKDAYS["every_day"], time(0), time(0))
    new = rung("New", hours=hours, valid_from=date(2026, 7, 1))
    assert standing(new, at("2026-06-30T18:29")).reach is Reach.LATER
    assert standing(new, at("2026-06-30T18:30")).reach is Reach.NOW
    old = rung("Old", hours=hours, valid_to=date(2026, 6, 30))
    assert standing(old, at("2026-06-30T18:29")).reach is Reach.NOW
    assert standing(old, at("2026-06-30T18:30")).reach is Reach.GONE


def test_the_lowest_level_that_can_be_reached_is_next() -> None:
    anna, ravi, desk = rung("Anna", 1), rung("Ravi", 2, NIGHT), rung("Desk", 3, ALWAYS)
    names = {
        moment: next_to_call(ladder([desk, ravi, anna], at(moment)))
        for moment in ("2026-06-30T08:00", "2026-06-30T20:00", "2026-07-05T12:00")
    }
    assert [found.rung.name for found in names.values() if found] == ["Anna", "Ravi", "Desk"]


def test_where_nobody_is_open_the_soonest_is_next_and_unknown_hours_are_tried_before() -> None:
    sunday = at("2026-07-05T12:00")
    anna, ravi = rung("Anna", 2), rung("Ravi", 1, NIGHT)
    soonest = next_to_call(ladder([anna, ravi], sunday))
    assert soonest is not None
    assert soonest.rung.name == "Anna"
    assert soonest.opens_at == at("2026-07-06T07:00")
    unknown = next_to_call(ladder([anna, ravi, rung("Somebody", 3, None)], sunday))
    assert unknown is not None
    assert unknown.rung.name == "Somebody"
    assert next_to_call(()) is None


@given(
    moment=st.integers(1_735_689_600, 1_830_297_600).map(lambda s: datetime.fromtimestamp(s, UTC)),
    zone=st.sampled_from(
        ["Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham", "America/Santiago", "UTC"]
    ),
    days=st.sampled_from(sorted(WEEKDAYS)),
    starts=st.times(),
    ends=st.times(),
)
def test_what_is_said_about_the_next_change_is_true(
    moment: datetime, zone: str, days: str, starts: time, ends: time
) -> None:
    one = Rung(UUID(int=1), "One", 1, Hours(zone, WEEKDAYS[days], starts, ends))
    found = standing(one, moment)
    if found.reach is Reach.NOW:
        assert found.until is not None
        assert found.until > moment
    else:
        assert found.opens_at is not None
        assert found.opens_at > moment
        assert standing(one, found.opens_at).reach is Reach.NOW
