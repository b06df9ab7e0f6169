"""Short ways to give an engagement levels and figures, for tests of judging."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sourcing.models import (
    DailyTally,
    Engagement,
    LevelDefinition,
    PeriodResult,
    ServiceLevel,
)
from sourcing.models.service_level import Source
from tests.risk.records import make_engagement, make_vendor

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


def make_level(
    key: str = "uptime",
    engagement: Engagement | None = None,
    source: Source = Source.MEASUREMENTS,
    valid_from: date = APRIL,
    **definition: Any,
) -> ServiceLevel:
    """Availability of 99.9 %, at least 99.5 %, in calendar months of London from April on."""
    level = ServiceLevel.objects.create(
        engagement=engagement or make_engagement("HELP", make_vendor()),
        key=key,
        name=key.title(),
        source=source,
    )
    said = {
        "indicator": "availability",
        "expected": Decimal("99.9"),
        "minimum": Decimal("99.5"),
        "time_zone": "Europe/London",
    }
    LevelDefinition.objects.create(
        service_level=level, valid_from=valid_from, **{**said, **definition}
    )
    return level


def measure(level: ServiceLevel, day: date, good: int, total: int = 10_000) -> None:
    """The tally of one day; a second one for the day replaces the first."""
    DailyTally.objects.filter(service_level=level, day=day).delete()
    DailyTally.objects.create(
        service_level=level,
        day=day,
        count=1,
        good=good,
        total=total,
        value=0,
        outage_minutes=0,
    )


def result_of(level: ServiceLevel, first_day: date) -> PeriodResult:
    """The latest revision."""
    return PeriodResult.objects.get(service_level=level, first_day=first_day, is_latest=True)


def at(day: date) -> datetime:
    """Noon of a day in UTC."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
