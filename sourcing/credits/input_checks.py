"""Whether what a calculation is asked about fits together."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from sourcing.credits.inputs import Charge, JudgedPeriod, Level, Period
from sourcing.credits.options import EarnBackJudging
from sourcing.credits.problems import Problem
from sourcing.credits.schemes import AtRiskPool, Points, PoolDialect, Scheme, Tiered
from sourcing.service_levels.outcome import Outcome

#: Above any charge or figure, and small enough that every amount is exact.
LIMIT = Decimal(10) ** 15
MOST_DECIMALS = 30


def input_problems(
    scheme: Scheme,
    *,
    levels: Sequence[Level],
    periods: Sequence[Period],
    charges: Mapping[str, Charge],
    figures: Sequence[JudgedPeriod],
    history: Sequence[JudgedPeriod],
    applied: Mapping[tuple[str, str], Decimal],
) -> Iterator[Problem]:
    """Everything that keeps the credits from being computed."""
    yield from _repeated("levels", [level.key for level in levels])
    yield from _repeated("periods", [period.key for period in periods])
    yield from _periods(periods)
    for level in levels:
        yield from _level(scheme, level)
    for key, charge in charges.items():
        if charge.amount is not None:
            yield from _amount(f"charge of {key}", charge.amount)
    for (level_key, period_key), amount in applied.items():
        yield from _amount(f"applied to {level_key} in {period_key}", amount)
    level_keys, period_keys = {each.key for each in levels}, {each.key for each in periods}
    for place, rows in (("figures", figures), ("history", history)):
        for index, figure in enumerate(rows):
            yield from _figure(f"{place}[{index}]", figure, level_keys, period_keys)
    yield from _repeated("figures", [f"{each.level} in {each.period}" for each in figures])
    yield from _repeated("history", [f"{each.level} in {each.period}" for each in history])
    yield from _history_first(periods, figures, history)


def _periods(periods: Sequence[Period]) -> Iterator[Problem]:
    ordered = sorted(periods, key=lambda period: period.first_day)
    for period in ordered:
        if period.last_day < period.first_day:
            days = f"{period.first_day} to {period.last_day}"
            yield Problem(f"period {period.key}", days, "a last day not before the first")
    for before, after in pairwise(ordered):
        expected = before.last_day + timedelta(days=1)
        if after.first_day != expected:
            yield Problem(
                f"period {after.key}",
                f"starts on {after.first_day}, {before.key} before it ends on {before.last_day}",
                f"a start on {expected}; a period between that has no data is given with the "
                "outcome no_data",
            )


def _level(scheme: Scheme, level: Level) -> Iterator[Problem]:
    place = f"level {level.key}"
    if isinstance(scheme, Tiered) and scheme.direction is not level.direction:
        yield Problem(
            place,
            f"for this level {level.direction} is better, the tiers are for {scheme.direction}",
            "tiers of the level's own direction",
        )
    if level.key not in _named_levels(scheme, level.key):
        yield Problem(place, "has no part in the scheme", "a share, an allocation or points")
    earn_back = scheme.options.earn_back
    if earn_back and earn_back.judging is EarnBackJudging.AVERAGE and level.expected is None:
        yield Problem(place, "no expected target", "one, because earn-back is judged on averages")
    if level.expected is not None and not _is_usable(level.expected):
        yield Problem(f"{place}.expected", str(level.expected), "a number")


def _named_levels(scheme: Scheme, default: str) -> set[str]:
    match scheme:
        case AtRiskPool(dialect=PoolDialect.SINGLE):
            return {part.level for part in scheme.allocations}
        case AtRiskPool():
            return {part.level for category in scheme.categories for part in category.shares}
        case Points():
            return {each.level for each in scheme.points}
        case _:
            return {default}


def _amount(place: str, amount: Decimal) -> Iterator[Problem]:
    if not _is_usable(amount) or amount < 0:
        yield Problem(place, str(amount), "an amount from 0 to below 1,000,000,000,000,000")


def _figure(
    place: str, figure: JudgedPeriod, levels: set[str], periods: set[str]
) -> Iterator[Problem]:
    if figure.level not in levels:
        yield Problem(f"{place}.level", figure.level, "one of " + ", ".join(sorted(levels)))
    if figure.period not in periods:
        yield Problem(f"{place}.period", figure.period, "one of " + ", ".join(sorted(periods)))
    if figure.attained is not None and not _is_usable(figure.attained):
        yield Problem(f"{place}.attained", str(figure.attained), "a number, or none without data")
    if figure.outcome is Outcome.MET and figure.default:
        yield Problem(f"{place}.default", "set on a period that is met", "a miss or no data")
    if figure.outcome is Outcome.MISSED_MINIMUM and not figure.default:
        yield Problem(f"{place}.default", "not set", "set, because the minimum was missed")
    if figure.is_without_data and figure.attained is not None:
        yield Problem(f"{place}.attained", str(figure.attained), "none, because there is no data")


def _history_first(
    periods: Sequence[Period], figures: Sequence[JudgedPeriod], history: Sequence[JudgedPeriod]
) -> Iterator[Problem]:
    starts = {period.key: period.first_day for period in periods}
    known = [starts[each.period] for each in figures if each.period in starts]
    for index, figure in enumerate(history):
        if known and figure.period in starts and starts[figure.period] >= min(known):
            yield Problem(
                f"history[{index}].period", figure.period, "a period before all computed ones"
            )


def _repeated(place: str, keys: Sequence[str]) -> Iterator[Problem]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield Problem(place, f"{key} is there {times} times", "each of them once")


def _is_usable(value: Decimal) -> bool:
    """A number of a length that people write; 1e999999 would fill the memory with zeros."""
    exponent = value.as_tuple().exponent
    is_short = isinstance(exponent, int) and exponent >= -MOST_DECIMALS
    return is_short and abs(value) < LIMIT
