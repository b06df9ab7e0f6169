"""How much may still go wrong this month, and how the month will end."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.service_levels.budget import (
    BURN_WINDOWS,
    Budget,
    budget,
    burn_rate,
    burn_threshold,
    error_budget,
    minutes_until_used_up,
)
from sourcing.service_levels.definition import Definition, RoundingMode, RoundingRule
from sourcing.service_levels.figures import NOTHING, Figure, Tally, measured
from sourcing.service_levels.forecast import Forecast, Progress, forecast
from sourcing.service_levels.outcome import DefaultReason, Outcome

from .levels import (
    AVAILABILITY,
    CSAT,
    DEFECT_ESCAPE,
    DEFECTS,
    MEAN,
    RESOLUTION,
    RESPONSE,
    history,
)

D = Decimal
#: 30 days round the clock, in minutes.
MONTH = D(43_200)


def share(good: int | str, total: int | str) -> Tally:
    return Tally(good=D(good), total=D(total))


def outlook(level: Definition, counted: Tally, elapsed: str, **rest: object) -> Forecast:
    progress = replace(Progress(D(elapsed), counted), **rest)  # type: ignore[arg-type]
    found = forecast(level, measured(level, counted), progress)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("target", "minutes"),
    [("99", "432"), ("99.5", "216"), ("99.9", "43.2"), ("99.95", "21.6"), ("99.99", "4.32")],
)
def test_the_error_budgets_of_thirty_days(target: str, minutes: str) -> None:
    assert error_budget(D(target), MONTH) == D(minutes)
    assert budget(AVAILABILITY, D(target), NOTHING, MONTH).allowed == D(minutes)


def test_the_usual_burn_rates_hold_for_thirty_days_round_the_clock() -> None:
    found = [burn_threshold(each.budget_share, MONTH, each.minutes) for each in BURN_WINDOWS]
    assert found == [D("14.4"), D(6), D(1)]


def test_office_hours_have_other_burn_rates() -> None:
    # 21 service days from nine to six are 11,340 minutes.
    found = [burn_threshold(each.budget_share, D(11_340), each.minutes) for each in BURN_WINDOWS]
    assert found == [D("3.78"), D("1.575"), D("0.2625")]


def test_burning_at_one_lasts_to_the_end_of_the_period() -> None:
    assert burn_rate(AVAILABILITY, D("99.9"), share(999, 1000)) == 1
    assert burn_rate(AVAILABILITY, D("99.9"), share(986, 1000)) == 14
    assert burn_rate(AVAILABILITY, D("99.9"), share(1000, 1000)) == 0
    assert burn_rate(DEFECT_ESCAPE, D(5), share(10, 100)) == 2


def test_without_data_or_anything_to_burn_there_is_no_rate() -> None:
    assert burn_rate(AVAILABILITY, D("99.9"), NOTHING) is None
    assert burn_rate(AVAILABILITY, D(100), share(9, 10)) is None
    nothing_allowed = budget(AVAILABILITY, D(100), share(9, 10), D(100))
    assert (nothing_allowed.is_used_up, nothing_allowed.share_left) == (True, None)


def test_what_is_left_of_a_budget() -> None:
    half = budget(AVAILABILITY, D("99.9"), share("9978.4", 10_000), MONTH)
    assert (half.used, half.left, half.share_left) == (D("21.6"), D("21.6"), D("0.5"))
    over = budget(AVAILABILITY, D("99.9"), share(9950, 10_000), MONTH)
    assert (over.left, over.share_left, over.is_used_up) == (D("-6.8"), D(0), True)
    exact = budget(AVAILABILITY, D("99.9"), share("9956.8", 10_000), MONTH)
    assert (exact.left, exact.is_used_up) == (D(0), False)


def test_events_have_a_budget_where_lower_is_better_too() -> None:
    assert budget(DEFECT_ESCAPE, D(5), share(3, 60), D(120)) == Budget(D(6), D(3), D(1))


def test_durations_have_no_error_budget() -> None:
    with pytest.raises(ValueError, match="a level in minutes has no error budget"):
        budget(MEAN, D(200), NOTHING, MONTH)


def test_how_long_a_budget_lasts() -> None:
    left = Budget(D("43.2"), D("13.2"), None)
    assert minutes_until_used_up(left, D("0.01")) == 3000
    assert minutes_until_used_up(left, D(0)) is None
    assert minutes_until_used_up(Budget(D(1), D(2), None), D(0)) == 0


def test_a_credit_is_likely_when_the_budget_will_not_last() -> None:
    # 20 of 43.2 minutes are gone after a tenth of the month: 200 by its end.
    found = outlook(AVAILABILITY, share(4300, 4320), "0.1", whole=MONTH)
    assert (found.credit_likely, found.at_risk, found.certain) == (True, True, False)
    assert found.words == "At this rate the period ends at 99.54 %, which misses the minimum."


def test_one_bad_hour_is_not_taken_to_go_on_when_it_is_over() -> None:
    counted, quiet = share(4300, 4320), share(1440, 1440)
    found = outlook(AVAILABILITY, counted, "0.1", whole=MONTH, recent=quiet)
    assert found.judgement.attained == (MONTH - 20) * 100 / MONTH
    assert (found.at_risk, found.credit_likely) == (False, False)
    assert found.words == "At this rate the period ends at 99.954 %, which is within both targets."


def test_a_budget_that_is_used_up_makes_the_miss_certain() -> None:
    counted = share(4276, 4320)
    found = outlook(AVAILABILITY, counted, "0.1", whole=MONTH, recent=share(1440, 1440))
    assert (found.certain, found.credit_likely) == (True, True)
    assert found.words == "The minimum is missed, however well the rest of the period goes."


def test_the_contracts_rounding_can_still_save_a_used_up_budget() -> None:
    level = replace(AVAILABILITY, rounding=RoundingRule(RoundingMode.HALF_UP, 1))
    counted, quiet = share(4276, 4320), share(1440, 1440)
    assert budget(level, level.minimum, counted, MONTH).is_used_up
    found = outlook(level, counted, "0.1", whole=MONTH, recent=quiet)
    assert (found.certain, found.credit_likely) == (False, False)


@given(lost=st.integers(0, 4320))
def test_a_credit_is_likely_exactly_when_the_budget_is_used_up_before_the_end(lost: int) -> None:
    counted = share(4320 - lost, 4320)
    found = outlook(AVAILABILITY, counted, "0.1", whole=MONTH)
    assert found.credit_likely == (D(lost) * 10 > error_budget(AVAILABILITY.minimum, MONTH))
    assert found.certain == (D(lost) > error_budget(AVAILABILITY.minimum, MONTH))


def test_events_go_on_at_their_pace() -> None:
    # 40 tickets in a quarter of the month are 160 in all; the last ten had one miss.
    found = outlook(RESPONSE, share(36, 40), "0.25", recent=share(9, 10))
    assert found.judgement.attained == 90
    assert found.judgement.outcome is Outcome.MISSED_EXPECTED
    assert found.words == "At this rate the period ends at 90 %, which misses the expected target."


def test_a_month_with_few_events_is_forecast_by_the_small_sample_rule() -> None:
    found = outlook(RESPONSE, share(4, 5), "0.5")
    assert found.judgement.small_sample
    assert found.judgement.outcome is Outcome.MISSED_MINIMUM
    assert not outlook(RESPONSE, share(4, 5), "1").at_risk


def test_the_pace_of_a_count_tells_its_end() -> None:
    found = outlook(DEFECTS, Tally(count=2, value_sum=D(2)), "0.5")
    assert (found.judgement.attained, found.at_risk, found.certain) == (D(4), True, False)
    seven = outlook(DEFECTS, Tally(count=2, value_sum=D(7)), "0.5")
    assert (seven.certain, seven.credit_likely) == (True, True)


@pytest.mark.parametrize(
    ("level", "figure", "at_risk"),
    [
        (RESOLUTION, Figure(D(201), sample=30, misses=2), True),
        (RESOLUTION, Figure(D(199), sample=30, misses=2), False),
        (MEAN, Figure(D(201)), True),
        (CSAT, Figure(D("4.1")), True),
        (CSAT, Figure(D("4.2")), False),
    ],
)
def test_durations_and_scores_are_at_risk_when_they_are_beyond_expected_now(
    level: Definition, figure: Figure, at_risk: bool
) -> None:
    found = forecast(level, figure, Progress(D("0.5")))
    assert found is not None
    assert (found.at_risk, found.judgement.attained) == (at_risk, figure.attained)


def test_a_fourth_miss_ahead_makes_a_credit_likely() -> None:
    figure = Figure(D(201))
    found = forecast(MEAN, figure, Progress(D("0.5")), history("eee"))
    assert found is not None
    assert found.judgement.default is DefaultReason.REPETITION
    assert found.credit_likely
    assert found.words == (
        "At this rate the period ends at 3 h 21 m, which misses the expected target once too often."
    )


def test_without_data_or_time_passed_there_is_no_forecast() -> None:
    assert forecast(AVAILABILITY, Figure(None), Progress(D("0.5"))) is None
    assert forecast(AVAILABILITY, Figure(D(99)), Progress(D(0))) is None


@pytest.mark.parametrize("elapsed", ["-0.1", "1.1"])
def test_a_share_elapsed_lies_between_0_and_1(elapsed: str) -> None:
    with pytest.raises(ValueError, match=f"{elapsed} of the period elapsed: expected 0 to 1"):
        forecast(AVAILABILITY, Figure(D(99)), Progress(D(elapsed)))
