"""The board Vera opens on Monday: the worst first, each with its reasons."""

from dataclasses import replace
from decimal import Decimal

import pytest

from sourcing.service_levels.board_state import BoardState, severity, standing, worst_first
from sourcing.service_levels.figures import Figure
from sourcing.service_levels.forecast import Forecast, Progress, forecast
from sourcing.service_levels.judging import judge

from .levels import CSAT, history

D = Decimal


def ahead(attained: str) -> Forecast | None:
    return forecast(CSAT, Figure(D(attained)), Progress(D("0.5")))


CERTAIN = Forecast(
    judge(CSAT, Figure(D(1))), True, "The minimum is missed, however well the rest goes."
)


@pytest.mark.parametrize(
    ("past", "outlook", "state", "reasons"),
    [
        ("", None, BoardState.NO_DATA, ["There is no data yet."]),
        ("+", None, BoardState.MET, ["Both targets are met."]),
        ("", ahead("4.5"), BoardState.MET, ["Both targets are met."]),
        ("m+", ahead("4.5"), BoardState.MET, ["Both targets are met."]),
        ("e", None, BoardState.MISSED, ["The last period missed the expected target."]),
        ("m", None, BoardState.IN_DEFAULT, ["The last period is a service level default."]),
        ("d", None, BoardState.IN_DEFAULT, ["The last period is a service level default."]),
        ("+.", None, BoardState.NO_DATA, ["There is no data for the last period."]),
        (
            "+",
            ahead("4"),
            BoardState.AT_RISK,
            ["At this rate the period ends at 4, which misses the expected target."],
        ),
        (
            "+.",
            ahead("4"),
            BoardState.AT_RISK,
            [
                "At this rate the period ends at 4, which misses the expected target.",
                "There is no data for the last period.",
            ],
        ),
        (
            "e",
            CERTAIN,
            BoardState.IN_DEFAULT,
            [
                "The minimum is missed, however well the rest goes.",
                "The last period missed the expected target.",
            ],
        ),
        (
            "eee+",
            ahead("4.5"),
            BoardState.AT_RISK,
            [
                "The expected target was missed 3 times in the last 11 periods: one more miss is a "
                "service level default."
            ],
        ),
    ],
)
def test_the_board_says_the_worst_first(
    past: str, outlook: Forecast | None, state: BoardState, reasons: list[str]
) -> None:
    found = standing(CSAT, history(past), outlook)
    assert (found.state, list(found.reasons)) == (state, reasons)


def test_without_the_rule_of_repetition_nothing_is_one_miss_away() -> None:
    level = replace(CSAT, repetition=None)
    assert standing(level, history("eee+"), None).state is BoardState.MET


def test_the_worst_levels_come_first() -> None:
    levels = [
        (BoardState.MET, D("0.1"), "Portal"),
        (BoardState.AT_RISK, None, "CSAT"),
        (BoardState.AT_RISK, D("0.5"), "Payroll"),
        (BoardState.AT_RISK, D("0.2"), "desk"),
        (BoardState.AT_RISK, D("0.2"), "Claims"),
        (BoardState.NO_DATA, None, "Backups"),
        (BoardState.IN_DEFAULT, D(0), "Network"),
        (BoardState.MISSED, D(1), "Mail"),
    ]
    ordered = sorted(levels, key=lambda level: worst_first(*level))
    assert [name for _, _, name in ordered] == [
        "Network",
        "Mail",
        "Claims",
        "desk",
        "Payroll",
        "CSAT",
        "Backups",
        "Portal",
    ]
    assert [severity(state) for state in BoardState] == [0, 1, 2, 3, 4]
