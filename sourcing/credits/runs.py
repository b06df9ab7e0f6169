"""Counting over a level's periods: defaults in a row, and misses inside a rolling window."""

from collections.abc import Sequence

from sourcing.credits.inputs import JudgedPeriod
from sourcing.credits.schemes import PaysOn


def pays(figure: JudgedPeriod, pays_on: PaysOn) -> bool:
    """Whether the figure is what a scheme pays on."""
    return figure.default if pays_on is PaysOn.DEFAULT else figure.is_missed


def minimum_defaults_in_a_row(figures: Sequence[JudgedPeriod]) -> int:
    """How many minimum defaults of one level end the sequence, in order of time.

    A period without data neither breaks nor extends the run, unless it is deemed a default.
    """
    run = 0
    for figure in reversed(figures):
        if figure.is_minimum_default:
            run += 1
        elif not figure.is_without_data:
            break
    return run


def misses_within(figures: Sequence[JudgedPeriod], periods: int, pays_on: PaysOn) -> int:
    """How many of one level's last periods the scheme pays on; `periods` counts all of them."""
    return sum(pays(figure, pays_on) for figure in figures[-periods:])
