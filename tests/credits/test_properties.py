"""What holds for any contract, and a slow reference for pool, cap and last cent."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcing.credits.apportion import apportioned, cap_of, percent_of
from sourcing.credits.inputs import JudgedPeriod
from sourcing.credits.options import EarnBack, EarnBackJudging, Multiplier, Options
from sourcing.credits.schemes import AtRiskPool, Flat, PaysOn, Points, Repeat, Scheme, Tiered
from tests.credits.cases import (
    AWS_COMPUTE,
    MET,
    MINIMUM,
    MISSED,
    SILENT,
    D,
    judged,
    level,
    points,
    pool,
    run,
)

KEYS = ("a", "b", "c", "d")
LEVELS = [level(key) for key in KEYS]
MONTHS = 4
CURRENCIES = st.sampled_from(["USD", "JPY", "KWD"])
BASES = st.decimals(D(0), D(10_000_000), places=2)
#: From good to worse, each at least as bad as the one before it.
KINDS = [
    ("100", MET, False),
    ("99.5", MISSED, False),
    ("99.2", MISSED, True),
    ("98", MINIMUM, True),
    ("50", MINIMUM, True),
]
SILENCE = (None, SILENT, False)


@st.composite
def schemes(draw: st.DrawFn, *, may_share_incidents: bool = True) -> Scheme:
    options = Options(
        multiplier=draw(st.sampled_from([None, Multiplier(), Multiplier(D("1.5"), 2)])),
        one_credit_per_incident=may_share_incidents and draw(st.booleans()),
        earn_back=draw(st.sampled_from([None, EarnBack(1, EarnBackJudging.EACH_PERIOD)])),
    )
    percents = draw(st.lists(st.integers(1, 25), min_size=4, max_size=4))
    pays_on = draw(st.sampled_from(PaysOn))
    choices: list[Scheme] = [
        Tiered(AWS_COMPUTE.tiers, cap_percent=D(40), options=options),
        pool("300", *zip(KEYS, map(str, percents), strict=True), options=options),
        points(*zip(KEYS, percents, strict=True), options=options),
        Flat(D(3), D("6.5"), Repeat(), pays_on, options),
    ]
    return draw(st.sampled_from(choices))


def rows(kinds: Sequence[int | None], incidents: Sequence[str]) -> list[JudgedPeriod]:
    """One kind (None: no data) for each month and level."""
    places = product(range(1, MONTHS + 1), KEYS)
    found = []
    for (month, key), kind, incident in zip(places, kinds, incidents, strict=True):
        attained, outcome, default = SILENCE if kind is None else KINDS[kind]
        found.append(judged(key, month, attained, outcome, incident, default=default))
    return found


COUNT = MONTHS * len(KEYS)
KIND_LISTS = st.lists(
    st.one_of(st.none(), st.integers(0, len(KINDS) - 1)), min_size=COUNT, max_size=COUNT
)
INCIDENTS = st.lists(st.sampled_from(["I", "J", "K"]), min_size=COUNT, max_size=COUNT)


@settings(max_examples=150, deadline=None)
@given(schemes(), KIND_LISTS, INCIDENTS, BASES, CURRENCIES)
def test_a_period_never_pays_more_than_its_cap_and_its_parts_add_up(
    scheme: Scheme,
    kinds: list[int | None],
    incidents: list[str],
    base: Decimal,
    currency: str,
) -> None:
    result = run(scheme, LEVELS, rows(kinds, incidents), base=str(base), currency=currency)
    for total in result.totals:
        lines = [line for line in result.lines if line.period == total.period]
        assert total.cap is not None
        assert total.credited <= total.cap
        assert sum(line.after_cap or 0 for line in lines) == total.credited
        assert sum(line.final or 0 for line in lines) == total.final <= total.credited
        if not isinstance(scheme, Points):
            assert total.before_cap is not None
            assert total.credited == min(total.before_cap, total.cap)
            for line in lines:
                assert (line.after_cap or 0) <= (line.after_incident_rule or 0)
    silent = [kind is None for kind in kinds]
    assert [line.final is None for line in result.lines] == silent


@settings(max_examples=80, deadline=None)
@given(schemes(), KIND_LISTS, INCIDENTS, BASES, st.randoms(use_true_random=False))
def test_the_order_of_levels_and_figures_does_not_matter(
    scheme: Scheme,
    kinds: list[int | None],
    incidents: list[str],
    base: Decimal,
    random: Random,
) -> None:
    figures = rows(kinds, incidents)
    shuffled, levels = figures[:], LEVELS[:]
    random.shuffle(shuffled)
    random.shuffle(levels)
    assert run(scheme, levels, shuffled, base=str(base)) == run(
        scheme, LEVELS, figures, base=str(base)
    )


@settings(max_examples=150, deadline=None)
@given(
    schemes(may_share_incidents=False),
    st.lists(st.integers(0, len(KINDS) - 1), min_size=COUNT, max_size=COUNT),
    st.integers(0, COUNT - 1),
    BASES,
)
def test_a_worse_figure_never_lowers_what_a_period_credits(
    scheme: Scheme, kinds: list[int], place: int, base: Decimal
) -> None:
    """One level's figure gets worse in one month: no month credits less for it."""
    worse = kinds[:]
    worse[place] = min(worse[place] + 1, len(KINDS) - 1)
    incidents = ["I"] * COUNT
    before = run(scheme, LEVELS, rows(kinds, incidents), base=str(base)).totals
    after = run(scheme, LEVELS, rows(worse, incidents), base=str(base)).totals
    for one, other in zip(before, after, strict=True):
        assert one.credited <= other.credited


