"""How an open period will end if it goes on as now.

- In percent (availability, ratio, share of satisfied answers): what was bad so far, and the recent
  error rate for the rest of the period.
- A count: its pace, count / share of the period that has passed.
- A percentile, mean or score: the figure so far; the rest is taken to be like it.

"At risk" means that this forecast misses the expected target; "credit likely" that it is a default
which carries a credit. Without a rounding rule that is the same as "the error budget of the minimum
is used up before the period ends at the current rate".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sourcing.service_levels.budget import HUNDRED, bad
from sourcing.service_levels.definition import Definition, Direction, Indicator
from sourcing.service_levels.figures import NOTHING, Figure, Tally, measured
from sourcing.service_levels.judging import Judgement, compared, judge
from sourcing.service_levels.outcome import Outcome, PastResult
from sourcing.service_levels.rounding import shown


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an open period has come.

    `elapsed` is the share of its service minutes that has passed, 0 to 1. `counted` is everything
    so far less exclusions, `recent` the part from which the current rate is taken, None for all of
    it. `whole` are the service minutes of the whole period; None for events, whose number is
    taken to go on at its pace.
    """

    elapsed: Decimal
    counted: Tally = NOTHING
    recent: Tally | None = None
    whole: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The judgement the period is heading for.

    `certain` says that the minimum is missed whatever the rest of the period brings.
    """

    judgement: Judgement
    certain: bool
    words: str

    @property
    def at_risk(self) -> bool:
        return self.judgement.outcome in {Outcome.MISSED_EXPECTED, Outcome.MISSED_MINIMUM}

    @property
    def credit_likely(self) -> bool:
        return self.judgement.carries_credit


def forecast(
    level: Definition,
    figure: Figure,
    progress: Progress,
    earlier: Sequence[PastResult] = (),
    period_number: int | None = None,
) -> Forecast | None:
    """What the period is heading for; None while there is no data to go by.

    `figure` is the period so far, `earlier` and `period_number` are those of the judgement.
    Raises ValueError for a share elapsed outside 0 to 1.
    """
    if not 0 <= progress.elapsed <= 1:
        raise ValueError(f"{progress.elapsed} of the period elapsed: expected 0 to 1")
    if figure.attained is None or not progress.elapsed:
        return None
    expected_figure = replace(_expected_figure(level, figure, progress), steps=())
    judgement = judge(level, expected_figure, earlier, period_number)
    certain = _is_certain(level, figure, progress)
    return Forecast(judgement, certain, _words(level, expected_figure, judgement, certain))


def _expected_figure(level: Definition, figure: Figure, progress: Progress) -> Figure:
    if level.is_share and progress.counted.total:
        return _share_at_end(level, figure, progress)
    if level.indicator is Indicator.COUNT and figure.attained is not None:
        return replace(figure, attained=figure.attained / progress.elapsed)
    return _same_to_the_end(figure, progress)


def _share_at_end(level: Definition, figure: Figure, progress: Progress) -> Figure:
    counted = progress.counted
    rate_from = progress.recent if progress.recent and progress.recent.total else counted
    rest = max(_whole(progress) - counted.total, Decimal(0))
    bad_at_end = bad(level, counted) + bad(level, rate_from) * rest / rate_from.total
    total = counted.total + rest
    good = total - bad_at_end if level.direction is Direction.HIGHER else bad_at_end
    return replace(
        figure,
        attained=good * HUNDRED / total,
        sample=None if figure.sample is None else int(total),
        misses=None if figure.misses is None else int(bad_at_end),
    )


def _same_to_the_end(figure: Figure, progress: Progress) -> Figure:
    return replace(
        figure,
        sample=None if figure.sample is None else int(figure.sample / progress.elapsed),
        misses=None if figure.misses is None else int(figure.misses / progress.elapsed),
    )


def _whole(progress: Progress) -> Decimal:
    """Service minutes or events of the whole period, the latter at their pace so far."""
    if progress.whole is not None:
        return progress.whole
    return progress.counted.total / progress.elapsed


def _is_certain(level: Definition, figure: Figure, progress: Progress) -> bool:
    """Only where the rest can't mend it: a known number of minutes, or a sum that only grows."""
    best = _best(level, figure, progress)
    value = None if best is None else compared(level, best)
    return value is not None and not level.meets(value, level.minimum)


def _best(level: Definition, figure: Figure, progress: Progress) -> Figure | None:
    """The figure at the end if nothing more goes wrong; None where that isn't known."""
    if level.indicator is Indicator.AVAILABILITY and progress.whole is not None:
        rest = max(progress.whole - progress.counted.total, Decimal(0))
        return measured(level, progress.counted + Tally(good=rest, total=rest))
    if level.indicator is Indicator.COUNT and level.direction is Direction.LOWER:
        return figure
    return None


def _words(level: Definition, figure: Figure, judgement: Judgement, certain: bool) -> str:
    if certain:
        return "The minimum is missed, however well the rest of the period goes."
    ends = f"At this rate the period ends at {shown(level, figure.attained or Decimal(0))}"
    match judgement.outcome:
        case Outcome.MISSED_MINIMUM:
            return f"{ends}, which misses the minimum."
        case Outcome.MISSED_EXPECTED if judgement.in_default:
            return f"{ends}, which misses the expected target once too often."
        case Outcome.MISSED_EXPECTED:
            return f"{ends}, which misses the expected target."
    return f"{ends}, which is within both targets."
