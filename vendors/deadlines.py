"""By when an organization must act on a contract that ends or renews.

All dates are calendar dates in the organization's time zone. The last day of a contract is always
inclusive: the contract is still in force on it. A notice period is the time that must lie whole
between the day the notice is received and the end of the last day, so a notice of 90 days to a
contract whose last day is 31 December must be received on 2 October at the latest (3 October to
31 December are 90 days). A deadline is the last day on which acting is still in time; it isn't
moved when it falls on a weekend.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

DEFAULT_REPLACEMENT_LEAD_DAYS = 180
DEFAULT_DECISION_BUFFER_DAYS = 30
SATURDAY = 5

NO_HOLIDAYS: frozenset[date] = frozenset()


class NoticeUnit(StrEnum):
    CALENDAR_DAYS = "calendar_days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"


class ExitKind(StrEnum):
    """What stands at the end of a contract.

    NOTICE: it renews unless notice is given. REPLACEMENT: it ends by itself, so a successor must
    be ready. EVERGREEN: it has no last day and ends only by notice. CALENDAR: its notice or
    renewal terms aren't known, so there is a date to note but nothing to miss.
    """

    NOTICE = "notice"
    REPLACEMENT = "replacement"
    EVERGREEN = "evergreen"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice period, and the calendar days a notice needs to arrive.

    Business days are Monday to Friday less the holidays passed in. Raises ValueError for a
    negative length.
    """

    length: int
    unit: NoticeUnit = NoticeUnit.CALENDAR_DAYS
    delivery_days: int = 0

    def __post_init__(self) -> None:
        for name, value in (("notice", self.length), ("delivery days", self.delivery_days)):
            if value < 0:
                raise ValueError(f"{name} of {value}: expected 0 or more")


@dataclass(frozen=True, slots=True)
class ExitTerms:
    """What a contract says about its end.

    `last_day` is inclusive, None without an end. `auto_renews` and `notice` are None where they
    aren't known. Lead and buffer are calendar days.
    """

    last_day: date | None
    auto_renews: bool | None = None
    notice: Notice | None = None
    replacement_lead_days: int = DEFAULT_REPLACEMENT_LEAD_DAYS
    decision_buffer_days: int = DEFAULT_DECISION_BUFFER_DAYS


@dataclass(frozen=True, slots=True)
class ExitDates:
    """The dates that follow from a contract's exit terms; None where one doesn't apply.

    `notice_deadline` (hard) is the last day to send the notice, `received_by` the last day on
    which it must have arrived. `decide_by` (soft) leaves time to decide before the notice
    deadline, or to replace the vendor before the last day. `earliest_exit` is the first possible
    last day of a contract without an end, if notice were sent today.
    """

    kind: ExitKind
    last_day: date | None
    received_by: date | None = None
    notice_deadline: date | None = None
    decide_by: date | None = None
    earliest_exit: date | None = None


def exit_dates(terms: ExitTerms, today: date, holidays: frozenset[date] = NO_HOLIDAYS) -> ExitDates:
    """Notice deadline, decide-by date or earliest exit of a contract.

    - Notice known and renewal not ruled out: notice deadline = last day − notice − delivery days,
      decide-by = notice deadline − decision buffer. Where nothing is known about renewal, the
      notice is taken as needed: a notice too many does no harm.
    - Known not to renew: decide-by = last day − replacement lead time, no notice deadline.
    - No last day, notice known: earliest exit = today + delivery days + notice.
    - Otherwise the last day is a calendar entry.

    A date in the past means that it was missed.
    """
    if terms.last_day is None:
        return _evergreen(terms.notice, today, holidays)
    if terms.auto_renews is False:
        lead = timedelta(days=terms.replacement_lead_days)
        return ExitDates(ExitKind.REPLACEMENT, terms.last_day, decide_by=terms.last_day - lead)
    if terms.notice is None:
        return ExitDates(ExitKind.CALENDAR, terms.last_day)
    received_by = notice_before(terms.last_day, terms.notice, holidays)
    deadline = received_by - timedelta(days=terms.notice.delivery_days)
    return ExitDates(
        ExitKind.NOTICE,
        terms.last_day,
        received_by=received_by,
        notice_deadline=deadline,
        decide_by=deadline - timedelta(days=terms.decision_buffer_days),
    )


def notice_before(last_day: date, notice: Notice, holidays: frozenset[date] = NO_HOLIDAYS) -> date:
    """The last day on which a notice must be received, delivery days not yet taken off.

    Months keep the day of the month, or take the month's last day where it is shorter: three
    months before 31 May is 28 (29) February. Business days count back from the last day, which
    itself isn't counted.
    """
    return _shift(last_day, -notice.length, notice.unit, holidays)


def add_months(day: date, months: int) -> date:
    """The same day some months later (earlier if negative), at most that month's last day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def add_business_days(day: date, days: int, holidays: frozenset[date] = NO_HOLIDAYS) -> date:
    """The day some business days later (earlier if negative), the starting day not counted."""
    step = timedelta(days=1 if days > 0 else -1)
    left = abs(days)
    while left:
        day += step
        left -= day.weekday() < SATURDAY and day not in holidays
    return day


def renewal_money(
    renewal_months: int, annual_run_rate: Decimal, uplift_percent: Decimal = Decimal(0)
) -> Decimal:
    """What one more term would cost: renewal term × run rate × (1 + uplift).

    The run rate is per year and gives the currency; the uplift is the price rise agreed for the
    renewal, in percent.
    """
    return annual_run_rate * renewal_months / 12 * (100 + uplift_percent) / 100


def _evergreen(notice: Notice | None, today: date, holidays: frozenset[date]) -> ExitDates:
    if notice is None:
        return ExitDates(ExitKind.CALENDAR, None)
    received = today + timedelta(days=notice.delivery_days)
    earliest = _shift(received, notice.length, notice.unit, holidays)
    return ExitDates(ExitKind.EVERGREEN, None, received_by=received, earliest_exit=earliest)


def _shift(day: date, length: int, unit: NoticeUnit, holidays: frozenset[date]) -> date:
    match unit:
        case NoticeUnit.CALENDAR_DAYS:
            return day + timedelta(days=length)
        case NoticeUnit.BUSINESS_DAYS:
            return add_business_days(day, length, holidays)
        case NoticeUnit.MONTHS:
            return add_months(day, length)
