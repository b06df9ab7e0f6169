"""On which days an obligation falls due, and which of them are still to be met.

Dates are calendar dates at the organization's home. A recurring obligation keeps the day of the
month of its first date, or takes the month's last day where it is shorter: 31 January, 28 (29)
February, 31 March.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count

from vendors.deadlines import add_months


class Recurrence(StrEnum):
    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


MONTHS = {Recurrence.MONTHLY: 1, Recurrence.QUARTERLY: 3, Recurrence.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something is due: first on `first_due`, last not after `until` (None: no end)."""

    first_due: date
    recurrence: Recurrence = Recurrence.ONCE
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an obligation stands on a day.

    `overdue` are the days before that day that nobody has met, the earliest first; `next_due` is
    the first unmet day from that day on, None where nothing more falls due.
    """

    overdue: tuple[date, ...]
    next_due: date | None

    @property
    def leads_with(self) -> date | None:
        """The day to look at first: the earliest overdue one, else the next one."""
        return self.overdue[0] if self.overdue else self.next_due


def occurrences(schedule: Schedule, through: date) -> Iterator[date]:
    """The days on which it falls due, up to and including `through`."""
    end = through if schedule.until is None else min(through, schedule.until)
    for number in count():
        months = MONTHS.get(schedule.recurrence, 0) * number
        day = add_months(schedule.first_due, months)
        if day > end:
            return
        yield day
        if schedule.recurrence is Recurrence.ONCE:
            return


def is_due_on(schedule: Schedule, day: date) -> bool:
    """Whether the obligation falls due on exactly this day."""
    return day in occurrences(schedule, day)


def standing(schedule: Schedule, done: Collection[date], as_of: date) -> Standing:
    """What is overdue and what comes next on a day; something due on that day isn't late yet."""
    met = frozenset(done)
    overdue = tuple(day for day in occurrences(schedule, as_of) if day < as_of and day not in met)
    return Standing(overdue, _next(schedule, met, as_of))


def _next(schedule: Schedule, met: frozenset[date], as_of: date) -> date | None:
    """Every day met in advance pushes the next one further, so the search ends."""
    months = MONTHS.get(schedule.recurrence, 0)
    started = max(schedule.first_due, as_of)
    ahead = sum(day >= as_of for day in met) + 1
    horizon = add_months(started, months * ahead)
    days = (day for day in occurrences(schedule, horizon) if day >= as_of)
    return next((day for day in days if day not in met), None)
