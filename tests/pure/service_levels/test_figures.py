"""Counts, sums and durations become one figure, exactly and in any order."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.service_levels.definition import Definition, Direction, Unit
from sourcing.service_levels.figures import (
    MICROSECONDS_OF_A_MINUTE,
    NOTHING,
    Figure,
    Source,
    Tally,
    from_durations,
    measured,
    percentile,
)

from .levels import (
    AVAILABILITY,
    CSAT,
    DEFECT_ESCAPE,
    DEFECTS,
    MEAN,
    RESOLUTION,
    RESPONSE,
    SATISFIED,
)

D = Decimal
PERCENTS = ("0.5", "0.9", "0.95", "0.99", "0.999")
AMOUNTS = st.decimals(D(0), D(10**6), allow_nan=False, places=4)


def tallies() -> st.SearchStrategy[Tally]:
    return st.builds(
        lambda count, good, poor, total, misses: Tally(count, good, good + poor, total, misses),
        st.integers(0, 10**6),
        AMOUNTS,
        AMOUNTS,
        AMOUNTS,
        st.integers(0, 10**6),
    )


def share(good: int | str, total: int | str) -> Tally:
    return Tally(good=D(good), total=D(total))


@given(days=st.lists(tallies(), max_size=40), data=st.data())
def test_days_add_up_in_any_order(days: list[Tally], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(days))
    assert sum(shuffled, NOTHING) == sum(days, NOTHING)


@given(one=tallies(), two=tallies())
def test_what_was_added_can_be_excluded_again(one: Tally, two: Tally) -> None:
    assert (one + two) - two == one
    assert one - one == NOTHING


def test_more_than_there_is_cannot_be_excluded() -> None:
    with pytest.raises(ValueError, match="expected counts of 0 or more"):
        share(10, 20) - share(11, 12)
    with pytest.raises(ValueError, match="no more good ones than there are in all"):
        share(10, 20) - share(0, 12)


@pytest.mark.parametrize(
    ("level", "tally", "attained", "step"),
    [
        (
            AVAILABILITY,
            share(43_150, 43_200),
            D(4_315_000) / D(43_200),
            "Measured: 43,150 good of 43,200 service minutes: 99.88 %.",
        ),
        (
            RESPONSE,
            share(190, 200),
            D(95),
            "Measured: 190 of 200 items within 15 m: 95 %.",
        ),
        (
            replace(RESPONSE, threshold=None, threshold_unit=None),
            share(190, 200),
            D(95),
            "Measured: 190 good of 200: 95 %.",
        ),
        (DEFECT_ESCAPE, share(8, 200), D(4), "Measured: 8 of 200: 4 %."),
        (
            MEAN,
            Tally(count=120, value_sum=D(24_000)),
            D(200),
            "Measured: mean of 120 items: 3 h 20 m.",
        ),
        (DEFECTS, Tally(count=3, value_sum=D(7)), D(7), "Measured: 7 in 3 entries."),
        (DEFECTS, Tally(count=1), D(0), "Measured: 0 in 1 entry."),
        (CSAT, Tally(count=4, value_sum=D(17)), D("4.25"), "Measured: mean of 4 items: 4.25."),
        (SATISFIED, share(85, 100), D(85), "Measured: 85 good of 100: 85 %."),
    ],
)
def test_each_indicator_has_its_figure(
    level: Definition, tally: Tally, attained: Decimal, step: str
) -> None:
    figure = measured(level, tally)
    assert figure.attained == attained
    assert figure.steps == (step,)
    assert figure.source is Source.MEASURED


@pytest.mark.parametrize("level", [AVAILABILITY, RESPONSE, DEFECT_ESCAPE, MEAN, DEFECTS, CSAT])
def test_without_rows_there_is_no_figure(level: Definition) -> None:
    assert measured(level, NOTHING).attained is None
    assert measured(level, NOTHING).steps == ()


def test_exclusions_leave_numerator_and_denominator() -> None:
    # 30 minutes of agreed maintenance, none of them good.
    figure = measured(AVAILABILITY, share(43_150, 43_200), share(0, 30))
    assert figure.attained == D(4_315_000) / D(43_170)
    assert figure.steps == (
        "Excluded with approval, from both sides: 0 of 30.",
        "Measured: 43,150 good of 43,170 service minutes: 99.954 %.",
    )


def test_excluding_everything_leaves_no_data_and_not_zero() -> None:
    assert measured(AVAILABILITY, share(0, 30), share(0, 30)).attained is None
    tally = Tally(count=1, value_sum=D(700), misses=1)
    figure = measured(MEAN, tally, tally)
    assert (figure.attained, figure.steps) == (None, ("Excluded with approval: 1 item.",))


@pytest.mark.parametrize(
    ("level", "tally", "sample", "misses"),
    [
        (RESPONSE, share(18, 19), 19, 1),
        (DEFECT_ESCAPE, share(2, 19), 19, 2),
        (MEAN, Tally(count=5, value_sum=D(1), misses=2), 5, 2),
        (AVAILABILITY, share(18, 19), None, None),
        (DEFECTS, Tally(count=5, value_sum=D(1)), None, None),
    ],
)
def test_items_are_the_sample_but_minutes_are_not(
    level: Definition, tally: Tally, sample: int | None, misses: int | None
) -> None:
    figure = measured(level, tally)
    assert (figure.sample, figure.misses) == (sample, misses)


def test_counts_do_not_give_a_percentile() -> None:
    with pytest.raises(ValueError, match="pass the values"):
        measured(RESOLUTION, Tally(count=3, value_sum=D(5)))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # What PostgreSQL's percentile_cont(p) WITHIN GROUP (ORDER BY v) answered.
        (
            [78880033272, 27949223669, 8750977240],
            ["27949223669", "68693871351.4", "73786952311.7", "77861417079.94", "78778171652.794"],
        ),
        (
            [
                57697068890,
                30364797839,
                73404053465,
                6118263334,
                80860714159,
                86858149977,
                80004216501,
            ],
            [
                "73404053465",
                "83259688486.2",
                "85058919231.6",
                "86498303827.92",
                "86822165362.092",
            ],
        ),
        (
            [
                8365346217,
                79788049615,
                5998696980,
                34257754828,
                73214515120,
                20866963147,
                57078437270,
                73634014884,
                77815325120,
                74339363384,
            ],
            [
                "65146476195",
                "78012597569.5",
                "78900323592.25",
                "79610504410.45",
                "79770295094.545",
            ],
        ),
        ([52187499831], ["52187499831"] * 5),
    ],
)
def test_percentiles_are_those_of_postgresql(values: list[int], expected: list[str]) -> None:
    found = [percentile(sorted(values), D(each) * 100) for each in PERCENTS]
    assert found == [D(each) for each in expected]


def slow_percentile(values: list[int], percent: Decimal) -> Fraction:
    """Walk along the sorted values, one step from value to value, to percent of the way."""
    ordered = sorted(values)
    way = Fraction(percent) / 100 * (len(ordered) - 1)
    at = Fraction(ordered[0])
    for here, there in pairwise(ordered):
        part = min(way, Fraction(1))
        at += part * (there - here)
        way -= part
    return at


@given(
    values=st.lists(st.integers(0, 10**13), min_size=1, max_size=60),
    percent=st.decimals(D(50), D("99.9"), places=1),
)
def test_a_percentile_equals_the_slow_walk(values: list[int], percent: Decimal) -> None:
    assert Fraction(percentile(sorted(values), percent)) == slow_percentile(values, percent)


def test_a_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="expected at least one value"):
        percentile([], D(90))


def test_durations_give_the_percentile_and_its_misses() -> None:
    durations = [minutes * MICROSECONDS_OF_A_MINUTE for minutes in (10, 100, 200, 240, 241, 900)]
    figure = from_durations(RESOLUTION, durations, MICROSECONDS_OF_A_MINUTE)
    # Place 0.9 × 5 = 4.5: half way from 241 to 900.
    assert figure == Figure(
        D("570.5"), Source.MEASURED, sample=6, misses=2, steps=("p90 of 6 items: 9 h 31 m.",)
    )


def test_a_percentile_in_service_days_counts_the_calendars_days() -> None:
    level = replace(RESOLUTION, unit=Unit.SERVICE_DAYS, expected=D(1), minimum=D(2))
    nine_hours = 540 * MICROSECONDS_OF_A_MINUTE
    figure = from_durations(level, [nine_hours], nine_hours)
    assert (figure.attained, figure.steps) == (D(1), ("p90 of 1 item: 1 service day.",))


def test_where_higher_is_better_shorter_ones_miss() -> None:
    level = replace(RESOLUTION, direction=Direction.HIGHER, expected=D(240), minimum=D(200))
    durations = [minutes * MICROSECONDS_OF_A_MINUTE for minutes in (10, 199, 200, 900)]
    assert from_durations(level, durations, MICROSECONDS_OF_A_MINUTE).misses == 2


def test_no_durations_are_no_data() -> None:
    assert from_durations(RESOLUTION, [], MICROSECONDS_OF_A_MINUTE).attained is None
