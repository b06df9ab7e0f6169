"""The board: how every level stands, worst first, in the same few queries for one or thousands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from accounts.models import Organization
from sourcing.models import PeriodResult
from sourcing.selectors.judging_facts import (
    LevelFacts,
    PeriodOfLevel,
    counting_until,
    level_facts,
    local_today,
    past,
)
from sourcing.selectors.period_counts import NOTHING_COUNTED, Counted, counts_of
from sourcing.service_levels.board_state import Standing, standing, worst_first
from sourcing.service_levels.budget import Budget, budget
from sourcing.service_levels.definition import Definition, Indicator
from sourcing.service_levels.forecast import Forecast, Progress, forecast
from sourcing.service_levels.outcome import PastResult
from sourcing.service_levels.rounding import shown
from teams.clock import Timetable

#: A year of months is what the board's trend shows.
TREND_PERIODS = 12
RESOLUTION = timedelta(microseconds=1)
MICROSECONDS_OF_A_MINUTE = 60_000_000


@dataclass(frozen=True)
class BoardRow:
    """One level on the board.

    `attained` is the figure of the open period so far, in the level's unit, None without data.
    `budget` is the open period's error budget against the minimum, None for levels that aren't in
    percent or have no data. `results` are the last twelve closed periods, oldest first.
    """

    facts: LevelFacts
    definition: Definition
    open_period: PeriodOfLevel | None
    standing: Standing
    attained: Decimal | None
    budget: Budget | None
    forecast: Forecast | None
    results: Sequence[PeriodResult]

    @property
    def attained_words(self) -> str:
        """The figure so far with its unit, on its side of both targets."""
        if self.attained is None:
            return "No data"
        return shown(self.definition, self.attained)

    @property
    def credit_likely(self) -> bool:
        """Whether the open period is heading for a credit."""
        return self.forecast is not None and self.forecast.credit_likely


def board(
    organization: Organization, now: datetime, level_ids: Collection[UUID] | None = None
) -> list[BoardRow]:
    """The rows of these levels, or of all, worst first. Needs `accounts.tenancy.tenant`."""
    levels = level_facts(level_ids)
    days = {each.level.pk: local_today(organization, each, None, now) for each in levels}
    running = {each.level.pk: _running(each, days[each.level.pk]) for each in levels}
    asked = [each for each in running.values() if each is not None]
    until = {each.level.pk: counting_until(days[each.level.pk], each.zone, now) for each in levels}
    ids = [each.facts.level.pk for each in asked]
    counted = dict(zip(ids, counts_of(asked, until), strict=True))
    timetables: dict[int, Timetable] = {}
    rows = [
        _row(
            each,
            running[each.level.pk],
            counted.get(each.level.pk, NOTHING_COUNTED),
            until[each.level.pk],
            timetables,
        )
        for each in levels
    ]
    return sorted(rows, key=_place)


def _place(row: BoardRow) -> tuple[object, ...]:
    left = None if row.budget is None else row.budget.share_left
    return worst_first(row.standing.state, left, row.facts.level.name)


def _running(facts: LevelFacts, today: date) -> PeriodOfLevel | None:
    """The period that runs today; None where the level is retired or hasn't begun."""
    periods = facts.periods(today)
    if not periods or periods[-1].period.last_day < today:
        return None
    return PeriodOfLevel(facts, periods[-1])


def _row(
    facts: LevelFacts,
    running: PeriodOfLevel | None,
    counted: Counted,
    until: datetime,
    timetables: dict[int, Timetable],
) -> BoardRow:
    definition = facts.versions[-1].definition if running is None else running.definition
    first = date.max if running is None else running.period.first_day
    closed = _closed(facts.results, first)
    history = [past(row) for row in closed]
    progress = None if running is None else _progress(running, counted, until, timetables)
    ahead = None
    if running is not None and progress is not None:
        ahead = _forecast(running, counted, progress, history)
    return BoardRow(
        facts=facts,
        definition=definition,
        open_period=running,
        standing=standing(definition, history, ahead),
        attained=counted.figure.attained,
        budget=_budget(definition, counted, progress),
        forecast=ahead,
        results=closed[-TREND_PERIODS:],
    )


def _closed(results: Mapping[date, PeriodResult], before: date) -> list[PeriodResult]:
    return [results[day] for day in sorted(results) if day < before]


def _progress(
    each: PeriodOfLevel, counted: Counted, until: datetime, timetables: dict[int, Timetable]
) -> Progress | None:
    """How far the period has come in service time; None where its calendar has none in it."""
    # Levels of one calendar share it, and compiling its timetable takes longer than asking it.
    key = id(each.calendar)
    timetable = timetables[key] = timetables.get(key) or Timetable(each.calendar)
    whole = timetable.elapsed(each.period.starts, each.period.ends)
    if not whole:
        return None
    so_far = timetable.elapsed(each.period.starts, max(until, each.period.starts))
    minutes = None
    if each.definition.indicator is Indicator.AVAILABILITY:
        minutes = Decimal(whole // RESOLUTION) / MICROSECONDS_OF_A_MINUTE
    elapsed = min(Decimal(so_far // RESOLUTION) / Decimal(whole // RESOLUTION), Decimal(1))
    return Progress(elapsed=elapsed, counted=counted.tally, whole=minutes)


def _forecast(
    each: PeriodOfLevel, counted: Counted, progress: Progress, history: Sequence[PastResult]
) -> Forecast | None:
    number = each.scheduled.number
    return forecast(each.definition, counted.figure, progress, history, number)


def _budget(level: Definition, counted: Counted, progress: Progress | None) -> Budget | None:
    if progress is None or not level.is_share or not counted.tally.total or not progress.elapsed:
        return None
    whole = progress.whole or counted.tally.total / progress.elapsed
    return budget(level, level.minimum, counted.tally, whole)
