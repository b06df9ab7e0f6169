"""Vera enters what a contract says; what can't be right is named with its field."""

from dataclasses import replace
from decimal import Decimal

import pytest

from sourcing.service_levels.definition import (
    UNITS,
    Definition,
    Direction,
    Indicator,
    RepetitionRule,
    RoundingMode,
    RoundingRule,
    Unit,
)
from sourcing.service_levels.definition_checks import check
from sourcing.service_levels.periods import PeriodKind
from sourcing.service_levels.templates import COMMON_PRACTICE, TEMPLATES, Template

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

SOUND = (AVAILABILITY, RESPONSE, DEFECT_ESCAPE, RESOLUTION, MEAN, DEFECTS, CSAT, SATISFIED)


@pytest.mark.parametrize("level", SOUND, ids=lambda level: f"{level.indicator}-{level.unit}")
def test_a_sound_definition_has_no_fault(level: Definition) -> None:
    assert check(level) == []


def test_the_defaults_are_those_of_the_domain() -> None:
    assert AVAILABILITY.repetition == RepetitionRule(times=4, periods=12)
    assert AVAILABILITY.final_after_business_days == 10
    assert AVAILABILITY.rounding == RoundingRule(RoundingMode.NONE)
    assert AVAILABILITY.period_kind is PeriodKind.MONTH


FAULTY: list[tuple[Definition, str, str]] = [
    (
        replace(AVAILABILITY, unit=Unit.MINUTES),
        "unit",
        "A level of availability can't be in minutes: choose percent.",
    ),
    (
        replace(RESOLUTION, unit=Unit.PERCENT, expected=Decimal(20), minimum=Decimal(40)),
        "unit",
        "A level of percentile can't be in percent: choose minutes or service days.",
    ),
    (
        replace(AVAILABILITY, direction=Direction.LOWER, minimum=Decimal("99.99")),
        "direction",
        "For availability higher is better: choose that direction.",
    ),
    (
        replace(AVAILABILITY, expected=Decimal(99), minimum=Decimal("99.9")),
        "expected",
        "Expected 99 % is less strict than the minimum 99.9 %: where higher is better it must be "
        "at least the minimum. Swap the two or change the direction.",
    ),
    (
        replace(RESOLUTION, expected=Decimal(240), minimum=Decimal(200)),
        "expected",
        "Expected 4 h is less strict than the minimum 3 h 20 m: where lower is better it must be "
        "at most the minimum. Swap the two or change the direction.",
    ),
    (
        replace(AVAILABILITY, expected=Decimal("100.1")),
        "expected",
        "The expected target 100.1 % must be between 0 and 100 %.",
    ),
    (
        replace(RESOLUTION, minimum=Decimal(-1), expected=Decimal(-2)),
        "minimum",
        "The minimum target -1 must be 0 or more.",
    ),
    (
        replace(AVAILABILITY, minimum=Decimal("NaN")),
        "minimum",
        "The minimum target NaN isn't a number: give one in digits.",
    ),
    (
        replace(RESOLUTION, percentile=None),
        "percentile",
        "Say which percentile, between 50 and 99.9, such as 90.",
    ),
    (
        replace(RESOLUTION, percentile=Decimal("99.99")),
        "percentile",
        "Percentile 99.99 must be between 50 and 99.9.",
    ),
    (
        replace(RESOLUTION, percentile=Decimal("NaN")),
        "percentile",
        "Percentile NaN must be between 50 and 99.9.",
    ),
    (
        replace(AVAILABILITY, percentile=Decimal(90)),
        "percentile",
        "Only a level of percentile has one: leave it empty.",
    ),
    (
        replace(AVAILABILITY, threshold=Decimal(15), threshold_unit=Unit.MINUTES),
        "threshold",
        "Only a ratio has a threshold: leave it and its unit empty.",
    ),
    (
        replace(RESPONSE, threshold=None),
        "threshold",
        "The threshold has a unit but no value: give both or neither.",
    ),
    (
        replace(RESPONSE, threshold=Decimal(0)),
        "threshold",
        "Threshold 0 must be a number above 0.",
    ),
    (
        replace(RESPONSE, threshold_unit=Unit.PERCENT),
        "threshold_unit",
        "Give the threshold in minutes or in service days.",
    ),
    (
        replace(AVAILABILITY, rolling_days=30),
        "rolling_days",
        "Only a rolling period has a number of days: leave it empty.",
    ),
    (
        replace(AVAILABILITY, period_kind=PeriodKind.ROLLING_DAYS),
        "rolling_days",
        "No number of days is given: a rolling period needs 1 to 366 days.",
    ),
    (
        replace(AVAILABILITY, period_kind=PeriodKind.ROLLING_DAYS, rolling_days=0),
        "rolling_days",
        "0 days: a rolling period needs 1 to 366 days.",
    ),
    (
        replace(AVAILABILITY, time_zone="London"),
        "time_zone",
        "“London” isn't a time zone: give an IANA name such as Europe/London.",
    ),
    (
        replace(AVAILABILITY, time_zone="../etc"),
        "time_zone",
        "“../etc” isn't a time zone: give an IANA name such as Europe/London.",
    ),
    (
        replace(AVAILABILITY, minimum_sample_size=20),
        "minimum_sample_size",
        "A level of availability has no sample: set the minimum sample size to 0.",
    ),
    (
        replace(RESPONSE, minimum_sample_size=-1, small_sample_misses=0),
        "minimum_sample_size",
        "The minimum sample size -1 must be 0 or more.",
    ),
    (
        replace(RESPONSE, small_sample_misses=20),
        "small_sample_misses",
        "20 misses can't be exceeded by fewer than 20 items: allow fewer misses or raise the "
        "minimum sample size.",
    ),
    (
        replace(RESPONSE, small_sample_misses=-1),
        "small_sample_misses",
        "The misses allowed, -1, must be 0 or more.",
    ),
    (
        replace(AVAILABILITY, rounding=RoundingRule(RoundingMode.HALF_UP, 7)),
        "rounding",
        "Round to 0 to 6 decimals, not 7.",
    ),
    (
        replace(AVAILABILITY, repetition=RepetitionRule(13, 12)),
        "repetition",
        "13 misses within 12 periods can't happen: give 1 or more misses, and at least as many "
        "periods.",
    ),
    (
        replace(AVAILABILITY, ramp_up_periods=-1),
        "ramp_up_periods",
        "Ramp-up of -1 periods: give 0 or more.",
    ),
    (
        replace(AVAILABILITY, final_after_business_days=131),
        "final_after_business_days",
        "Final after 131 business days: give 0 to 130.",
    ),
]


