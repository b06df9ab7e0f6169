"""Repeated misses: runs of defaults, and how often within so many periods.

A history is one result per period, oldest first, without gaps. A period without data neither
breaks nor extends a run. Within "the last 12 periods" it takes up its place, since a contract
counts those by the calendar.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sourcing.service_levels.definition import RepetitionRule
from sourcing.service_levels.outcome import PastResult

#: The same critical level in default 3 times in 6 periods gives a right to terminate.
TERMINATION_TIMES = 3
TERMINATION_PERIODS = 6


@dataclass(frozen=True, slots=True)
class Run:
    """Defaults one after another: their number, and the places of the first and the last."""

    length: int
    first: int
    last: int


def runs_of_defaults(history: Sequence[PastResult]) -> list[Run]:
    """Every run of defaults, oldest first."""
    runs: list[Run] = []
    broken = True
    for place, result in enumerate(history):
        if result.is_silent:
            continue
        if result.in_default:
            runs.append(Run(1, place, place) if broken else _extended(runs.pop(), place))
        broken = not result.in_default
    return runs


def consecutive_defaults(history: Sequence[PastResult]) -> int:
    """How many defaults in a row end the history; 0 where its last period with data is none."""
    heard = [result for result in history if not result.is_silent]
    length = 0
    for result in reversed(heard):
        if not result.in_default:
            break
        length += 1
    return length


def times_below_expected(history: Sequence[PastResult], periods: int) -> int:
    """How many of the last periods missed the expected target."""
    return sum(result.is_below_expected for result in _last(history, periods))


def defaults_within(history: Sequence[PastResult], periods: int) -> int:
    """How many of the last periods are in default."""
    return sum(result.in_default for result in _last(history, periods))


def is_default_by_repetition(history: Sequence[PastResult], rule: RepetitionRule | None) -> bool:
    """Whether the last period of a history misses the expected target once too often."""
    return (
        rule is not None
        and bool(history)
        and history[-1].is_below_expected
        and times_below_expected(history, rule.periods) >= rule.times
    )


def is_one_miss_away(history: Sequence[PastResult], rule: RepetitionRule | None) -> bool:
    """Whether missing the expected target in the next period would make a default."""
    return (
        rule is not None
        and rule.times > 1
        and times_below_expected(history, rule.periods - 1) >= rule.times - 1
    )


def gives_right_to_terminate(
    history: Sequence[PastResult],
    times: int = TERMINATION_TIMES,
    periods: int = TERMINATION_PERIODS,
) -> bool:
    """Whether a level was in default often enough within the last periods."""
    return defaults_within(history, periods) >= times


def _last(history: Sequence[PastResult], periods: int) -> Sequence[PastResult]:
    return history[max(len(history) - periods, 0) :]


def _extended(run: Run, place: int) -> Run:
    return Run(run.length + 1, run.first, place)
