"""Until which moment something has been kept long enough. Time is an argument."""

import calendar
from datetime import UTC, date, datetime

#: The shortest time for which history and sign-ins are kept. PCI DSS 4.0 (10.5.1) asks for audit
#: logs of at least 12 months, and the French data protection authority (CNIL, deliberation
#: 2021-122) advises against more than 12 months without a reason, so 12 satisfies both.
AUDIT_FLOOR_MONTHS = 12
#: The shortest time for measurements: the longest period that a service level has is a year of
#: rolling days, and then its result is settled.
MEASUREMENTS_FLOOR_MONTHS = 15
#: The shortest time for everything else: the unit of the settings.
FLOOR_MONTHS = 1
#: The longest time that can be named, 50 years; longer than that is for ever.
LONGEST_MONTHS = 600


def add_months[Moment: (date, datetime)](moment: Moment, months: int) -> Moment:
    """The same day and time so many months later, or earlier where negative.

    In a month that lacks the day it is the month's last day, as in PostgreSQL.
    """
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def kept_since(now: datetime, months: int) -> datetime:
    """What is older than this has been kept for `months`: a midnight in UTC.

    Whole days, so that clocks that differ by seconds agree.
    """
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return add_months(midnight, -months)