@pytest.mark.parametrize(("level", "field", "sentence"), FAULTY)
def test_a_fault_names_its_field_and_how_to_mend_it(
    level: Definition, field: str, sentence: str
) -> None:
    assert (field, sentence) in check(level)


def test_one_fault_is_one_sentence() -> None:
    assert [len(check(level)) for level, field, _ in FAULTY if field == "time_zone"] == [1, 1]


def test_every_fault_is_named_at_once() -> None:
    level = replace(
        AVAILABILITY,
        expected=Decimal(101),
        time_zone="Nowhere",
        ramp_up_periods=-2,
        percentile=Decimal(90),
    )
    fields = [fault.field for fault in check(level)]
    assert fields == ["expected", "percentile", "time_zone", "ramp_up_periods"]


def test_equal_targets_are_fine() -> None:
    assert check(replace(AVAILABILITY, expected=Decimal("99.9"))) == []


def test_a_score_may_be_below_zero() -> None:
    assert check(replace(CSAT, expected=Decimal(10), minimum=Decimal(-5))) == []


def test_every_indicator_has_its_units() -> None:
    assert set(UNITS) == set(Indicator)
    assert all(UNITS.values())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.code)
def test_every_template_is_a_sound_definition(template: Template) -> None:
    assert check(template.definition) == []
    assert template.help_text.endswith(".")
    assert template.source


def test_the_templates_are_the_eight_common_levels() -> None:
    assert [template.code for template in TEMPLATES] == [
        "availability",
        "p1-response",
        "p2-resolution",
        "first-contact",
        "backlog-age",
        "defect-escape",
        "csat",
        "on-time-delivery",
    ]
    sourced = {each.code for each in TEMPLATES if each.source != COMMON_PRACTICE}
    assert sourced == {"first-contact", "defect-escape"}


def test_a_service_day_is_said_not_to_be_24_hours() -> None:
    (level,) = [each for each in TEMPLATES if each.code == "p2-resolution"]
    assert level.definition.threshold_unit is Unit.SERVICE_DAYS
    assert "not 24 hours" in level.help_text
