"""What doesn't fit together is refused before anything is computed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from sourcing.credits.calculation import calculate
from sourcing.credits.inputs import Charge, JudgedPeriod, Level, Period
from sourcing.credits.options import EarnBack, EarnBackJudging, Options
from sourcing.credits.problems import Refused
from sourcing.credits.schemes import Flat, Scheme
from sourcing.service_levels.definition import Direction
from tests.credits.cases import (
    AWS_COMPUTE,
    MET,
    MINIMUM,
    SILENT,
    D,
    judged,
    key,
    level,
    month,
    points,
    pool,
)

A = level("a")
FLAT = Flat(D(3), D(6))
GOOD = judged("a", 2, "90", MINIMUM)


def refusal(
    scheme: Scheme = FLAT,
    levels: Sequence[Level] = (A,),
    *,
    periods: Sequence[Period] = (month(1), month(2)),
    base: str = "100",
    figures: Sequence[JudgedPeriod] = (GOOD,),
    history: Sequence[JudgedPeriod] = (),
    applied: Mapping[tuple[str, str], Decimal] | None = None,
) -> str:
    with pytest.raises(Refused) as refused:
        calculate(
            scheme,
            levels=levels,
            periods=periods,
            charges={key(2): Charge(Decimal(base), "USD")},
            figures=figures,
            history=history,
            applied=applied,
        )
    (problem,) = refused.value.problems
    return str(problem)


def test_periods_follow_each_other_without_gap_or_overlap() -> None:
    assert refusal(periods=[month(2), month(4)]) == (
        "period 2026-04: starts on 2026-04-01, 2026-02 before it ends on 2026-02-28. Expected a "
        "start on 2026-03-01; a period between that has no data is given with the outcome no_data."
    )
    backwards = Period("odd", "Odd", month(2).last_day, month(2).first_day)
    assert refusal(periods=[backwards], figures=[]) == (
        "period odd: 2026-02-28 to 2026-02-01. Expected a last day not before the first."
    )


def test_figures_name_known_levels_and_periods_once() -> None:
    other = judged("b", 2, "90", MINIMUM)
    assert refusal(figures=[other]) == "figures[0].level: b. Expected one of a."
    late = judged("a", 3, "90", MINIMUM)
    assert (
        refusal(figures=[late]) == "figures[0].period: 2026-03. Expected one of 2026-01, 2026-02."
    )
    assert refusal(figures=[GOOD, GOOD]) == (
        "figures: a in 2026-02 is there 2 times. Expected each of them once."
    )
    assert refusal(levels=[A, A]) == "levels: a is there 2 times. Expected each of them once."
    assert refusal(history=[GOOD]) == (
        "history[0].period: 2026-02. Expected a period before all computed ones."
    )


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (judged("a", 2, "NaN", MINIMUM), "attained: NaN. Expected a number, or none without data"),
        (judged("a", 2, "-1e999999", MINIMUM), "attained: -1E+999999. Expected a number, or none"),
        (judged("a", 2, "100", MET, default=True), "default: set on a period that is met."),
        (judged("a", 2, "90", MINIMUM, default=False), "default: not set. Expected set, because"),
        (judged("a", 2, "0", SILENT), "attained: 0. Expected none, because there is no data."),
    ],
)
def test_figures_do_not_contradict_themselves(figure: JudgedPeriod, words: str) -> None:
    assert refusal(figures=[figure]).startswith(f"figures[0].{words}")


@pytest.mark.parametrize("base", ["-0.01", "NaN", "sNaN", "Infinity", "1e15", "1e999999", "1e-31"])
def test_a_base_is_an_amount(base: str) -> None:
    assert refusal(base=base).startswith("charge of 2026-02: ")
    assert refusal(applied={("a", key(2)): Decimal(base)}).startswith("applied to a in 2026-02: ")


def test_a_level_has_its_part_in_the_scheme() -> None:
    words = "level a: has no part in the scheme. Expected a share, an allocation or points."
    assert refusal(pool("50", ("b", "40"))) == words
    assert refusal(points(("b", 4))) == words
    lower = Level("a", "A", Direction.LOWER, D(4))
    assert refusal(AWS_COMPUTE, [lower]) == (
        "level a: for this level lower is better, the tiers are for higher. Expected tiers of the "
        "level's own direction."
    )


def test_an_average_needs_a_target() -> None:
    terms = Options(earn_back=EarnBack(2, EarnBackJudging.AVERAGE))
    assert refusal(Flat(D(3), D(6), options=terms), [level("a", None)]) == (
        "level a: no expected target. Expected one, because earn-back is judged on averages."
    )


def test_a_scheme_that_makes_no_sense_is_refused_too() -> None:
    assert refusal(Flat(D(3), D(2))).startswith("cap_percent: 2 % is below the 3 % of one miss")
