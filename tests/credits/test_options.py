"""Multiplier, one credit per incident, and earn-back inside a calculation."""

import pytest

from sourcing.credits.earn_back import EarnBackState
from sourcing.credits.incident_rule import not_paid
from sourcing.credits.inputs import JudgedPeriod
from sourcing.credits.options import EarnBack, EarnBackJudging, Multiplier, Options
from sourcing.credits.schemes import Flat
from tests.credits.cases import (
    AVAILABILITY,
    MET,
    MINIMUM,
    MISSED,
    RESPONSE,
    SILENT,
    D,
    judged,
    key,
    level,
    points,
    pool,
    run,
)

A, B, C = level("a"), level("b"), level("c")
FLAT = Flat(D(3), D(100), options=Options(multiplier=Multiplier()))
EACH = EarnBack(2, EarnBackJudging.EACH_PERIOD)
AVERAGE = EarnBack(3, EarnBackJudging.AVERAGE)


def series(*outcomes: str) -> list[JudgedPeriod]:
    """D minimum default, R default by repetition, m missed expected, . met, - no data."""
    kinds = {
        "D": ("90", MINIMUM, True),
        "R": ("99.5", MISSED, True),
        "m": ("99.5", MISSED, False),
        ".": ("100", MET, False),
        "-": (None, SILENT, False),
        "x": (None, SILENT, True),
    }
    return [
        judged("a", number, attained, outcome, default=default)
        for number, (attained, outcome, default) in enumerate(map(kinds.__getitem__, outcomes), 1)
    ]


@pytest.mark.parametrize(
    ("months", "multipliers"),
    [
        ("DDDD", [1, 1, 2, 2]),
        ("DD.DDD", [1, 1, 1, 1, 1, 2]),
        ("DD-D", [1, 1, 1, 2]),
        ("DDRD", [1, 1, 1, 1]),
        ("DDmD", [1, 1, 1, 1]),
        ("DxD", [1, 1, 2]),
    ],
)
def test_the_third_minimum_default_in_a_row_counts_twice(
    months: str, multipliers: list[int]
) -> None:
    lines = run(FLAT, [A], series(*months), base="10000").lines
    assert [line.multiplier for line in lines] == multipliers
    assert [line.final for line in lines if line.multiplier == 2] == [600] * multipliers.count(2)


def test_the_multiplier_says_so_and_comes_before_the_cap() -> None:
    capped = Flat(D(3), D(5), options=Options(multiplier=Multiplier()))
    line = run(capped, [A], series(*"DDD"), base="10000").lines[2]
    assert (line.raw, line.multiplied, line.after_cap) == (D(300), D(600), D(500))
    assert line.steps[1] == (
        "This is the 3rd minimum default in a row, from the 3rd on they count × 2: "
        "300.00 USD × 2 = 600.00 USD."
    )


def test_history_counts_for_the_multiplier() -> None:
    *before, last = series(*"DDD")
    (line,) = run(FLAT, [A], [last], history=before, base="10000").lines
    assert (line.multiplier, line.final) == (D(2), D(600))


def test_under_a_points_scheme_points_are_multiplied() -> None:
    scheme = points(("a", 10), options=Options(multiplier=Multiplier(D("1.5"), 2)))
    lines = run(scheme, [A], series(*"DD"), base="10000").lines
    assert [line.final for line in lines] == [200, 400]
    assert lines[1].steps[1].endswith("10 points × 1.5 = 15.0 points.")


def test_levels_hit_by_the_same_incident_pay_only_the_largest_credit() -> None:
    scheme = pool("100", ("a", "20"), ("b", "30"), ("c", "10"),
                  options=Options(one_credit_per_incident=True))  # fmt: skip
    rows = [
        judged("a", 1, "90", MINIMUM, "INC-7"),
        judged("b", 1, "90", MINIMUM, "INC-7", "INC-8"),
        judged("c", 1, "90", MINIMUM, "INC-9"),
    ]
    lines = run(scheme, [A, B, C], rows, base="100000").lines
    assert [line.final for line in lines] == [0, 3000, 1000]
    assert lines[0].steps[-1] == (
        "Incident INC-7 is paid once, by B, which pays the larger or an equal credit: nothing here."
    )
    without = pool("100", ("a", "20"), ("b", "30"), ("c", "10"))
    assert [line.final for line in run(without, [A, B, C], rows, base="100000").lines] == [
        2000,
        3000,
        1000,
    ]


def test_an_incident_is_free_again_where_its_largest_level_pays_for_nothing() -> None:
    quantities = {"a": D(5), "b": D(1), "c": D(9)}
    hit = {"a": {"INC-1", "INC-2"}, "b": {"INC-1"}, "c": {"INC-2"}}
    assert not_paid(quantities, hit) == {"a": ("INC-2", "c")}
    equal = {"b": D(5), "a": D(5)}
    assert not_paid(equal, {"a": {"I"}, "b": {"I"}}) == {"b": ("I", "a")}