def slow_pool(scheme: AtRiskPool, base: Decimal, digits: int, hit: set[str]) -> dict[str, Decimal]:
    """The pool by the book, cent by cent: fractions, and a cent handed out at a time."""
    cent = Fraction(1, 10**digits)
    at_risk = Fraction(base) * Fraction(scheme.at_risk_percent) / 100 // cent * cent
    credits = {}
    for category in scheme.categories:
        for share in category.shares:
            if share.level in hit:
                part = Fraction(category.pool_percent) / 100 * Fraction(share.percent) / 100
                credits[share.level] = round(part * at_risk / cent) * cent
    whole = sum(credits.values(), Fraction(0))
    if whole > at_risk:
        exact = {key: credit * at_risk / whole for key, credit in credits.items()}
        credits = {key: each // cent * cent for key, each in exact.items()}
        while sum(credits.values()) < at_risk:
            neediest = max(credits, key=lambda key: (exact[key] - credits[key], key))
            credits[neediest] += cent
    return {key: Decimal(each.numerator) / each.denominator for key, each in credits.items()}


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.integers(1, 25), min_size=4, max_size=4),
    st.sets(st.sampled_from(KEYS), min_size=1),
    BASES,
    st.sampled_from([("USD", 2), ("JPY", 0), ("KWD", 3)]),
)
def test_pool_and_cap_agree_with_a_slow_reference(
    percents: list[int], hit: set[str], base: Decimal, currency: tuple[str, int]
) -> None:
    scheme = pool("300", *zip(KEYS, map(str, percents), strict=True))
    figures = [judged(key, 1, "90", MINIMUM) for key in sorted(hit)]
    result = run(scheme, LEVELS, figures, base=str(base), currency=currency[0])
    found = {line.level: line.final for line in result.lines if line.level in hit}
    assert found == slow_pool(scheme, base, currency[1], hit)


WEIGHTS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3), st.integers(0, 10_000).map(Decimal), min_size=1
)


@given(st.integers(0, 10**9), WEIGHTS)
def test_parts_sum_exactly_and_stay_within_a_cent_of_their_quota(
    cents: int, weights: dict[str, Decimal]
) -> None:
    weights["z"] = D(1)
    total = D(cents).scaleb(-2)
    parts = apportioned(total, weights, "USD")
    assert sum(parts.values()) == total
    whole = sum(weights.values())
    for key, part in parts.items():
        quota = Fraction(total) * Fraction(weights[key]) / Fraction(whole)
        assert abs(Fraction(part) - quota) < Fraction(1, 100)


def test_the_last_of_equal_rows_takes_the_cent_whatever_their_order() -> None:
    expected = {"a": D("3333.33"), "b": D("3333.33"), "c": D("3333.34")}
    assert apportioned(D(10000), dict.fromkeys("abc", D(6000)), "USD") == expected
    assert apportioned(D(10000), dict.fromkeys("cba", D(6000)), "USD") == expected
    two = apportioned(D("0.05"), dict.fromkeys("abc", D(1)), "USD")
    assert two == {"a": D("0.01"), "b": D("0.02"), "c": D("0.02")}


def test_what_cannot_be_spread_is_refused() -> None:
    assert apportioned(D(0), {"a": D(0)}, "USD") == {"a": 0}
    with pytest.raises(ValueError, match="whole minor units and a weight"):
        apportioned(D(1), {"a": D(0)}, "USD")
    with pytest.raises(ValueError, match="whole minor units and a weight"):
        apportioned(D("0.005"), {"a": D(1)}, "USD")


def test_credits_round_half_to_even_and_caps_down() -> None:
    assert percent_of(D("100.05"), D(10), "USD") == D("10.00")
    assert percent_of(D("100.15"), D(10), "USD") == D("10.02")
    assert cap_of(D("100.19"), D(10), "USD") == D("10.01")
    assert cap_of(D("100.19"), D(10), "JPY") == D(10)
