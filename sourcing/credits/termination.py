"""When what happened gives a right to terminate: repeated defaults, or credits near the cap.

Both thresholds are what contracts commonly agree on, and parameters here. A right is a finding,
never a decision: it names the rows it rests on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from sourcing.credits import words
from sourcing.credits.inputs import JudgedPeriod, Level
from sourcing.credits.results import PeriodTotal

DEFAULTS = 3
WITHIN_PERIODS = 6
SHARE_OF_CAP = Decimal(75)


class Ground(StrEnum):
    REPEATED_DEFAULT = "repeated_default"
    CREDITS_NEAR_CAP = "credits_near_cap"


@dataclass(frozen=True, slots=True)
class TerminationRight:
    """A right to terminate: why, in words, and the rows behind it.

    `figures` are the defaults, with REPEATED_DEFAULT; `totals` the periods, with
    CREDITS_NEAR_CAP.
    """

    ground: Ground
    sentence: str
    figures: tuple[JudgedPeriod, ...] = ()
    totals: tuple[PeriodTotal, ...] = ()


def repeated_default(
    level: Level,
    figures: Sequence[JudgedPeriod],
    *,
    times: int = DEFAULTS,
    within: int = WITHIN_PERIODS,
) -> TerminationRight | None:
    """The right where a critical level was in default so often in its last periods, else None.

    `figures` are the level's judged periods in order of time; only the last `within` count, those
    without data as periods that are no default.
    """
    defaults = tuple(figure for figure in figures[-within:] if figure.default)
    if len(defaults) < times:
        return None
    sentence = (
        f"{level.name} was in default {len(defaults)} times in {within} periods "
        f"({words.listed([figure.period for figure in defaults])}); {times} are enough."
    )
    return TerminationRight(Ground.REPEATED_DEFAULT, sentence, figures=defaults)


def credits_near_cap(
    totals: Sequence[PeriodTotal], *, periods: int, share_percent: Decimal = SHARE_OF_CAP
) -> TerminationRight | None:
    """The right where the credits of the last periods reach a share of their caps, else None.

    `totals` are in order of time. Credits and caps of the last `periods` are added up; credits
    count as credited, before earn-back. Fewer periods, one without a cap or with a level whose
    credit has no data, or two currencies give no figure, and so no right.
    """
    last = tuple(totals[-periods:])
    caps = [total.cap for total in last if total.cap is not None]
    is_known = len(last) == len(caps) == periods and not any(each.without_data for each in last)
    if not is_known or len({total.currency for total in last}) != 1:
        return None
    credited = sum((total.credited for total in last), Decimal(0))
    whole = sum(caps, Decimal(0))
    if not whole or Fraction(credited) * 100 < Fraction(share_percent) * Fraction(whole):
        return None
    currency = last[0].currency
    sentence = (
        f"Credits of the last {periods} periods are {words.money(credited, currency)}, at least "
        f"{words.percent(share_percent)} of their caps of {words.money(whole, currency)}."
    )
    return TerminationRight(Ground.CREDITS_NEAR_CAP, sentence, totals=last)
