"""The periods a service level is judged by: months, quarters and rolling days in its own zone.

A period is whole calendar days, first and last day included, in an IANA time zone. In UTC it runs
from the first instant of its first day up to, but without, the first instant of the day after its
last. Those instants come from the zone database for each date: a day may have 23, 23½ or 25 hours,
start at 01:00 or be missing altogether.
"""

from bisect import bisect_left
from calendar import month_abbr, month_name
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from vendors.deadlines import NO_HOLIDAYS, add_business_days, add_months

ONE_DAY = timedelta(days=1)
MONTHS_OF_A_QUARTER = 3


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    ROLLING_DAYS = "rolling_days"


@dataclass(frozen=True, slots=True)
class Period:
    """One period; `last_day` is included, `zone` is an IANA name."""

    kind: PeriodKind
    first_day: date
    last_day: date
    zone: str

    @property
    def starts(self) -> datetime:
        """The first instant of the period, in UTC."""
        return start_of_day(self.first_day, self.zone)

    @property
    def ends(self) -> datetime:
        """The first instant after the period, in UTC."""
        return start_of_day(self.last_day + ONE_DAY, self.zone)

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    @property
    def label(self) -> str:
        """“November 2026”, “Q4 2026”, “30 days to 14 Nov 2026”."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"{month_name[self.first_day.month]} {self.first_day.year}"
            case PeriodKind.QUARTER:
                return f"Q{_quarter(self.first_day) + 1} {self.first_day.year}"
            case PeriodKind.ROLLING_DAYS:
                end = self.last_day
                days = "1 day" if self.days == 1 else f"{self.days} days"
                return f"{days} to {end.day} {month_abbr[end.month]} {end.year}"

    def contains(self, moment: datetime) -> bool:
        """Whether an aware moment lies in the period."""
        return self.starts <= moment < self.ends

    def is_over(self, now: datetime) -> bool:
        return now >= self.ends


def period_of(day: date, kind: PeriodKind, zone: str, rolling_days: int | None = None) -> Period:
    """The month or quarter that contains a local date, or the rolling days that end on it.

    Raises ValueError for rolling days without a number of days of 1 or more.
    """
    match kind:
        case PeriodKind.MONTH:
            return _months(day.replace(day=1), 1, kind, zone)
        case PeriodKind.QUARTER:
            first = date(day.year, _quarter(day) * MONTHS_OF_A_QUARTER + 1, 1)
            return _months(first, MONTHS_OF_A_QUARTER, kind, zone)
        case PeriodKind.ROLLING_DAYS:
            if rolling_days is None or rolling_days < 1:
                raise ValueError(f"rolling period of {rolling_days} days: expected 1 or more")
            return Period(kind, day - timedelta(days=rolling_days - 1), day, zone)


def period_at(
    moment: datetime, kind: PeriodKind, zone: str, rolling_days: int | None = None
) -> Period:
    """The period that contains an aware moment, by the date it has in the level's zone."""
    return period_of(moment.astimezone(ZoneInfo(zone)).date(), kind, zone, rolling_days)


def previous_period(period: Period) -> Period:
    """The period that ends the day before this one starts.

    Rolling days, too, adjoin and never overlap, so that one bad day isn't counted in two periods.
    """
    return _adjoining(period, period.first_day - ONE_DAY)


def next_period(period: Period) -> Period:
    """The period that starts the day after this one ends."""
    if period.kind is PeriodKind.ROLLING_DAYS:
        return _adjoining(period, period.last_day + timedelta(days=period.days))
    return _adjoining(period, period.last_day + ONE_DAY)


def last_periods(period: Period, count: int) -> tuple[Period, ...]:
    """So many periods up to this one, which is the last; oldest first."""
    periods = [period]
    while len(periods) < count:
        periods.append(previous_period(periods[-1]))
    return tuple(reversed(periods[:count]))


def final_on(last_day: date, business_days: int, days_off: frozenset[date] = NO_HOLIDAYS) -> date:
    """The day on which a result becomes final by itself.

    It is so many business days after the period's last day, which isn't counted. Business days
    are Monday to Friday less the days off.
    """
    return add_business_days(last_day, business_days, days_off)


def start_of_day(day: date, zone: str) -> datetime:
    """The first instant, in UTC, whose local date is the day or a later one.

    Where the clocks jump over midnight it is the instant they jump; where midnight comes twice,
    the first one. A date that a zone left out altogether has no length: it starts when the
    next one does.
    """
    info = ZoneInfo(zone)
    midnight = datetime.combine(day, time(), info)
    before = midnight.replace(fold=0).astimezone(UTC)
    after = midnight.replace(fold=1).astimezone(UTC)
    if before <= after:
        return before
    # In a gap fold 0 counts with the offset before it and fold 1 with the one after it; the
    # clocks jump somewhere between the two, at the first second that shows the new offset.
    seconds = range(int((before - after).total_seconds()))
    jump = bisect_left(
        seconds,
        True,
        key=lambda second: _local(after, second, info) >= midnight.replace(tzinfo=None),
    )
    return after + timedelta(seconds=jump)


def _local(moment: datetime, seconds: int, zone: ZoneInfo) -> datetime:
    return (moment + timedelta(seconds=seconds)).astimezone(zone).replace(tzinfo=None)


def _adjoining(period: Period, day: date) -> Period:
    return period_of(day, period.kind, period.zone, period.days)


def _months(first: date, months: int, kind: PeriodKind, zone: str) -> Period:
    return Period(kind, first, add_months(first, months) - ONE_DAY, zone)


def _quarter(day: date) -> int:
    return (day.month - 1) // MONTHS_OF_A_QUARTER
