"""Whether a credit scheme makes sense, with everything that doesn't named at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from sourcing.credits.claim_deadlines import COUNTED, ClaimTerms
from sourcing.credits.options import Options
from sourcing.credits.problems import Problem
from sourcing.credits.schemes import (
    AtRiskPool,
    Flat,
    LevelPercent,
    Points,
    PoolDialect,
    Scheme,
    Tier,
    Tiered,
)
from sourcing.credits.words import number
from sourcing.service_levels.definition import Direction

HUNDRED = Decimal(100)
#: Far above any agreed pool (200–300 %), step or multiplier: a larger number is a slip.
AT_MOST = Decimal(1000)
LONGEST_RUN = 120


def problems_of(scheme: Scheme) -> tuple[Problem, ...]:
    """Everything that is wrong with a scheme; empty where nothing is."""
    match scheme:
        case Tiered():
            own = _tiered(scheme)
        case AtRiskPool():
            own = _pool(scheme)
        case Points():
            own = _points(scheme)
        case Flat():
            own = _flat(scheme)
    return (*own, *_options(scheme.options))


def _tiered(scheme: Tiered) -> Iterator[Problem]:
    if not scheme.tiers:
        yield Problem("tiers", "none", "at least one tier")
    if scheme.cap_percent is not None:
        yield from _within("cap_percent", scheme.cap_percent)
    if scheme.no_figure_percent is not None:
        yield from _within("no_figure_percent", scheme.no_figure_percent)
    broken = [problem for place, tier in _tiers(scheme) for problem in _tier(place, tier)]
    yield from broken
    if scheme.tiers and not broken:
        yield from _table(scheme)


def _tier(place: str, tier: Tier) -> Iterator[Problem]:
    yield from _within(f"{place}.percent", tier.percent)
    edges = [edge for edge in (tier.lower, tier.upper) if edge is not None]
    if not edges:
        yield Problem(place, "open at both ends", "a lower or an upper edge")
    elif not all(edge.is_finite() for edge in edges):
        yield Problem(place, " to ".join(str(edge) for edge in edges), "numbers")
    elif len(edges) == 2 and edges[0] >= edges[1]:
        yield Problem(
            place,
            f"lower {number(edges[0])} is not below upper {number(edges[1])}",
            "a lower edge below the upper one",
        )


def _table(scheme: Tiered) -> Iterator[Problem]:
    """Tiers join without gap or overlap, reach the worst value, and pay no less for worse."""
    higher = scheme.direction is Direction.HIGHER
    for (place, below), (_, above) in pairwise(_tiers(scheme)):
        if below.upper is None or above.lower is None or below.upper != above.lower:
            yield Problem(
                place,
                f"ends at {_edge(below.upper)} and the next tier starts at {_edge(above.lower)}",
                "tiers in rising order, each starting where the one before ends",
            )
        better, worse = (above, below) if higher else (below, above)
        if worse.percent < better.percent:
            yield Problem(
                place,
                f"the worse of two tiers pays {number(worse.percent)} %, "
                f"the better one {number(better.percent)} %",
                "at least as much for the worse figure",
            )
    worst = scheme.tiers[0].lower if higher else scheme.tiers[-1].upper
    if worst is not None and not (higher and worst <= 0):
        end = "lower edge of the first tier" if higher else "upper edge of the last tier"
        yield Problem("tiers", f"the {end} is {number(worst)}", "an open end for the worst figures")


def _pool(scheme: AtRiskPool) -> Iterator[Problem]:
    yield from _within("at_risk_percent", scheme.at_risk_percent)
    yield from _within("pool_total_percent", scheme.pool_total_percent, AT_MOST)
    if scheme.dialect is PoolDialect.CATEGORY:
        yield from _categories(scheme)
    else:
        yield from _allocations(scheme)


def _categories(scheme: AtRiskPool) -> Iterator[Problem]:
    if not scheme.categories:
        yield Problem("categories", "none", "at least one category with its pool")
    if scheme.allocations:
        yield Problem("allocations", "given", "none: in this dialect levels have shares of a pool")
    yield from _no_repeats("categories", [category.name for category in scheme.categories])
    for index, category in enumerate(scheme.categories):
        place = f"categories[{index}]"
        if not category.name.strip():
            yield Problem(f"{place}.name", "empty", "a name")
        yield from _within(f"{place}.pool_percent", category.pool_percent, AT_MOST)
        yield from _parts(f"{place}.shares", category.shares)
        yield from _sum(f"{place}.shares", _percents(category.shares), HUNDRED, "the category")
    levels = [share.level for category in scheme.categories for share in category.shares]
    yield from _no_repeats("categories", levels)
    pools = [category.pool_percent for category in scheme.categories]
    yield from _sum("categories", pools, scheme.pool_total_percent, "the pool total")


def _allocations(scheme: AtRiskPool) -> Iterator[Problem]:
    if scheme.categories:
        yield Problem("categories", "given", "none: in this dialect levels have allocations")
    yield from _parts("allocations", scheme.allocations)
    yield from _no_repeats("allocations", [part.level for part in scheme.allocations])
    percents = _percents(scheme.allocations)
    yield from _sum("allocations", percents, scheme.pool_total_percent, "the pool total")


def _parts(place: str, parts: Sequence[LevelPercent]) -> Iterator[Problem]:
    if not parts:
        yield Problem(place, "none", "at least one level with its percentage")
    for index, part in enumerate(parts):
        if not part.level.strip():
            yield Problem(f"{place}[{index}].level", "empty", "a level's key")
        yield from _within(f"{place}[{index}].percent", part.percent)


def _points(scheme: Points) -> Iterator[Problem]:
    if not scheme.points:
        yield Problem("points", "none", "at least one level with its points")
    if not scheme.steps:
        yield Problem("steps", "none", "at least one step, such as 2 % from 10 points on")
    yield from _no_repeats("points", [each.level for each in scheme.points])
    for index, each in enumerate(scheme.points):
        if not each.level.strip():
            yield Problem(f"points[{index}].level", "empty", "a level's key")
        yield from _within(f"points[{index}].points", each.points, AT_MOST)
    broken: list[Problem] = []
    for index, step in enumerate(scheme.steps):
        broken += _within(f"steps[{index}].at_least", step.at_least, AT_MOST)
        broken += _within(f"steps[{index}].percent", step.percent)
    yield from broken
    if broken:
        return
    for index, (step, following) in enumerate(pairwise(scheme.steps), start=1):
        if following.at_least <= step.at_least or following.percent < step.percent:
            yield Problem(
                f"steps[{index}]",
                f"{number(following.percent)} % from {number(following.at_least)} points on, after "
                f"{number(step.percent)} % from {number(step.at_least)}",
                "rising points, and percentages that don't fall",
            )


def _flat(scheme: Flat) -> Iterator[Problem]:
    yield from _within("percent", scheme.percent)
    yield from _within("cap_percent", scheme.cap_percent)
    if scheme.repeat:
        yield from _within("repeat.step_percent", scheme.repeat.step_percent)
        yield from _count("repeat.periods", scheme.repeat.periods)
    if not _is_number(scheme.percent) or not _is_number(scheme.cap_percent):
        return
    if scheme.cap_percent < scheme.percent:
        yield Problem(
            "cap_percent",
            f"{number(scheme.cap_percent)} % is below the {number(scheme.percent)} % of one miss",
            "a cap that lets one miss be paid",
        )


def _options(options: Options) -> Iterator[Problem]:
    if options.multiplier:
        factor = options.multiplier.factor
        if not _is_number(factor) or not 1 < factor <= AT_MOST:
            yield Problem("options.multiplier.factor", str(factor), "a number above 1, such as 2")
        yield from _count("options.multiplier.from_nth", options.multiplier.from_nth, least=2)
    if options.earn_back:
        yield from _count("options.earn_back.periods", options.earn_back.periods)
    if options.claim:
        yield from _claim(options.claim)


def _claim(claim: ClaimTerms) -> Iterator[Problem]:
    place = "options.claim.number"
    if claim.dialect not in COUNTED:
        if claim.number is not None:
            yield Problem(place, str(claim.number), "nothing: the deadline has its own length")
    elif claim.number is None:
        yield Problem(place, "missing", f"how many {claim.dialect.value}")
    else:
        yield from _count(place, claim.number, most=3660)


def _within(place: str, value: Decimal, most: Decimal = HUNDRED) -> Iterator[Problem]:
    if not _is_number(value) or not 0 < value <= most:
        yield Problem(place, str(value), f"a number above 0 and at most {most}")


def _count(place: str, value: int, least: int = 1, most: int = LONGEST_RUN) -> Iterator[Problem]:
    if not least <= value <= most:
        yield Problem(place, str(value), f"a whole number from {least} to {most}")


def _sum(place: str, parts: Sequence[Decimal], most: Decimal, of: str) -> Iterator[Problem]:
    if not _is_number(most) or not all(map(_is_number, parts)):
        return
    total = sum(parts, Decimal(0))
    if total > most:
        yield Problem(
            place, f"add up to {number(total)} %", f"at most the {number(most)} % of {of}"
        )


def _no_repeats(place: str, keys: Iterable[str]) -> Iterator[Problem]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield Problem(place, f"{key} is there {times} times", "each of them once")


def _tiers(scheme: Tiered) -> list[tuple[str, Tier]]:
    return [(f"tiers[{index}]", tier) for index, tier in enumerate(scheme.tiers)]


def _percents(parts: Sequence[LevelPercent]) -> list[Decimal]:
    return [part.percent for part in parts]


def _edge(edge: Decimal | None) -> str:
    return "an open end" if edge is None else number(edge)


def _is_number(value: Decimal) -> bool:
    return value.is_finite()
