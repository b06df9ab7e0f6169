"""Olga asks what is in-house and what is outsourced, at home and abroad."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.quadrants import (
    Axis,
    DeclaredModel,
    Delivery,
    Execution,
    HeadShare,
    Location,
    Mismatch,
    OperatingModel,
    Place,
    Quadrant,
    declared_mismatch,
    execution,
    location,
    median_difference,
    quadrant,
    quadrant_split,
)

AS_OF = date(2026, 6, 30)
NEW_YORK = "America/New_York"
NEAR = frozenset({"MX", "CA", "CO", "AE"})
INSOURCED, OUTSOURCED = Execution.INSOURCED, Execution.OUTSOURCED

BOSTON = Delivery("US", NEW_YORK, 10)
HYDERABAD = Delivery("IN", "Asia/Kolkata", 40)
MANILA = Delivery("PH", "Asia/Manila", 50)
GUADALAJARA = Delivery("MX", "America/Mexico_City", 30)
MOSCOW = Delivery("RU", "Europe/Moscow", 5)
NOWHERE = Delivery(None, None, 20)


def from_boston(*deliveries: Delivery) -> Location:
    return location("US", NEW_YORK, deliveries, NEAR, 2026)


@pytest.mark.parametrize(
    ("model", "transfer_date", "expected"),
    [
        (OperatingModel.OWN_ENTITY, None, INSOURCED),
        (OperatingModel.EMPLOYER_OF_RECORD, None, INSOURCED),
        (OperatingModel.VENDOR, None, OUTSOURCED),
        (OperatingModel.ODC, None, OUTSOURCED),
        (OperatingModel.ODC, date(2020, 1, 1), OUTSOURCED),
        (OperatingModel.BOT, None, OUTSOURCED),
        (OperatingModel.BOT, AS_OF + timedelta(days=1), OUTSOURCED),
        (OperatingModel.BOT, AS_OF, INSOURCED),
        (OperatingModel.BOT, AS_OF - timedelta(days=1), INSOURCED),
    ],
)
def test_who_runs_the_people_decides_execution(
    model: OperatingModel, transfer_date: date | None, expected: Execution
) -> None:
    assert execution(model, transfer_date, AS_OF) is expected


@pytest.mark.parametrize(
    ("deliveries", "expected"),
    [
        ([], Place.UNKNOWN),
        ([NOWHERE], Place.UNKNOWN),
        ([BOSTON], Place.ONSHORE),
        ([Delivery("US", "America/Los_Angeles", 3)], Place.ONSHORE),
        ([GUADALAJARA], Place.NEARSHORE),
        ([HYDERABAD], Place.OFFSHORE),
        ([Delivery("BR", "America/Sao_Paulo", 3)], Place.OFFSHORE),
        ([Delivery("MX", None, 3)], Place.OFFSHORE),
        ([BOSTON, HYDERABAD], Place.MIXED),
        ([HYDERABAD, MANILA], Place.MIXED),
        ([BOSTON, NOWHERE], Place.MIXED),
        ([BOSTON, Delivery("IN", "Asia/Kolkata", 0)], Place.ONSHORE),
        ([Delivery("IN", "Asia/Kolkata", 0)], Place.OFFSHORE),
    ],
)
def test_where_the_people_are_decides_location(deliveries: list[Delivery], expected: Place) -> None:
    assert from_boston(*deliveries).kind is expected


def test_one_country_partly_near_and_partly_far_is_mixed() -> None:
    halifax = Delivery("CA", "America/Halifax", 1)
    far = Delivery("CA", "America/Vancouver", 1)
    seen = location("BM", "Atlantic/Bermuda", [halifax, far], NEAR, 2026)
    assert (seen.kind, seen.places) == (
        Place.MIXED,
        frozenset({Place.NEARSHORE, Place.OFFSHORE}),
    )


@pytest.mark.parametrize(
    ("home", "other", "hours"),
    [
        (NEW_YORK, NEW_YORK, 0),
        (NEW_YORK, "Asia/Kolkata", 9.5),
        (NEW_YORK, "America/Bogota", -1),
        ("America/Los_Angeles", "America/Bogota", 2),
        ("Europe/Lisbon", "Asia/Dubai", 3),
        ("Europe/Berlin", "Asia/Kolkata", 3.5),
        ("America/New_York", "America/Santiago", 1),
        ("Asia/Kolkata", "Asia/Kathmandu", 0.25),
        ("Australia/Sydney", "Australia/Lord_Howe", 0),
    ],
)
def test_the_median_difference_over_the_year(home: str, other: str, hours: float) -> None:
    assert median_difference(home, other, 2026) == timedelta(hours=hours)


def test_dubai_is_near_lisbon_although_it_is_four_hours_away_in_january() -> None:
    dubai = Delivery("AE", "Asia/Dubai", 4)
    assert location("PT", "Europe/Lisbon", [dubai], NEAR, 2026).kind is Place.NEARSHORE
    assert location("PT", "Europe/Lisbon", [dubai], frozenset(), 2026).kind is Place.OFFSHORE


def test_a_year_has_its_own_clock_changes() -> None:
    """Mexico gave up daylight saving time in 2022."""
    assert median_difference("America/Bogota", "America/Mexico_City", 2021) == timedelta(0)
    assert median_difference("America/Bogota", "America/Mexico_City", 2024) == timedelta(hours=-1)


def test_several_countries_are_split_by_heads() -> None:
    seen = from_boston(BOSTON, HYDERABAD, MANILA)
    assert seen.split == (
        HeadShare(Place.ONSHORE, 10, Decimal(10)),
        HeadShare(Place.OFFSHORE, 90, Decimal(90)),
    )
    assert from_boston(Delivery("US", NEW_YORK, 0), Delivery("IN", None, 0)).split == ()


@pytest.mark.parametrize(
    ("execution", "deliveries", "expected"),
    [
        (INSOURCED, [BOSTON], Quadrant.ONSHORE_INSOURCING),
        (OUTSOURCED, [BOSTON], Quadrant.ONSHORE_OUTSOURCING),
        (INSOURCED, [HYDERABAD], Quadrant.OFFSHORE_INSOURCING),
        (OUTSOURCED, [HYDERABAD], Quadrant.OFFSHORE_OUTSOURCING),
        (INSOURCED, [GUADALAJARA], Quadrant.OFFSHORE_INSOURCING),
        (OUTSOURCED, [GUADALAJARA], Quadrant.OFFSHORE_OUTSOURCING),
        (OUTSOURCED, [GUADALAJARA, MANILA], Quadrant.OFFSHORE_OUTSOURCING),
        (OUTSOURCED, [BOSTON, MANILA], Quadrant.MIXED),
        (OUTSOURCED, [BOSTON, NOWHERE], Quadrant.MIXED),
        (OUTSOURCED, [NOWHERE], Quadrant.UNKNOWN),
        (INSOURCED, [], Quadrant.UNKNOWN),
    ],
)
def test_both_axes_make_the_quadrant(
    execution: Execution, deliveries: list[Delivery], expected: Quadrant
) -> None:
    assert quadrant(execution, from_boston(*deliveries)) is expected


def test_money_of_a_mixed_engagement_divides_by_heads() -> None:
    seen = from_boston(BOSTON, GUADALAJARA, HYDERABAD, NOWHERE)
    assert quadrant_split(OUTSOURCED, seen) == {
        Quadrant.ONSHORE_OUTSOURCING: 10,
        Quadrant.OFFSHORE_OUTSOURCING: 70,
        Quadrant.UNKNOWN: 20,
    }


def test_without_head_counts_the_money_stays_together() -> None:
    no_heads = [Delivery("US", NEW_YORK, 0), Delivery("IN", None, 0)]
    assert quadrant_split(INSOURCED, from_boston(*no_heads)) == {Quadrant.MIXED: 100}
    assert quadrant_split(INSOURCED, from_boston()) == {Quadrant.UNKNOWN: 100}


def test_an_indian_captive_support_desk_is_offshoring_without_outsourcing() -> None:
    desk = from_boston(HYDERABAD)
    execution_of_desk = execution(OperatingModel.OWN_ENTITY, None, AS_OF)
    assert quadrant(execution_of_desk, desk) is Quadrant.OFFSHORE_INSOURCING
    assert declared_mismatch(DeclaredModel.OFFSHORING, execution_of_desk, desk) is None
    assert declared_mismatch(DeclaredModel.CAPTIVE, execution_of_desk, desk) is None
    assert declared_mismatch(DeclaredModel.OUTSOURCING, execution_of_desk, desk) == Mismatch(
        DeclaredModel.OUTSOURCING, Quadrant.OFFSHORE_INSOURCING, (Axis.EXECUTION,)
    )


def test_contracted_russian_developers_are_offshore_outsourcing_not_offshoring() -> None:
    developers = from_boston(MOSCOW)
    execution_of_developers = execution(OperatingModel.VENDOR, None, AS_OF)
    assert quadrant(execution_of_developers, developers) is Quadrant.OFFSHORE_OUTSOURCING
    fits = declared_mismatch(
        DeclaredModel.OFFSHORE_OUTSOURCING, execution_of_developers, developers
    )
    assert fits is None
    found = declared_mismatch(DeclaredModel.OFFSHORING, execution_of_developers, developers)
    assert found == Mismatch(
        DeclaredModel.OFFSHORING, Quadrant.OFFSHORE_OUTSOURCING, (Axis.EXECUTION,)
    )


BOTH, WHO, WHERE = (Axis.EXECUTION, Axis.LOCATION), (Axis.EXECUTION,), (Axis.LOCATION,)


@pytest.mark.parametrize(
    ("declared", "own_people", "a_vendor"),
    [
        # each at home, near and far abroad
        (DeclaredModel.INSOURCING, [(), (), ()], [WHO, WHO, WHO]),
        (DeclaredModel.OUTSOURCING, [WHO, WHO, WHO], [(), (), ()]),
        (DeclaredModel.OFFSHORING, [WHERE, (), ()], [BOTH, WHO, WHO]),
        (DeclaredModel.NEARSHORING, [WHERE, (), WHERE], [WHERE, (), WHERE]),
        (DeclaredModel.CAPTIVE, [WHERE, (), ()], [BOTH, WHO, WHO]),
        (DeclaredModel.ONSHORE_INSOURCING, [(), WHERE, WHERE], [WHO, BOTH, BOTH]),
        (DeclaredModel.ONSHORE_OUTSOURCING, [WHO, BOTH, BOTH], [(), WHERE, WHERE]),
        (DeclaredModel.OFFSHORE_OUTSOURCING, [BOTH, WHO, WHO], [WHERE, (), ()]),
    ],
)
def test_every_label_against_every_place(
    declared: DeclaredModel,
    own_people: list[tuple[Axis, ...]],
    a_vendor: list[tuple[Axis, ...]],
) -> None:
    found = [
        declared_mismatch(declared, execution, from_boston(delivery))
        for execution in (INSOURCED, OUTSOURCED)
        for delivery in (BOSTON, GUADALAJARA, HYDERABAD)
    ]
    assert [mismatch.axes if mismatch else () for mismatch in found] == own_people + a_vendor


def test_an_unknown_place_is_not_held_against_a_label() -> None:
    assert declared_mismatch(DeclaredModel.OFFSHORE_OUTSOURCING, OUTSOURCED, from_boston()) is None
    found = declared_mismatch(DeclaredModel.CAPTIVE, OUTSOURCED, from_boston())
    assert found == Mismatch(DeclaredModel.CAPTIVE, Quadrant.UNKNOWN, WHO)


def test_every_known_place_must_fit_the_label() -> None:
    abroad = from_boston(HYDERABAD, MANILA)
    both = from_boston(HYDERABAD, BOSTON)
    assert declared_mismatch(DeclaredModel.OFFSHORE_OUTSOURCING, OUTSOURCED, abroad) is None
    assert declared_mismatch(DeclaredModel.OFFSHORE_OUTSOURCING, OUTSOURCED, both) == Mismatch(
        DeclaredModel.OFFSHORE_OUTSOURCING, Quadrant.MIXED, WHERE
    )


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_an_unknown_zone_is_refused_by_name(zone: str) -> None:
    with pytest.raises(ValueError, match="expected an IANA name such as America/New_York"):
        median_difference(NEW_YORK, zone, 2026)


def test_a_negative_head_count_is_refused() -> None:
    with pytest.raises(ValueError, match="heads -1 in IN: expected 0 or more"):
        Delivery("IN", "Asia/Kolkata", -1)


ZONES = st.sampled_from(
    [
        NEW_YORK,
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "Africa/Casablanca",
        "America/Santiago",
        "Europe/London",
        "Asia/Manila",
    ]
)


def slow_median(zone: str, other: str, year: int) -> timedelta:
    """Sort the year's differences and take the middle, averaging two middles."""
    moment, found = datetime(year, 1, 1, 12, tzinfo=UTC), []
    while moment.year == year:
        there = ZoneInfo(other).utcoffset(moment.astimezone(ZoneInfo(other)))
        here = ZoneInfo(zone).utcoffset(moment.astimezone(ZoneInfo(zone)))
        assert there is not None
        assert here is not None
        found.append(there - here)
        moment += timedelta(days=1)
    found.sort()
    return (found[(len(found) - 1) // 2] + found[len(found) // 2]) / 2


@given(ZONES, ZONES, st.integers(1990, 2035))
def test_the_median_equals_the_slow_one(zone: str, other: str, year: int) -> None:
    assert median_difference(zone, other, year) == slow_median(zone, other, year)


DELIVERIES = st.lists(
    st.builds(
        Delivery,
        country=st.sampled_from(["US", "IN", "MX", None]),
        zone=st.sampled_from(["America/Mexico_City", "Asia/Kolkata", None]),
        heads=st.integers(0, 50),
    ),
    max_size=6,
)


@given(DELIVERIES, st.sampled_from(Execution))
def test_the_split_is_whole_and_agrees_with_the_quadrant(
    deliveries: list[Delivery], execution: Execution
) -> None:
    seen = from_boston(*deliveries)
    parts = quadrant_split(execution, seen)
    assert abs(sum(parts.values(), Decimal(-100))) < Decimal("1e-20")
    assert sum(share.heads for share in seen.split) == sum(one.heads for one in deliveries)
    if len(parts) == 1:
        assert parts.keys() == {quadrant(execution, seen)}
    else:
        assert quadrant(execution, seen) is Quadrant.MIXED
