"""What one level's period earns under a scheme, before multiplier, incident rule and cap.

Money is rounded at every step, so that anyone can check the steps from the figures they show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sourcing.credits import words
from sourcing.credits.apportion import cap_of, percent_of
from sourcing.credits.inputs import Charge, JudgedPeriod, Level
from sourcing.credits.runs import misses_within, pays
from sourcing.credits.schemes import (
    AtRiskPool,
    Flat,
    PaysOn,
    Points,
    PoolDialect,
    Scheme,
    Tier,
    Tiered,
)
from sourcing.service_levels.definition import Direction
from sourcing.service_levels.outcome import Outcome

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Earned:
    """The amount, or for a points scheme the points; None means no data, for the reason given."""

    quantity: Decimal | None
    step: str


@dataclass(frozen=True, slots=True)
class Situation:
    """One level in one period, with its figures up to and including it, in order of time."""

    level: Level
    period_name: str
    charge: Charge
    figures: Sequence[JudgedPeriod]

    @property
    def figure(self) -> JudgedPeriod:
        return self.figures[-1]

    @property
    def attained(self) -> str:
        """Availability was 99.87 %"""
        if self.figure.attained is None:
            return f"{self.level.name} has no figure"
        return f"{self.level.name} was {words.figure(self.figure.attained, self.level)}"


def earned(scheme: Scheme, case: Situation) -> Earned:
    """What the period earns, and the step in words."""
    figure, base = case.figure, case.charge.amount
    if figure.is_without_data and not figure.default:
        return Earned(
            None, f"{case.level.name} has no data for {case.period_name}: neither a miss nor met."
        )
    if not pays(figure, _pays_on(scheme)):
        return Earned(NOTHING, _not_paid(case))
    if base is None:
        return Earned(None, f"There is no base to compute from: {case.charge.missing_because}.")
    return _for_a_miss(scheme, case, base)


def _for_a_miss(scheme: Scheme, case: Situation, base: Decimal) -> Earned:
    match scheme:
        case Tiered():
            return _tiered(scheme, case, base)
        case AtRiskPool():
            return _pool(scheme, case, base)
        case Points():
            return _points(scheme, case)
        case Flat():
            return _flat(scheme, case, base)


def tier_of(scheme: Tiered, attained: Decimal) -> Tier | None:
    """The tier a value stands in, None where it is better than all of them."""
    return next((tier for tier in scheme.tiers if _holds(tier, attained, scheme.direction)), None)


def _holds(tier: Tier, value: Decimal, direction: Direction) -> bool:
    if direction is Direction.HIGHER:
        above = tier.lower is None or tier.lower <= value
        return above and (tier.upper is None or value < tier.upper)
    above = tier.lower is None or tier.lower < value
    return above and (tier.upper is None or value <= tier.upper)


def _pays_on(scheme: Scheme) -> PaysOn:
    """A table of tiers says itself how far a miss has to go, so it is asked for each."""
    match scheme:
        case Tiered():
            return PaysOn.ANY_MISS
        case AtRiskPool():
            return PaysOn.DEFAULT
        case _:
            return scheme.pays_on


def _not_paid(case: Situation) -> str:
    if case.figure.outcome is Outcome.MET:
        return f"{case.attained} and met its targets: no credit."
    return f"{case.attained}, a miss that isn't a service level default: no credit."


def _tiered(scheme: Tiered, case: Situation, base: Decimal) -> Earned:
    attained, currency = case.figure.attained, case.charge.currency
    if attained is None:
        if scheme.no_figure_percent is None:
            return Earned(
                None,
                f"{case.attained} for {case.period_name}, so no tier can be read, and the scheme "
                "doesn't say what a default without a figure pays.",
            )
        share = scheme.no_figure_percent
        start = f"{case.attained} for {case.period_name}, which is deemed a default"
    else:
        tier = tier_of(scheme, attained)
        if tier is None:
            return Earned(NOTHING, f"{case.attained}, which is in no tier: no credit.")
        share = tier.percent
        start = f"{case.attained}, which is in the tier {words.tier_range(tier, case.level)}"
    amount = percent_of(base, share, currency)
    return Earned(amount, f"{start}: {_product(share, base, amount, currency)}.")


def _pool(scheme: AtRiskPool, case: Situation, base: Decimal) -> Earned:
    currency = case.charge.currency
    at_risk = cap_of(base, scheme.at_risk_percent, currency)
    share, formula = _pool_share(scheme, case.level.key)
    amount = percent_of(at_risk, share, currency)
    return Earned(
        amount,
        f"{case.attained}, a service level default. At risk is "
        f"{_product(scheme.at_risk_percent, base, at_risk, currency)}; "
        f"{formula} of {words.money(at_risk, currency)} = {words.money(amount, currency)}.",
    )


def _pool_share(scheme: AtRiskPool, level: str) -> tuple[Decimal, str]:
    """A level's percent of the at-risk amount and how it comes about."""
    if scheme.dialect is PoolDialect.SINGLE:
        allocation = next(part.percent for part in scheme.allocations if part.level == level)
        return allocation, f"the allocation of {words.percent(allocation)}"
    category, share = next(
        (category, part.percent)
        for category in scheme.categories
        for part in category.shares
        if part.level == level
    )
    return (
        category.pool_percent * share / 100,
        f"the pool {category.name} of {words.percent(category.pool_percent)} × a share of "
        f"{words.percent(share)}",
    )


def _points(scheme: Points, case: Situation) -> Earned:
    points = next(each.points for each in scheme.points if each.level == case.level.key)
    return Earned(points, f"{case.attained}, a miss: {words.number(points)} points.")


def _flat(scheme: Flat, case: Situation, base: Decimal) -> Earned:
    currency = case.charge.currency
    share, formula = scheme.percent, ""
    if scheme.repeat:
        nth = misses_within(case.figures, scheme.repeat.periods, scheme.pays_on)
        share += (nth - 1) * scheme.repeat.step_percent
        formula = (
            f"the {words.ordinal(nth)} inside {scheme.repeat.periods} periods, so "
            f"{words.percent(scheme.percent)} + {nth - 1} × "
            f"{words.percent(scheme.repeat.step_percent)} = {words.percent(share)}; "
        )
    amount = percent_of(base, share, currency)
    return Earned(
        amount, f"{case.attained}, a miss: {formula}{_product(share, base, amount, currency)}."
    )


def _product(share: Decimal, base: Decimal, amount: Decimal, currency: str) -> str:
    """10 % of 12,000.00 USD = 1,200.00 USD"""
    return (
        f"{words.percent(share)} of {words.money(base, currency)} = {words.money(amount, currency)}"
    )
