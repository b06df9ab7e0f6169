"""Whether good periods after a credit earn it back: it lapses, or is reversed by a debit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from sourcing.credits import words
from sourcing.credits.inputs import JudgedPeriod, Level
from sourcing.credits.options import EarnBack, EarnBackJudging
from sourcing.service_levels.definition import Direction
from sourcing.service_levels.outcome import Outcome

NOTHING = Decimal(0)


class EarnBackState(StrEnum):
    """RULED_OUT: the multiplier applied. WAITING: not all periods are over."""

    RULED_OUT = "ruled_out"
    WAITING = "waiting"
    NOT_EARNED = "not_earned"
    EARNED = "earned"


@dataclass(frozen=True, slots=True)
class EarnBackResult:
    """What became of a credit; `lapses` was not applied yet, `debit` reverses what was."""

    state: EarnBackState
    step: str
    lapses: Decimal = NOTHING
    debit: Decimal = NOTHING


def earn_back(
    terms: EarnBack,
    *,
    level: Level,
    following: Sequence[JudgedPeriod],
    credit: Decimal,
    applied: Decimal = NOTHING,
    is_multiplied: bool = False,
) -> EarnBackResult:
    """Judge the periods after a credit, in order of time, as far as they are known.

    Earned where the level stays at or better than its expected target for the agreed number of
    periods: in each of them, or on their plain average. A period without data ends the attempt,
    whether or not later ones are good, and so does the first miss where each period counts.
    `applied` is the part of the credit that invoices already carry. Raises ValueError where an
    average is to be judged and the level has no expected target.
    """
    if is_multiplied:
        return EarnBackResult(
            EarnBackState.RULED_OUT, "Earn-back isn't available where the multiplier applied."
        )
    window = following[: terms.periods]
    blank = next((n for n, each in enumerate(window, 1) if _is_blank(each, terms)), None)
    missed = next((n for n, each in enumerate(window, 1) if _is_missed(each, terms)), None)
    if blank is not None and (missed is None or blank < missed):
        return _not_earned(f"the {words.ordinal(blank)} period after has no data")
    if missed is not None:
        return _not_earned(f"the {words.ordinal(missed)} period after missed the expected target")
    if len(window) < terms.periods:
        return EarnBackResult(
            EarnBackState.WAITING,
            f"Earn-back: {len(window)} of {terms.periods} periods after are over and none ruled "
            "it out.",
        )
    if terms.judging is EarnBackJudging.EACH_PERIOD:
        reason = f"each of the {terms.periods} periods after met the expected target"
        return _earned(reason, credit, applied)
    return _by_average(level, window, credit, applied)


def _by_average(
    level: Level, window: Sequence[JudgedPeriod], credit: Decimal, applied: Decimal
) -> EarnBackResult:
    if level.expected is None:
        raise ValueError(f"{level.name}: expected a target to judge the average by, found none")
    total = sum((Fraction(each.attained or NOTHING) for each in window), Fraction(0))
    average, expected = total / len(window), Fraction(level.expected)
    higher = level.direction is Direction.HIGHER
    is_good = average >= expected if higher else average <= expected
    sign = ("≥" if higher else "≤") if is_good else ("<" if higher else ">")
    shown = words.figure(_side_keeping(average, level.expected), level)
    target = words.figure(level.expected, level)
    reason = f"the average of the {len(window)} periods after is {shown} {sign} {target}"
    return _earned(reason, credit, applied) if is_good else _not_earned(reason)


def _earned(reason: str, credit: Decimal, applied: Decimal) -> EarnBackResult:
    lapses = max(credit - applied, NOTHING)
    ends = []
    if lapses:
        ends.append(f"{words.number(lapses)} lapse")
    if applied:
        ends.append(f"{words.number(applied)} already applied are reversed by a debit")
    step = f"Earned back: {reason}; {words.listed(ends)}."
    return EarnBackResult(EarnBackState.EARNED, step, lapses, applied)


def _not_earned(reason: str) -> EarnBackResult:
    return EarnBackResult(EarnBackState.NOT_EARNED, f"Not earned back: {reason}.")


def _is_blank(figure: JudgedPeriod, terms: EarnBack) -> bool:
    """Without data; for an average also a period that was judged without a figure."""
    needs_figure = terms.judging is EarnBackJudging.AVERAGE
    return figure.is_without_data or (needs_figure and figure.attained is None)


def _is_missed(figure: JudgedPeriod, terms: EarnBack) -> bool:
    if terms.judging is EarnBackJudging.AVERAGE or figure.is_without_data:
        return False
    return figure.outcome is not Outcome.MET


def _side_keeping(average: Fraction, target: Decimal) -> Decimal:
    """The average with as few decimals, from two on, as keep it on its side of the target."""
    for digits in range(2, 12):
        shown = Decimal(round(average * 10**digits)).scaleb(-digits)
        if _sign(Fraction(shown) - Fraction(target)) == _sign(average - Fraction(target)):
            return shown
    return Decimal(average.numerator) / Decimal(average.denominator)


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)
