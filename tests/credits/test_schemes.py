"""A scheme survives being stored, and what is wrong with one is said where it stands."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.credits.claim_deadlines import ClaimDialect, ClaimTerms
from sourcing.credits.options import EarnBack, EarnBackJudging, Multiplier, Options
from sourcing.credits.problems import Refused
from sourcing.credits.scheme_checks import problems_of
from sourcing.credits.scheme_json import from_json, to_json
from sourcing.credits.schemes import (
    AtRiskPool,
    Category,
    Flat,
    LevelPercent,
    PaysOn,
    Points,
    PointsStep,
    PoolDialect,
    Repeat,
    Scheme,
    Tiered,
)
from sourcing.service_levels.definition import Direction
from tests.credits.cases import (
    ATLASSIAN,
    AWS_COMPUTE,
    AZURE_VM,
    LAMBDA,
    RESPONSE_HOURS,
    D,
    points,
    pool,
    tiers,
)

EVERYTHING = Options(
    Multiplier(D("2.5"), 4),
    True,
    EarnBack(3, EarnBackJudging.AVERAGE),
    ClaimTerms(ClaimDialect.DAYS, 45),
)
SINGLE = AtRiskPool(D(12), D(200), PoolDialect.SINGLE, allocations=(LevelPercent("a", D(35)),))
GOOD: list[Scheme] = [
    AWS_COMPUTE,
    AZURE_VM,
    LAMBDA,
    ATLASSIAN,
    RESPONSE_HOURS,
    Tiered(AWS_COMPUTE.tiers, cap_percent=D(50), no_figure_percent=D(30), options=EVERYTHING),
    pool("50", ("a", "40"), options=EVERYTHING),
    SINGLE,
    points(("a", 10), options=EVERYTHING),
    Flat(D(3), D(6), Repeat(), PaysOn.ANY_MISS, EVERYTHING),
]


@pytest.mark.parametrize("scheme", GOOD)
def test_a_scheme_survives_being_stored(scheme: Scheme) -> None:
    assert problems_of(scheme) == ()
    assert from_json(json.loads(json.dumps(to_json(scheme)))) == scheme


def test_json_is_plain_and_loses_no_digit() -> None:
    assert to_json(Flat(D("3.10"), D(6), Repeat())) == {
        "kind": "flat",
        "percent": "3.10",
        "cap_percent": "6",
        "repeat": {"step_percent": "2", "periods": 6},
        "pays_on": "default",
        "options": {
            "multiplier": None,
            "one_credit_per_incident": False,
            "earn_back": None,
            "claim": None,
        },
    }


def test_what_a_contract_does_not_say_may_be_left_out() -> None:
    assert from_json({"kind": "flat", "percent": 3, "cap_percent": "6"}) == Flat(D(3), D(6))
    short = {"kind": "points", "points": [{"level": "a", "points": 10}]}
    assert from_json(short) == points(("a", 10))
    tiered = {"kind": "tiered", "tiers": [{"upper": "99.9", "percent": "5"}]}
    assert from_json(tiered) == Tiered(tiers((None, "99.9", "5")))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "scheme: missing. Expected an object with fields."),
        ([], "scheme: []. Expected an object with fields."),
        ({}, "kind: missing. Expected one of tiered, at_risk_pool, points, flat."),
        ({"kind": "gold", "x": 1}, "kind: 'gold'. Expected one of tiered, at_risk_pool, points"),
        (
            {"kind": "flat", "percent": 3.1, "cap_percent": "6"},
            'percent: 3.1. Expected a number, written as text such as "99.99"',
        ),
        ({"kind": "flat", "percent": "3"}, "cap_percent: missing. Expected a number"),
        ({"kind": "flat", "percent": True, "cap_percent": 6}, "percent: True. Expected a number"),
        ({"kind": "flat", "percent": "NaN", "cap_percent": 6}, "percent: 'NaN'. Expected a number"),
        ({"kind": "flat", "percent": "1e99", "cap_percent": 6}, "percent: '1e99'. Expected a num"),
        ({"kind": "flat", "percent": 10**5000, "cap_percent": 6}, "percent: a very long number."),
        (
            {"kind": "flat", "percent": "3", "cap_percent": "6", "pecent": "3"},
            "pecent: isn't a field here. Expected only fields that the scheme has.",
        ),
        (
            {"kind": "tiered", "tiers": [{"upper": "95", "percent": "x"}]},
            "tiers[0].percent: 'x'. Expected a number",
        ),
        ({"kind": "tiered", "tiers": "all"}, "tiers: 'all'. Expected a list of at most 1000"),
        ({"kind": "tiered", "tiers": [{}] * 1001}, "tiers: 1001 entries. Expected a list of"),
        (
            {"kind": "flat", "percent": 3, "cap_percent": 6, "options": {"claim": {}}},
            "options.claim.dialect: missing. Expected one of aws, azure, google, atlassian, days",
        ),
        (
            {
                "kind": "flat",
                "percent": 3,
                "cap_percent": 6,
                "options": {"multiplier": {"factor": 2, "from_nth": "3"}},
            },
            "options.multiplier.from_nth: '3'. Expected a whole number.",
        ),
        (
            {"kind": "points", "points": [{"level": " ", "points": 3}]},
            "points[0].level: ' '. Expected text of 1 to 200 characters.",
        ),
        (
            {
                "kind": "flat",
                "percent": 3,
                "cap_percent": 6,
                "options": {"one_credit_per_incident": "yes"},
            },
            "options.one_credit_per_incident: 'yes'. Expected true or false.",
        ),
    ],
)
def test_json_that_is_no_scheme_is_refused_with_the_place(value: object, words: str) -> None:
    with pytest.raises(Refused) as refused:
        from_json(value)
    assert str(refused.value).startswith(words)


def test_everything_wrong_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        from_json({"kind": "flat", "percent": "x", "extra": 1})
    assert [problem.place for problem in refused.value.problems] == [
        "percent",
        "cap_percent",
        "extra",
    ]


def only(scheme: Scheme) -> str:
    (problem,) = problems_of(scheme)
    return str(problem)


@pytest.mark.parametrize(
    ("scheme", "words"),
    [
        (Tiered(()), "tiers: none. Expected at least one tier."),
        (
            Tiered(tiers((None, "95", "100"), ("99", "99.9", "10"))),
            "tiers[0]: ends at 95 and the next tier starts at 99. Expected tiers in rising order, "
            "each starting where the one before ends.",
        ),
        (
            Tiered(tiers((None, "99", "30"), ("95", "99.9", "10"))),
            "tiers[0]: ends at 99 and the next tier starts at 95.",
        ),
        (
            Tiered(tiers((None, "95", "10"), ("95", "99.9", "30"))),
            "tiers[0]: the worse of two tiers pays 10 %, the better one 30 %.",
        ),
        (
            Tiered(tiers(("4", "8", "10"), ("8", None, "5")), Direction.LOWER),
            "tiers[0]: the worse of two tiers pays 5 %, the better one 10 %.",
        ),
        (
            Tiered(tiers(("95", "99.9", "10"))),
            "tiers: the lower edge of the first tier is 95. Expected an open end for the worst",
        ),
        (
            Tiered(tiers(("4", "8", "5")), Direction.LOWER),
            "tiers: the upper edge of the last tier is 8. Expected an open end",
        ),
        (
            Tiered(tiers((None, "99", "10"), ("99.9", "99.5", "5"))),
            "tiers[1]: lower 99.9 is not below upper 99.5. Expected a lower edge below the upper",
        ),
        (Tiered(tiers((None, None, "5"))), "tiers[0]: open at both ends. Expected a lower or"),
        (Tiered(tiers((None, "NaN", "5"))), "tiers[0]: NaN. Expected numbers."),
        (
            Tiered(tiers((None, "99", "101"))),
            "tiers[0].percent: 101. Expected a number above 0 and",
        ),
        (Tiered(AWS_COMPUTE.tiers, cap_percent=D(0)), "cap_percent: 0. Expected a number above 0"),
        (
            pool("100", ("a", "60"), ("b", "40.01")),
            "categories[0].shares: add up to 100.01 %. Expected at most the 100 % of the category.",
        ),
        (
            pool("250.5", ("a", "60"), total="250"),
            "categories: add up to 250.5 %. Expected at most the 250 % of the pool total.",
        ),
        (
            AtRiskPool(
                D(10),
                D(150),
                PoolDialect.SINGLE,
                allocations=(LevelPercent("a", D(100)), LevelPercent("b", D("50.1"))),
            ),
            "allocations: add up to 150.1 %. Expected at most the 150 % of the pool total.",
        ),
        (
            AtRiskPool(D(10), D(200), PoolDialect.SINGLE),
            "allocations: none. Expected at least one level with its percentage.",
        ),
        (
            AtRiskPool(D(10), D(200), PoolDialect.CATEGORY),
            "categories: none. Expected at least one category with its pool.",
        ),
        (
            AtRiskPool(
                D(10),
                D(200),
                PoolDialect.CATEGORY,
                (
                    Category("One", D(50), (LevelPercent("a", D(10)),)),
                    Category("Two", D(50), (LevelPercent("a", D(10)),)),
                ),
            ),
            "categories: a is there 2 times. Expected each of them once.",
        ),
        (
            AtRiskPool(
                D(10),
                D(200),
                PoolDialect.SINGLE,
                (Category("One", D(50), (LevelPercent("a", D(10)),)),),
                (LevelPercent("a", D(10)),),
            ),
            "categories: given. Expected none: in this dialect levels have allocations.",
        ),
        (Points(()), "points: none. Expected at least one level with its points."),
        (
            Points(
                points(("a", 1)).points,
                (PointsStep(D(10), D(2)), PointsStep(D(15), D(1))),
            ),
            "steps[1]: 1 % from 15 points on, after 2 % from 10. Expected rising points",
        ),
        (Flat(D(7), D(6)), "cap_percent: 6 % is below the 7 % of one miss. Expected a cap that"),
        (
            Flat(D(3), D(6), Repeat(D(2), 0)),
            "repeat.periods: 0. Expected a whole number from 1 to 120.",
        ),
        (
            Flat(D(3), D(6), options=Options(multiplier=Multiplier(D(1)))),
            "options.multiplier.factor: 1. Expected a number above 1, such as 2.",
        ),
        (
            Flat(D(3), D(6), options=Options(multiplier=Multiplier(from_nth=1))),
            "options.multiplier.from_nth: 1. Expected a whole number from 2 to 120.",
        ),
        (
            Flat(D(3), D(6), options=Options(earn_back=EarnBack(0, EarnBackJudging.AVERAGE))),
            "options.earn_back.periods: 0. Expected a whole number from 1 to 120.",
        ),
        (
            Flat(D(3), D(6), options=Options(claim=ClaimTerms(ClaimDialect.DAYS))),
            "options.claim.number: missing. Expected how many days.",
        ),
        (
            Flat(D(3), D(6), options=Options(claim=ClaimTerms(ClaimDialect.AWS, 3))),
            "options.claim.number: 3. Expected nothing: the deadline has its own length.",
        ),
        (
            Flat(D(3), D(6), options=Options(claim=ClaimTerms(ClaimDialect.MONTHS, 0))),
            "options.claim.number: 0. Expected a whole number from 1 to 3660.",
        ),
    ],
)
def test_what_makes_no_sense_is_said_where_it_stands(scheme: Scheme, words: str) -> None:
    assert only(scheme).startswith(words)


def test_pools_that_just_fit_are_fine() -> None:
    assert problems_of(pool("300", ("a", "60"), ("b", "40"))) == ()


LEAVES = st.sampled_from([None, True, 0, 3, -1, 10**40, 0.5, "3", "NaN", "1e9", "", "average"])
ROWS = st.dictionaries(
    st.sampled_from(["level", "percent", "points", "at_least", "upper", "name", "periods"]),
    LEAVES,
    max_size=4,
)
JSON = LEAVES | ROWS | st.lists(ROWS, max_size=3)
FIELDS = [
    "tiers", "direction", "cap_percent", "percent", "points", "steps", "categories", "allocations",
    "at_risk_percent", "pool_total_percent", "dialect", "repeat", "pays_on", "options",
]  # fmt: skip


@given(
    st.sampled_from(["tiered", "at_risk_pool", "points", "flat"]),
    st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6),
)
def test_no_json_makes_reading_fail_otherwise(kind: str, body: dict[str, Any]) -> None:
    try:
        scheme = from_json({"kind": kind, **body})
    except Refused:
        return
    assert problems_of(scheme) == ()
    assert from_json(to_json(scheme)) == scheme


def test_decimals_in_json_may_come_already_exact() -> None:
    """A parser that makes decimals of JSON numbers loses nothing either."""
    exact = json.loads('{"kind": "flat", "percent": 3.10, "cap_percent": 6}', parse_float=Decimal)
    assert from_json(exact) == Flat(D("3.10"), D(6))
