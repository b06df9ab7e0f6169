"""Until when a service credit can be claimed, and on which invoice an unclaimed one is due.

Days are calendar days in the zone the agreement names, the last one included: a claim that arrives
on it is in time. A month's end is counted to a month's end: two months from 28 February are
30 April.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from vendors.deadlines import add_months


class ClaimDialect(StrEnum):
    """How a contract counts the time to claim in."""

    AWS = "aws"
    AZURE = "azure"
    GOOGLE = "google"
    ATLASSIAN = "atlassian"
    DAYS = "days"
    MONTHS = "months"
    NO_DEADLINE = "no_deadline"


#: Dialects that need a number of their own.
COUNTED = frozenset({ClaimDialect.DAYS, ClaimDialect.MONTHS})


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """A credit has to be claimed; `number` is how many days or months, else None."""

    dialect: ClaimDialect = ClaimDialect.NO_DEADLINE
    number: int | None = None


@dataclass(frozen=True, slots=True)
class PublishedTerms:
    """A public provider's time to claim: months or days after the end of the incident's month."""

    provider: str
    sentence: str
    source: str
    months: int = 0
    days: int = 0


PUBLISHED: Mapping[ClaimDialect, PublishedTerms] = MappingProxyType(
    {
        ClaimDialect.AWS: PublishedTerms(
            "Amazon Web Services",
            "by the end of the second billing cycle after the incident's",
            "https://aws.amazon.com/compute/sla/",
            months=2,
        ),
        ClaimDialect.AZURE: PublishedTerms(
            "Microsoft Azure",
            "within two months of the end of the incident's billing month",
            "https://www.microsoft.com/licensing/docs/view/"
            "Service-Level-Agreements-SLA-for-Online-Services",
            months=2,
        ),
        ClaimDialect.GOOGLE: PublishedTerms(
            "Google Cloud",
            "within 30 days of the end of the incident's month",
            "https://support.google.com/cloud/contact/cloud_platform_sla",
            days=30,
        ),
        ClaimDialect.ATLASSIAN: PublishedTerms(
            "Atlassian",
            "within 15 days of the end of the incident's month",
            "https://www.atlassian.com/legal/sla",
            days=15,
        ),
    }
)


def last_claim_day(terms: ClaimTerms, period_end: date) -> date | None:
    """The last day on which a credit can be claimed, None where there is no deadline.

    `period_end` is the last day of the period the credit is for. The four providers bill by
    calendar month, so theirs count from the end of its month; own terms from the day itself.
    """
    match terms.dialect:
        case ClaimDialect.NO_DEADLINE:
            return None
        case ClaimDialect.DAYS:
            return period_end + timedelta(days=_number(terms))
        case ClaimDialect.MONTHS:
            return _months_later(period_end, _number(terms))
        case published:
            agreed = PUBLISHED[published]
            month_end = _month_end(period_end)
            return _months_later(month_end, agreed.months) + timedelta(days=agreed.days)


def due_invoice_month(period_end: date) -> date:
    """The first day of the month on whose invoice a credit that needs no claim is due."""
    return _month_end(period_end) + timedelta(days=1)


def in_words(terms: ClaimTerms) -> str:
    """The time to claim as a sentence's end: "within 45 days of the end of the period"."""
    if terms.dialect is ClaimDialect.NO_DEADLINE:
        return "at any time"
    if terms.dialect in COUNTED:
        number = _number(terms)
        unit = terms.dialect.value if number != 1 else terms.dialect.value.removesuffix("s")
        return f"within {number} {unit} of the end of the period"
    return PUBLISHED[terms.dialect].sentence


def _number(terms: ClaimTerms) -> int:
    if terms.number is None:
        raise ValueError(f"claim in {terms.dialect}: expected how many, found none")
    return terms.number


def _months_later(day: date, months: int) -> date:
    later = add_months(day, months)
    return _month_end(later) if day == _month_end(day) else later


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
