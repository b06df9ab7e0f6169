"""What a vendor reports is taken as stated, and its counts beside it."""

from decimal import Decimal

import pytest

from sourcing.service_levels.definition import Definition
from sourcing.service_levels.figures import (
    Figure,
    Source,
    reported,
)

from .levels import (
    AVAILABILITY,
    DEFECTS,
    MEAN,
    RESOLUTION,
    RESPONSE,
)

D = Decimal


def test_a_report_is_taken_as_stated() -> None:
    figure = reported(RESPONSE, D("94.5"), D(189), D(200))
    assert figure == Figure(
        D("94.5"),
        Source.REPORTED,
        sample=200,
        misses=11,
        steps=("Reported by the vendor: 94.5 %.",),
    )


def test_a_report_whose_counts_say_something_else_is_noted() -> None:
    figure = reported(RESPONSE, D("95.2"), D(189), D(200))
    assert figure.attained == D("95.2")
    assert figure.steps[1] == "The counts in the report, 189 of 200, give 94.5 %."


def test_rounding_in_a_report_is_no_contradiction() -> None:
    assert len(reported(RESPONSE, D("66.7"), D(2), D(3)).steps) == 1
    assert len(reported(RESPONSE, D("66.6"), D(2), D(3)).steps) == 1
    assert len(reported(RESPONSE, D("67"), D(2), D(3)).steps) == 1
    assert len(reported(RESPONSE, D("68"), D(2), D(3)).steps) == 2


@pytest.mark.parametrize(
    ("level", "numerator", "denominator", "attained"),
    [
        (AVAILABILITY, D(43_150), D(43_200), D(4_315_000) / D(43_200)),
        (MEAN, D(24_000), D(120), D(200)),
        (DEFECTS, D(7), None, D(7)),
        (RESOLUTION, D(7), D(9), None),
        (RESPONSE, D(0), D(0), None),
        (RESPONSE, None, D(9), None),
        (RESPONSE, D(9), None, None),
    ],
)
def test_counts_alone_give_the_reported_figure(
    level: Definition,
    numerator: Decimal | None,
    denominator: Decimal | None,
    attained: Decimal | None,
) -> None:
    figure = reported(level, None, numerator, denominator)
    assert (figure.attained, figure.source) == (attained, Source.REPORTED)


def test_minutes_in_a_report_are_no_sample() -> None:
    assert reported(AVAILABILITY, D(99), D(99), D(100)).sample is None
    assert reported(RESOLUTION, D(99), None, D(7), misses=1).misses == 1
