"""Whether a period met its targets and is a service level default, each step in words.

A vendor's reported figure is judged by the same function as a measured one; the result says which
it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sourcing.service_levels.definition import (
    Definition,
    Direction,
    LevelClass,
    NoDataPolicy,
    RoundingMode,
)
from sourcing.service_levels.figures import Figure, Source
from sourcing.service_levels.outcome import DefaultReason, Outcome, PastResult
from sourcing.service_levels.repetition import is_default_by_repetition, times_below_expected
from sourcing.service_levels.rounding import rounded, shown

ROUNDING_WORDS = {
    RoundingMode.HALF_UP: "half up",
    RoundingMode.HALF_EVEN: "half to even",
    RoundingMode.DOWN: "down",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The result of one period.

    `attained` is the figure as measured or reported, `compared` the same after the contract's
    rounding; both are None without data. `default` is the reason why the period is a default, None
    where it is none. `small_sample` says that "at most k misses" took the place of the targets.
    `carries_credit`: it is a default of a critical level outside ramp-up.
    """

    outcome: Outcome
    default: DefaultReason | None
    attained: Decimal | None
    compared: Decimal | None
    source: Source
    small_sample: bool
    carries_credit: bool
    steps: tuple[str, ...]

    @property
    def in_default(self) -> bool:
        return self.default is not None

    @property
    def past(self) -> PastResult:
        """What this period counts for in the next one's history."""
        return PastResult(self.outcome, self.in_default)


def judge(
    level: Definition,
    figure: Figure,
    earlier: Sequence[PastResult] = (),
    period_number: int | None = None,
) -> Judgement:
    """Judge a period by the version of the definition in force at its start.

    `earlier` are the results of the periods before it, oldest first and without gaps.
    `period_number` counts from 1 at the start of the term, None where ramp-up doesn't matter.
    """
    outcome = _outcome(level, figure)
    default = _default(level, outcome, earlier)
    in_ramp_up = period_number is not None and period_number <= level.ramp_up_periods
    steps = [*figure.steps, *_outcome_steps(level, figure)]
    steps.extend(_default_steps(level, default, [*earlier, PastResult(outcome)]))
    if default is not None:
        steps.extend(_credit_steps(level, period_number if in_ramp_up else None))
    return Judgement(
        outcome=outcome,
        default=default,
        attained=figure.attained,
        compared=compared(level, figure),
        source=figure.source,
        small_sample=outcome is not Outcome.NO_DATA and is_small_sample(level, figure),
        carries_credit=(
            default is not None and level.level_class is LevelClass.CRITICAL and not in_ramp_up
        ),
        steps=tuple(steps),
    )


def compared(level: Definition, figure: Figure) -> Decimal | None:
    """The figure as it is held against the targets: rounded as the contract says."""
    return None if figure.attained is None else rounded(figure.attained, level.rounding)


def is_small_sample(level: Definition, figure: Figure) -> bool:
    """Whether there are fewer items than the minimum sample, and it is known how many missed."""
    return (
        figure.sample is not None
        and figure.misses is not None
        and figure.sample < level.minimum_sample_size
    )


def _outcome(level: Definition, figure: Figure) -> Outcome:
    value = compared(level, figure)
    if value is None:
        return Outcome.NO_DATA
    if is_small_sample(level, figure):
        allowed = (figure.misses or 0) <= level.small_sample_misses
        return Outcome.MET if allowed else Outcome.MISSED_MINIMUM
    if not level.meets(value, level.minimum):
        return Outcome.MISSED_MINIMUM
    return Outcome.MET if level.meets(value, level.expected) else Outcome.MISSED_EXPECTED


def _default(
    level: Definition, outcome: Outcome, earlier: Sequence[PastResult]
) -> DefaultReason | None:
    match outcome:
        case Outcome.MISSED_MINIMUM:
            return DefaultReason.MINIMUM
        case Outcome.NO_DATA if level.no_data_policy is NoDataPolicy.DEEMED_DEFAULT:
            return DefaultReason.DEEMED
        case Outcome.MISSED_EXPECTED:
            history = [*earlier, PastResult(outcome)]
            repeated = is_default_by_repetition(history, level.repetition)
            return DefaultReason.REPETITION if repeated else None
    return None


def _outcome_steps(level: Definition, figure: Figure) -> Iterator[str]:
    value = compared(level, figure)
    if value is None:
        yield "No data: the period is neither met nor missed."
        return
    if level.rounding.mode is not RoundingMode.NONE:
        yield _rounding_step(level, value)
    if is_small_sample(level, figure):
        yield (
            f"{figure.sample} of the {level.minimum_sample_size} items a judgement by the targets "
            f"needs: at most {level.small_sample_misses} may miss, and {figure.misses} did."
        )
        return
    if figure.sample is not None and figure.sample < level.minimum_sample_size:
        yield (
            f"{figure.sample} of the {level.minimum_sample_size} items a judgement by the targets "
            "needs, but how many of them missed isn't known: the targets count."
        )
    yield _target_step(level, "Expected", level.expected, value)
    yield _target_step(level, "Minimum", level.minimum, value)


def _rounding_step(level: Definition, value: Decimal) -> str:
    places = level.rounding.decimals
    decimals = "1 decimal" if places == 1 else f"{places} decimals"
    mode = ROUNDING_WORDS[level.rounding.mode]
    return f"Rounded {mode} to {decimals}, as the contract says: {shown(level, value)}."


def _target_step(level: Definition, name: str, target: Decimal, value: Decimal) -> str:
    side = "at least" if level.direction is Direction.HIGHER else "at most"
    verdict = "met" if level.meets(value, target) else "missed"
    return f"{name}: {side} {shown(level, target)}. With {shown(level, value)} it is {verdict}."


def _default_steps(
    level: Definition, default: DefaultReason | None, history: Sequence[PastResult]
) -> Iterator[str]:
    match default:
        case DefaultReason.MINIMUM:
            yield "The minimum is missed: a service level default."
        case DefaultReason.DEEMED:
            yield "The contract counts a period without data as a service level default."
        case DefaultReason.REPETITION if level.repetition is not None:
            times = times_below_expected(history, level.repetition.periods)
            yield (
                f"The expected target is missed {times} times in the last "
                f"{level.repetition.periods} periods, and {level.repetition.times} are enough: "
                "a service level default by repetition."
            )


def _credit_steps(level: Definition, ramp_up_period: int | None) -> Iterator[str]:
    if level.level_class is LevelClass.KEY_MEASUREMENT:
        yield "A key measurement carries no credit."
    elif ramp_up_period is not None:
        yield (
            f"Period {ramp_up_period} of the {level.ramp_up_periods} in ramp-up: no credit is due."
        )
