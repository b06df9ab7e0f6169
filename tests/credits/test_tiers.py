"""Published tier tables, at and beside every edge, and levels for which lower is better."""

from decimal import Decimal

import pytest

from sourcing.credits.inputs import Level
from sourcing.credits.results import CreditStatus
from sourcing.credits.schemes import Tiered
from sourcing.service_levels.definition import Direction
from tests.credits.cases import (
    ATLASSIAN,
    AVAILABILITY,
    AWS_COMPUTE,
    AZURE_VM,
    LAMBDA,
    MET,
    MINIMUM,
    MISSED,
    RESPONSE,
    RESPONSE_HOURS,
    SILENT,
    D,
    judged,
    run,
    tiers,
)

EDGES = [
    ("AWS", AWS_COMPUTE, "99.9899", 10),
    ("AWS", AWS_COMPUTE, "99.0", 10),
    ("AWS", AWS_COMPUTE, "98.9999", 30),
    ("AWS", AWS_COMPUTE, "95", 30),
    ("AWS", AWS_COMPUTE, "94.9999", 100),
    ("AWS", AWS_COMPUTE, "0", 100),
    ("Azure", AZURE_VM, "99.9899", 10),
    ("Azure", AZURE_VM, "99", 10),
    ("Azure", AZURE_VM, "98.9999", 25),
    ("Azure", AZURE_VM, "95", 25),
    ("Azure", AZURE_VM, "94.9999", 100),
    ("Lambda", LAMBDA, "99.9499", 10),
    ("Lambda", LAMBDA, "99.0", 10),
    ("Lambda", LAMBDA, "98.9999", 25),
    ("Lambda", LAMBDA, "95.0", 25),
    ("Lambda", LAMBDA, "94.9999", 100),
    ("Atlassian", ATLASSIAN, "99.9499", 5),
    ("Atlassian", ATLASSIAN, "99.9", 5),
    ("Atlassian", ATLASSIAN, "99.8999", 10),
    ("Atlassian", ATLASSIAN, "99", 10),
    ("Atlassian", ATLASSIAN, "98.9999", 25),
    ("Atlassian", ATLASSIAN, "95", 25),
    ("Atlassian", ATLASSIAN, "94.9999", 50),
]
TARGETS = [(AWS_COMPUTE, "99.99"), (AZURE_VM, "99.99"), (LAMBDA, "99.95"), (ATLASSIAN, "99.95")]


@pytest.mark.parametrize(("provider", "scheme", "attained", "percent"), EDGES)
def test_published_tables_pay_their_tier(
    provider: str, scheme: Tiered, attained: str, percent: int
) -> None:
    (line,) = run(scheme, [AVAILABILITY], [judged("availability", 1, attained, MINIMUM)]).lines
    assert line.final == D(12000) * percent / 100
    assert line.status is CreditStatus.CREDIT


@pytest.mark.parametrize(("scheme", "target"), TARGETS)
def test_at_the_target_nothing_is_paid(scheme: Tiered, target: str) -> None:
    (line,) = run(scheme, [AVAILABILITY], [judged("availability", 1, target, MET)]).lines
    assert (line.final, line.status) == (D(0), CreditStatus.NOTHING)
    assert line.steps == (f"Availability was {target} % and met its targets: no credit.",)


def test_the_step_can_be_followed_with_a_pocket_calculator() -> None:
    (line,) = run(AWS_COMPUTE, [AVAILABILITY], [judged("availability", 1, "99.87", MISSED)]).lines
    assert line.steps == (
        "Availability was 99.87 %, which is in the tier 99.0 % to under 99.99 %: "
        "10 % of 12,000.00 USD = 1,200.00 USD.",
    )
    assert (line.raw, line.multiplier, line.final) == (D("1200.00"), D(1), D("1200.00"))
    (worst,) = run(AWS_COMPUTE, [AVAILABILITY], [judged("availability", 1, "90", MINIMUM)]).lines
    assert worst.steps[0].startswith(
        "Availability was 90 %, which is in the tier under 95 %: 100 %"
    )


def test_a_met_small_sample_pays_nothing_at_a_low_figure() -> None:
    (line,) = run(AWS_COMPUTE, [AVAILABILITY], [judged("availability", 1, "75", MET)]).lines
    assert line.final == 0


def test_a_miss_better_than_every_tier_pays_nothing() -> None:
    (line,) = run(LAMBDA, [AVAILABILITY], [judged("availability", 1, "99.96", MISSED)]).lines
    assert line.steps == ("Availability was 99.96 %, which is in no tier: no credit.",)
    assert (line.final, line.status) == (D(0), CreditStatus.NOTHING)


@pytest.mark.parametrize(
    ("hours", "final", "words"),
    [
        ("4", "0.00", None),
        ("4.01", "600.00", "Response time was 4.01 h, which is in the tier above 4 h, up to 8 h"),
        ("8", "600.00", "Response time was 8 h, which is in the tier above 4 h, up to 8 h"),
        ("8.01", "1200.00", "Response time was 8.01 h, which is in the tier above 8 h"),
    ],
)
def test_where_lower_is_better_an_edge_belongs_to_the_better_tier(
    hours: str, final: str, words: str | None
) -> None:
    outcome = MET if hours == "4" else MINIMUM
    (line,) = run(RESPONSE_HOURS, [RESPONSE], [judged("response", 1, hours, outcome)]).lines
    assert line.final == D(final)
    if words:
        assert line.steps[0].startswith(words + ":")


def test_the_cap_is_in_words() -> None:
    (line,) = run(RESPONSE_HOURS, [RESPONSE], [judged("response", 1, "9", MINIMUM)]).lines
    assert line.raw == D("1500.00")
    assert line.steps[1] == (
        "The credits of January 2026 come to 1,500.00 USD, above the cap of 1,200.00 USD: "
        "1,500.00 ÷ 1,500.00 × 1,200.00 USD = 1,200.00 USD."
    )


def test_a_default_without_a_figure_pays_what_the_scheme_says_or_has_no_amount() -> None:
    deemed = judged("availability", 1, None, SILENT, default=True)
    (unsaid,) = run(AWS_COMPUTE, [AVAILABILITY], [deemed]).lines
    assert (unsaid.final, unsaid.status) == (None, CreditStatus.NO_DATA)
    assert "no tier can be read" in unsaid.steps[-1]
    said = Tiered(AWS_COMPUTE.tiers, no_figure_percent=Decimal(30))
    (paid,) = run(said, [AVAILABILITY], [deemed]).lines
    assert paid.final == D("3600.00")
    assert paid.steps == (
        "Availability has no figure for January 2026, which is deemed a default: "
        "30 % of 12,000.00 USD = 3,600.00 USD.",
    )


def test_a_count_without_unit_reads_well() -> None:
    defects = Level("defects", "Escaped defects", Direction.LOWER, D(3), "")
    scheme = Tiered(tiers(("3", None, "5")), direction=Direction.LOWER)
    (line,) = run(scheme, [defects], [judged("defects", 1, "7", MINIMUM)]).lines
    assert line.steps[0].startswith("Escaped defects was 7, which is in the tier above 3: 5 % of")