def earned(months: str, terms: EarnBack, applied: str | None = None) -> EarnBackState | None:
    scheme = Flat(D(3), D(100), options=Options(earn_back=terms))
    parts = {("a", key(1)): D(applied)} if applied else None
    line = run(scheme, [A], series(*months), base="10000", applied=parts).lines[0]
    assert line.earn_back is not None
    is_earned = line.earn_back.state is EarnBackState.EARNED
    assert line.final == (0 if is_earned else 300)
    assert line.earn_back.lapses + line.earn_back.debit == (300 if is_earned else 0)
    assert line.steps[-1] == line.earn_back.step
    return line.earn_back.state


@pytest.mark.parametrize(
    ("months", "state"),
    [
        ("D", EarnBackState.WAITING),
        ("D.", EarnBackState.WAITING),
        ("D..", EarnBackState.EARNED),
        ("D..D", EarnBackState.EARNED),
        ("D.m", EarnBackState.NOT_EARNED),
        ("Dm", EarnBackState.NOT_EARNED),
        ("D-", EarnBackState.NOT_EARNED),
        ("D-..", EarnBackState.NOT_EARNED),
        ("D.-.", EarnBackState.NOT_EARNED),
    ],
)
def test_good_periods_earn_a_credit_back(months: str, state: EarnBackState) -> None:
    assert earned(months, EACH) is state


def test_months_that_nobody_has_judged_yet_are_waited_for() -> None:
    """They are known as periods, but not as periods without data."""
    scheme = Flat(D(3), D(100), options=Options(earn_back=EACH))
    back = run(scheme, [A], series(*"D."), base="10000", months=6).lines[0].earn_back
    assert back is not None
    assert back.state is EarnBackState.WAITING
    assert back.step == "Earn-back: 1 of 2 periods after are over and none ruled it out."


@pytest.mark.parametrize(
    ("applied", "lapses", "debit", "words"),
    [
        (None, "300.00", "0", "300.00 lapse."),
        ("300.00", "0", "300.00", "300.00 already applied are reversed by a debit."),
        ("100.00", "200.00", "100.00", "200.00 lapse and 100.00 already applied are reversed"),
    ],
)
def test_what_is_applied_comes_back_as_a_debit(
    applied: str | None, lapses: str, debit: str, words: str
) -> None:
    scheme = Flat(D(3), D(100), options=Options(earn_back=EACH))
    parts = {("a", key(1)): D(applied)} if applied else None
    back = run(scheme, [A], series(*"D.."), base="10000", applied=parts).lines[0].earn_back
    assert back is not None
    assert (back.lapses, back.debit) == (D(lapses), D(debit))
    assert words in back.step


def averaged(*attained: str) -> str:
    rows = [judged("availability", 1, "90", MINIMUM)]
    rows += [
        judged("availability", number, each, MET if D(each) >= D("99.99") else MISSED)
        for number, each in enumerate(attained, 2)
    ]
    scheme = Flat(D(3), D(100), options=Options(earn_back=AVERAGE))
    back = run(scheme, [AVAILABILITY], rows).lines[0].earn_back
    assert back is not None
    return back.step


def test_an_average_forgives_one_miss_and_keeps_its_side_of_the_target() -> None:
    assert averaged("100", "99.97", "100") == (
        "Earned back: the average of the 3 periods after is 99.99 % ≥ 99.99 %; 360.00 lapse."
    )
    assert averaged("100", "99.97", "99.997") == (
        "Not earned back: the average of the 3 periods after is 99.989 % < 99.99 %."
    )
    assert averaged("100", "99.97").startswith("Earn-back: 2 of 3 periods after are over")


def test_an_average_where_lower_is_better() -> None:
    terms = EarnBack(2, EarnBackJudging.AVERAGE)
    scheme = Flat(D(3), D(100), options=Options(earn_back=terms))
    rows = [
        judged("response", 1, "9", MINIMUM),
        judged("response", 2, "5", MISSED),
        judged("response", 3, "3", MET),
    ]
    back = run(scheme, [RESPONSE], rows).lines[0].earn_back
    assert back is not None
    assert back.step.startswith("Earned back: the average of the 2 periods after is 4.00 h ≤ 4 h")


def test_a_period_without_data_ends_an_average_too() -> None:
    assert earned("D.-.", AVERAGE) is EarnBackState.NOT_EARNED


def test_earn_back_is_ruled_out_where_the_multiplier_applied() -> None:
    scheme = Flat(D(3), D(100), options=Options(multiplier=Multiplier(), earn_back=EACH))
    lines = run(scheme, [A], series(*"DDD.."), base="10000").lines
    states = [line.earn_back and line.earn_back.state for line in lines]
    assert states == [
        EarnBackState.NOT_EARNED,
        EarnBackState.NOT_EARNED,
        EarnBackState.RULED_OUT,
        None,
        None,
    ]
    assert lines[2].final == 600
