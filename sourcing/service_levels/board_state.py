"""What the board says about a level on one line, and which levels come first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sourcing.service_levels.definition import Definition
from sourcing.service_levels.forecast import Forecast
from sourcing.service_levels.outcome import Outcome, PastResult
from sourcing.service_levels.repetition import is_one_miss_away, times_below_expected


class BoardState(StrEnum):
    """Worst first; the order is the board's."""

    IN_DEFAULT = "in_default"
    MISSED = "missed"
    AT_RISK = "at_risk"
    NO_DATA = "no_data"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Standing:
    """A level's state with the reasons for it in words."""

    state: BoardState
    reasons: tuple[str, ...]


def standing(
    level: Definition, history: Sequence[PastResult], forecast: Forecast | None
) -> Standing:
    """The worst that the last closed period and the open one say.

    `history` are the closed periods, oldest first; `forecast` is the open period's, None while it
    has no data. In default: the last period is, or the open one can't avoid it any more. Missed:
    the last period missed the expected target. At risk: the open period is heading for a miss, or
    one more miss would be a default by repetition. No data: the last period has none, or there is
    neither a closed period nor a forecast.
    """
    found = [*_from_last(history), *_from_forecast(forecast), *_from_repetition(level, history)]
    if not found:
        if not history and forecast is None:
            return Standing(BoardState.NO_DATA, ("There is no data yet.",))
        return Standing(BoardState.MET, ("Both targets are met.",))
    worst = min((state for state, _ in found), key=severity)
    ordered = sorted(found, key=lambda each: severity(each[0]))
    return Standing(worst, tuple(reason for _, reason in ordered))


def severity(state: BoardState) -> int:
    """The state's place on the board; 0 is the worst."""
    return list(BoardState).index(state)


def worst_first(state: BoardState, share_left: Decimal | None, name: str) -> tuple[object, ...]:
    """A key to sort the board by: the state, then the least error budget left, then the name.

    Levels without a budget follow those with one.
    """
    return (severity(state), share_left is None, share_left or Decimal(0), name.casefold())


def _from_last(history: Sequence[PastResult]) -> list[tuple[BoardState, str]]:
    if not history:
        return []
    last = history[-1]
    if last.in_default:
        return [(BoardState.IN_DEFAULT, "The last period is a service level default.")]
    if last.is_below_expected:
        return [(BoardState.MISSED, "The last period missed the expected target.")]
    if last.outcome is Outcome.NO_DATA:
        return [(BoardState.NO_DATA, "There is no data for the last period.")]
    return []


def _from_forecast(forecast: Forecast | None) -> list[tuple[BoardState, str]]:
    if forecast is None:
        return []
    if forecast.certain:
        return [(BoardState.IN_DEFAULT, forecast.words)]
    return [(BoardState.AT_RISK, forecast.words)] if forecast.at_risk else []


def _from_repetition(
    level: Definition, history: Sequence[PastResult]
) -> list[tuple[BoardState, str]]:
    rule = level.repetition
    if rule is None or not is_one_miss_away(history, rule):
        return []
    times = times_below_expected(history, rule.periods - 1)
    return [
        (
            BoardState.AT_RISK,
            f"The expected target was missed {times} times in the last {rule.periods - 1} periods: "
            "one more miss is a service level default.",
        )
    ]
