"""At-risk pools in both dialects, points, and flat credits with their repeat step."""

import pytest

from sourcing.credits.results import Calculation, CreditStatus
from sourcing.credits.schemes import AtRiskPool, Flat, LevelPercent, PaysOn, PoolDialect, Repeat
from tests.credits.cases import (
    MET,
    MINIMUM,
    MISSED,
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
FLAT = Flat(percent=D(3), cap_percent=D(6))


def finals(result: Calculation) -> list[str]:
    return [f"{line.final}" for line in result.lines]


def test_a_category_pool_of_50_and_a_share_of_40_percent_pay_2000() -> None:
    result = run(pool("50", ("a", "40")), [A], [judged("a", 1, "90", MINIMUM)], base="100000")
    assert finals(result) == ["2000.00"]
    assert result.lines[0].steps == (
        "A was 90 %, a service level default. At risk is 10 % of 100,000 USD = 10,000.00 USD; "
        "the pool Critical of 50 % × a share of 40 % of 10,000.00 USD = 2,000.00 USD.",
    )


def three_defaults(currency: str = "USD", base: str = "100000") -> Calculation:
    scheme = pool("300", ("a", "20"), ("b", "20"), ("c", "20"))
    rows = [judged(each, 1, "90", MINIMUM) for each in "bca"]
    return run(scheme, [C, A, B], rows, base=base, currency=currency)


def test_three_defaults_of_6000_are_capped_to_the_10000_at_risk() -> None:
    result = three_defaults()
    assert [f"{line.after_incident_rule}" for line in result.lines] == ["6000.00"] * 3
    assert [(line.level, f"{line.final}") for line in result.lines] == [
        ("a", "3333.33"),
        ("b", "3333.33"),
        ("c", "3333.34"),
    ]
    (total,) = result.totals
    assert (total.before_cap, total.cap, total.credited) == (D(18000), D(10000), D(10000))
    assert result.lines[2].steps[-1] == (
        "The credits of January 2026 come to 18,000.00 USD, above the cap of 10,000.00 USD: "
        "6,000.00 ÷ 18,000.00 × 10,000.00 USD = 3,333.34 USD."
    )


def test_money_has_the_decimals_of_its_currency() -> None:
    assert finals(three_defaults("JPY")) == ["3333", "3333", "3334"]
    assert finals(three_defaults("KWD")) == ["3333.333", "3333.333", "3333.334"]
    # A cap is rounded down: 10 % of 100,005 yen are 10,000.5.
    assert sum(line.final or 0 for line in three_defaults("JPY", "100005").lines) == 10000


def test_single_allocations_are_percent_of_the_amount_at_risk() -> None:
    scheme = AtRiskPool(
        D(12),
        D(200),
        PoolDialect.SINGLE,
        allocations=(LevelPercent("a", D(35)), LevelPercent("b", D(100))),
    )
    one = run(scheme, [A, B], [judged("a", 1, "90", MINIMUM)], base="50000")
    assert finals(one) == ["2100.00", "None"]
    both = [judged("a", 1, "90", MINIMUM), judged("b", 1, "90", MINIMUM)]
    assert finals(run(scheme, [A, B], both, base="50000")) == ["1555.56", "4444.44"]


def test_a_pool_pays_defaults_only_also_those_by_repetition() -> None:
    scheme = pool("100", ("a", "50"))
    missed = run(scheme, [A], [judged("a", 1, "99.5", MISSED)]).lines[0]
    assert missed.final == 0
    assert missed.steps == ("A was 99.5 %, a miss that isn't a service level default: no credit.",)
    repeated = run(scheme, [A], [judged("a", 1, "99.5", MISSED, default=True)])
    assert finals(repeated) == ["600.00"]


@pytest.mark.parametrize(
    ("earned", "percent"),
    [
        (9, 0),
        (10, 2),
        (14, 2),
        (15, 4),
        (19, 4),
        (20, 6),
        (24, 6),
        (25, 8),
        (29, 8),
        (30, 10),
        (99, 10),
    ],
)
def test_points_pay_by_the_usual_table(earned: int, percent: int) -> None:
    result = run(points(("a", earned)), [A], [judged("a", 1, "90", MINIMUM)], base="10000")
    assert result.totals[0].credited == 100 * percent
    assert result.totals[0].cap == 1000


def test_points_of_a_period_add_up_and_share_the_amount() -> None:
    scheme = points(("a", 5), ("b", 10), ("c", 8))
    rows = [
        judged("a", 1, "9", MINIMUM),
        judged("b", 1, "9", MINIMUM),
        judged("c", 1, "99.99", MET),
    ]
    result = run(scheme, [A, B, C], rows, base="1000")
    # 15 points pay 4 % of 1,000; 5 ÷ 15 and 10 ÷ 15 of 40.00.
    assert finals(result) == ["13.33", "26.67", "0"]
    assert result.lines[0].steps == (
        "A was 9 %, a miss: 5 points.",
        "January 2026 has 15 points, which pay 4 % of 1,000 USD = 40.00 USD: 5 ÷ 15 of it = "
        "13.33 USD.",
    )
    assert (result.lines[0].raw, result.totals[0].before_cap) == (D(5), None)


def test_flat_pays_each_miss_within_the_cap() -> None:
    rows = [judged(each, 1, "90", MINIMUM) for each in "abc"]
    assert finals(run(FLAT, [A, B], rows[:2], base="10000")) == ["300.00", "300.00"]
    assert finals(run(FLAT, [A, B, C], rows, base="10000")) == ["200.00"] * 3


def test_flat_pays_defaults_unless_the_contract_says_every_miss() -> None:
    missed = [judged("a", 1, "99.5", MISSED)]
    assert finals(run(FLAT, [A], missed, base="10000")) == ["0"]
    every = Flat(D(3), D(6), pays_on=PaysOn.ANY_MISS)
    assert finals(run(every, [A], missed, base="10000")) == ["300.00"]


def test_the_nth_miss_inside_six_periods_pays_more_until_the_cap() -> None:
    scheme = Flat(D(3), D(8), repeat=Repeat(D(2), 6))
    rows = [
        judged("a", 1, "90", MINIMUM),  # 1st: 3 %
        judged("a", 2, "99.99", MET),
        judged("a", 3, "90", MINIMUM),  # 2nd: 5 %
        judged("a", 4, None, SILENT),  # takes up its place
        judged("a", 5, "90", MINIMUM),  # 3rd: 7 %
        judged("a", 6, "90", MINIMUM),  # 4th: 9 %, capped at 8
        judged("a", 7, "90", MINIMUM),  # January has left the window: 4th again
        judged("a", 8, "99.99", MET),
        judged("a", 9, "90", MINIMUM),  # April to September: May, June, July and this one
        judged("a", 10, "99.99", MET),
        judged("a", 11, "99.99", MET),
        judged("a", 12, "90", MINIMUM),  # July, September, December
    ]
    result = run(scheme, [A], rows, base="10000")
    assert finals(result) == [
        "300.00", "0", "500.00", "None", "700.00", "800.00", "800.00", "0", "800.00", "0", "0",
        "700.00",
    ]  # fmt: skip
    assert result.lines[2].steps == (
        "A was 90 %, a miss: the 2nd inside 6 periods, so 3 % + 1 × 2 % = 5 %; "
        "5 % of 10,000 USD = 500.00 USD.",
    )


def test_misses_before_the_computed_periods_count() -> None:
    scheme = Flat(D(3), D(8), repeat=Repeat(D(2), 6))
    before = [judged("a", 1, "90", MINIMUM), judged("a", 2, "90", MINIMUM)]
    result = run(scheme, [A], [judged("a", 3, "90", MINIMUM)], history=before, base="10000")
    assert [(line.period, f"{line.final}") for line in result.lines] == [(key(3), "700.00")]


def test_no_data_and_no_base_are_never_zero() -> None:
    (silent,) = run(FLAT, [A], [judged("a", 1, None, SILENT)]).lines
    assert (silent.final, silent.status) == (None, CreditStatus.NO_DATA)
    assert silent.steps == ("A has no data for January 2026: neither a miss nor met.",)
    for scheme in (FLAT, pool("50", ("a", "40")), points(("a", 10))):
        (missed,) = run(scheme, [A], [judged("a", 1, "90", MINIMUM)], base=None).lines
        assert (missed.raw, missed.final, missed.status) == (None, None, CreditStatus.NO_DATA)
        assert missed.steps == (
            "There is no base to compute from: no charge is recorded for this period.",
        )
        (met,) = run(scheme, [A], [judged("a", 1, "99.99", MET)], base=None).lines
        assert (met.final, met.status) == (D(0), CreditStatus.NOTHING)


def test_a_base_of_nothing_pays_nothing() -> None:
    (line,) = run(FLAT, [A], [judged("a", 1, "90", MINIMUM)], base="0").lines
    assert (line.final, line.status) == (D(0), CreditStatus.NOTHING)


def test_a_deemed_default_pays_where_no_figure_is_needed() -> None:
    deemed = judged("a", 1, None, SILENT, default=True)
    result = run(FLAT, [A], [deemed], base="10000")
    assert finals(result) == ["300.00"]
    assert result.lines[0].steps[0].startswith("A has no figure, a miss:")


def test_a_level_without_a_row_has_no_data_and_the_others_are_paid() -> None:
    result = run(FLAT, [A, B], [judged("a", 1, "90", MINIMUM)], base="10000")
    assert finals(result) == ["300.00", "None"]
    assert (result.totals[0].credited, result.totals[0].without_data) == (D(300), 1)
