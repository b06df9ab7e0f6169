"""Was the period met, and is it a default? The answer says how it came about."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.service_levels.definition import (
    Definition,
    LevelClass,
    NoDataPolicy,
    RepetitionRule,
    RoundingMode,
    RoundingRule,
)
from sourcing.service_levels.figures import NOTHING, Figure, Source, Tally, measured, reported
from sourcing.service_levels.judging import judge
from sourcing.service_levels.outcome import DefaultReason, Outcome

from .levels import AVAILABILITY, DEFECT_ESCAPE, MEAN, RESOLUTION, RESPONSE, history

D = Decimal
DEEMED = replace(AVAILABILITY, no_data_policy=NoDataPolicy.DEEMED_DEFAULT)
TWO_DECIMALS = replace(AVAILABILITY, rounding=RoundingRule(RoundingMode.HALF_UP, 2))


@pytest.mark.parametrize(
    ("level", "attained", "outcome"),
    [
        (AVAILABILITY, "100", Outcome.MET),
        (AVAILABILITY, "99.95", Outcome.MET),
        (AVAILABILITY, "99.9499", Outcome.MISSED_EXPECTED),
        (AVAILABILITY, "99.9", Outcome.MISSED_EXPECTED),
        (AVAILABILITY, "99.8999", Outcome.MISSED_MINIMUM),
        (AVAILABILITY, "0", Outcome.MISSED_MINIMUM),
        (RESOLUTION, "200", Outcome.MET),
        (RESOLUTION, "200.001", Outcome.MISSED_EXPECTED),
        (RESOLUTION, "240.001", Outcome.MISSED_MINIMUM),
        (DEFECT_ESCAPE, "0", Outcome.MET),
        (DEFECT_ESCAPE, "15.1", Outcome.MISSED_MINIMUM),
    ],
)
def test_a_figure_on_the_target_meets_it(
    level: Definition, attained: str, outcome: Outcome
) -> None:
    judgement = judge(level, Figure(D(attained)))
    assert judgement.outcome is outcome
    assert judgement.in_default == (outcome is Outcome.MISSED_MINIMUM)


@given(
    attained=st.none() | st.decimals(D(0), D(100), places=4),
    past=st.text("+emr.d", max_size=14),
)
def test_without_data_it_is_never_met_and_with_data_always_something(
    attained: Decimal | None, past: str
) -> None:
    judgement = judge(AVAILABILITY, Figure(attained), history(past))
    assert (judgement.outcome is Outcome.NO_DATA) == (attained is None)
    assert (judgement.compared is None) == (attained is None)
    assert judgement.outcome is not Outcome.MET or judgement.default is None


def test_no_data_is_no_default_unless_the_contract_says_so() -> None:
    plain = judge(AVAILABILITY, measured(AVAILABILITY, NOTHING))
    assert (plain.outcome, plain.default, plain.carries_credit) == (Outcome.NO_DATA, None, False)
    assert plain.steps == ("No data: the period is neither met nor missed.",)
    deemed = judge(DEEMED, measured(DEEMED, NOTHING))
    assert (deemed.outcome, deemed.default) == (Outcome.NO_DATA, DefaultReason.DEEMED)
    assert deemed.carries_credit
    assert deemed.steps[-1] == (
        "The contract counts a period without data as a service level default."
    )
    assert judge(DEEMED, Figure(D(100))).default is None


def test_a_miss_of_the_minimum_is_told_step_by_step() -> None:
    figure = measured(AVAILABILITY, Tally(good=D(43_150), total=D(43_200)))
    assert judge(AVAILABILITY, figure).steps == (
        "Measured: 43,150 good of 43,200 service minutes: 99.88 %.",
        "Expected: at least 99.95 %. With 99.88 % it is missed.",
        "Minimum: at least 99.9 %. With 99.88 % it is missed.",
        "The minimum is missed: a service level default.",
    )


def test_lower_is_better_says_at_most() -> None:
    steps = judge(RESOLUTION, Figure(D("200.2"))).steps
    assert steps == (
        "Expected: at most 3 h 20 m. With 3 h 20 m 12 s it is missed.",
        "Minimum: at most 4 h. With 3 h 20 m 12 s it is met.",
    )


@pytest.mark.parametrize(
    ("mode", "attained", "compared", "outcome"),
    [
        (RoundingMode.NONE, "99.948", "99.948", Outcome.MISSED_EXPECTED),
        (RoundingMode.HALF_UP, "99.948", "99.95", Outcome.MET),
        (RoundingMode.DOWN, "99.959", "99.95", Outcome.MET),
        (RoundingMode.DOWN, "99.949", "99.94", Outcome.MISSED_EXPECTED),
        (RoundingMode.HALF_UP, "99.895", "99.9", Outcome.MISSED_EXPECTED),
        (RoundingMode.HALF_EVEN, "99.945", "99.94", Outcome.MISSED_EXPECTED),
        (RoundingMode.HALF_UP, "99.945", "99.95", Outcome.MET),
    ],
)
def test_the_contracts_rounding_comes_before_the_comparison(
    mode: RoundingMode, attained: str, compared: str, outcome: Outcome
) -> None:
    level = replace(AVAILABILITY, rounding=RoundingRule(mode, 2))
    judgement = judge(level, Figure(D(attained)))
    assert (judgement.attained, judgement.compared) == (D(attained), D(compared))
    assert judgement.outcome is outcome


def test_the_rounding_is_one_of_the_steps() -> None:
    assert judge(TWO_DECIMALS, Figure(D("99.948"))).steps[0] == (
        "Rounded half up to 2 decimals, as the contract says: 99.95 %."
    )


@pytest.mark.parametrize(
    ("good", "total", "outcome", "small"),
    [
        (4, 5, Outcome.MET, True),
        (3, 5, Outcome.MISSED_MINIMUM, True),
        (18, 19, Outcome.MET, True),
        (19, 20, Outcome.MET, False),
        (18, 20, Outcome.MISSED_EXPECTED, False),
        (0, 0, Outcome.NO_DATA, False),
    ],
)
def test_below_the_minimum_sample_at_most_one_may_miss(
    good: int, total: int, outcome: Outcome, small: bool
) -> None:
    judgement = judge(RESPONSE, measured(RESPONSE, Tally(good=D(good), total=D(total))))
    assert (judgement.outcome, judgement.small_sample) == (outcome, small)


def test_the_small_sample_rule_is_one_of_the_steps() -> None:
    judgement = judge(RESPONSE, measured(RESPONSE, Tally(good=D(3), total=D(5))))
    assert judgement.steps[1:] == (
        "5 of the 20 items a judgement by the targets needs: at most 1 may miss, and 2 did.",
        "The minimum is missed: a service level default.",
    )


def test_a_mean_of_few_items_counts_those_beyond_the_minimum() -> None:
    level = replace(MEAN, minimum_sample_size=10, small_sample_misses=1)
    long = Tally(count=3, value_sum=D(900), misses=1)
    assert judge(level, measured(level, long)).outcome is Outcome.MET
    assert judge(MEAN, measured(MEAN, long)).outcome is Outcome.MISSED_MINIMUM


def test_a_small_sample_with_unknown_misses_is_judged_by_the_targets() -> None:
    judgement = judge(RESPONSE, reported(RESPONSE, D(80), None, D(5)))
    assert (judgement.outcome, judgement.small_sample) == (Outcome.MISSED_MINIMUM, False)
    assert judgement.steps[1] == (
        "5 of the 20 items a judgement by the targets needs, but how many of them missed isn't "
        "known: the targets count."
    )


def test_a_report_is_judged_like_a_measurement_and_marked() -> None:
    own = judge(AVAILABILITY, measured(AVAILABILITY, Tally(good=D(9992), total=D(10_000))))
    theirs = judge(AVAILABILITY, reported(AVAILABILITY, D("99.92")))
    assert (own.source, theirs.source) == (Source.MEASURED, Source.REPORTED)
    assert own.outcome is theirs.outcome is Outcome.MISSED_EXPECTED
    assert theirs.steps[0] == "Reported by the vendor: 99.92 %."


@pytest.mark.parametrize(
    ("past", "default"),
    [
        ("eee", DefaultReason.REPETITION),
        ("ee", None),
        ("e+e+e++++++", DefaultReason.REPETITION),
        ("e+e+e+++++++", None),  # the first miss is thirteen periods old
        ("e.e.e......", DefaultReason.REPETITION),
        ("mdr", DefaultReason.REPETITION),
        ("...........", None),
    ],
)
def test_missing_expected_four_times_in_twelve_is_a_default(
    past: str, default: DefaultReason | None
) -> None:
    judgement = judge(AVAILABILITY, Figure(D("99.92")), history(past))
    assert (judgement.outcome, judgement.default) == (Outcome.MISSED_EXPECTED, default)


def test_repetition_is_told_with_its_numbers() -> None:
    judgement = judge(AVAILABILITY, Figure(D("99.92")), history("eeee"))
    assert judgement.steps[-1] == (
        "The expected target is missed 5 times in the last 12 periods, and 4 are enough: a "
        "service level default by repetition."
    )


def test_repetition_can_be_off_or_otherwise() -> None:
    off = replace(AVAILABILITY, repetition=None)
    assert judge(off, Figure(D("99.92")), history("eeeeee")).default is None
    twice = replace(AVAILABILITY, repetition=RepetitionRule(2, 3))
    assert judge(twice, Figure(D("99.92")), history("e+")).default is DefaultReason.REPETITION
    assert judge(twice, Figure(D("99.92")), history("e++")).default is None


def test_a_period_that_is_met_is_no_default_however_bad_the_past() -> None:
    assert judge(AVAILABILITY, Figure(D(100)), history("mmmmmm")).default is None


def test_missing_the_minimum_is_the_reason_even_after_many_misses() -> None:
    judgement = judge(AVAILABILITY, Figure(D(90)), history("eeee"))
    assert judgement.default is DefaultReason.MINIMUM


def test_ramp_up_periods_and_key_measurements_carry_no_credit() -> None:
    level = replace(AVAILABILITY, ramp_up_periods=3)
    second, fourth = (judge(level, Figure(D(90)), period_number=number) for number in (2, 4))
    assert (second.in_default, second.carries_credit) == (True, False)
    assert second.steps[-1] == "Period 2 of the 3 in ramp-up: no credit is due."
    assert fourth.carries_credit
    key = replace(level, level_class=LevelClass.KEY_MEASUREMENT)
    judgement = judge(key, Figure(D(90)))
    assert (judgement.in_default, judgement.carries_credit) == (True, False)
    assert judgement.steps[-1] == "A key measurement carries no credit."


def test_a_judgement_counts_in_the_next_ones_history() -> None:
    assert judge(AVAILABILITY, Figure(D(90))).past == history("m")[0]
    assert judge(DEEMED, Figure(None)).past == history("d")[0]
    assert judge(AVAILABILITY, Figure(D("99.92"))).past == history("e")[0]
