"""Common service levels to start from; each is changed to what the contract says."""

from dataclasses import dataclass
from decimal import Decimal

from sourcing.service_levels.definition import (
    Definition,
    Direction,
    Indicator,
    LevelClass,
    Unit,
)
from sourcing.service_levels.periods import PeriodKind

COMMON_PRACTICE = "Common practice"


@dataclass(frozen=True, slots=True)
class Template:
    """A definition to start from, in UTC, with what it measures and where its figures come from."""

    code: str
    name: str
    definition: Definition
    help_text: str
    source: str = COMMON_PRACTICE


def _share(
    expected: str, minimum: str, *, threshold: str = "", unit: Unit | None = None
) -> Definition:
    return Definition(
        level_class=LevelClass.CRITICAL,
        indicator=Indicator.RATIO,
        direction=Direction.HIGHER,
        unit=Unit.PERCENT,
        expected=Decimal(expected),
        minimum=Decimal(minimum),
        threshold=Decimal(threshold) if threshold else None,
        threshold_unit=unit,
        time_zone="UTC",
        minimum_sample_size=20,
        small_sample_misses=1,
    )


TEMPLATES = (
    Template(
        code="availability",
        name="Availability 99.9 %",
        definition=Definition(
            level_class=LevelClass.CRITICAL,
            indicator=Indicator.AVAILABILITY,
            direction=Direction.HIGHER,
            unit=Unit.PERCENT,
            expected=Decimal("99.9"),
            minimum=Decimal("99.5"),
            time_zone="UTC",
        ),
        help_text="Minutes in which the service worked, of all minutes in which it should. "
        "In 30 days round the clock 99.9 % leaves 43.2 minutes.",
    ),
    Template(
        code="p1-response",
        name="P1 response within 15 minutes",
        definition=_share("95", "90", threshold="15", unit=Unit.MINUTES),
        help_text="Incidents of priority 1 that somebody took up within 15 minutes of "
        "service time.",
    ),
    Template(
        code="p2-resolution",
        name="P2 resolution within 1 service day",
        definition=_share("90", "80", threshold="1", unit=Unit.SERVICE_DAYS),
        help_text="Incidents of priority 2 resolved within one service day. A service day is one "
        "day of the service calendar, not 24 hours; time spent waiting on the customer "
        "doesn't count.",
    ),
    Template(
        code="first-contact",
        name="First-contact resolution",
        definition=_share("70", "60"),
        help_text="Requests that were solved at the first contact, of all requests that could be.",
        source="SQM Group, benchmark of 2022: 70 to 79 % is good, below 70 % needs work",
    ),
    Template(
        code="backlog-age",
        name="Age of the backlog",
        definition=Definition(
            level_class=LevelClass.KEY_MEASUREMENT,
            indicator=Indicator.PERCENTILE,
            direction=Direction.LOWER,
            unit=Unit.SERVICE_DAYS,
            expected=Decimal(10),
            minimum=Decimal(20),
            percentile=Decimal(90),
            time_zone="UTC",
        ),
        help_text="Nine of ten open items are no older than so many service days.",
    ),
    Template(
        code="defect-escape",
        name="Defect escape rate",
        definition=Definition(
            level_class=LevelClass.CRITICAL,
            indicator=Indicator.RATIO,
            direction=Direction.LOWER,
            unit=Unit.PERCENT,
            expected=Decimal(5),
            minimum=Decimal(15),
            time_zone="UTC",
            period_kind=PeriodKind.QUARTER,
            minimum_sample_size=20,
            small_sample_misses=2,
        ),
        help_text="Defects found after release, of all defects found before and after it.",
        source="Minimum: Capers Jones, “Get Software Quality Right”, Dr. Dobb’s 2010: 85 % of "
        "defects are removed before release on average in the United States. "
        "Expected: common practice",
    ),
    Template(
        code="csat",
        name="Customer satisfaction (CSAT)",
        definition=Definition(
            level_class=LevelClass.KEY_MEASUREMENT,
            indicator=Indicator.SCORE,
            direction=Direction.HIGHER,
            unit=Unit.SCORE,
            expected=Decimal("4.2"),
            minimum=Decimal("3.8"),
            time_zone="UTC",
            minimum_sample_size=20,
            small_sample_misses=3,
        ),
        help_text="The mean of all answers on a scale from 1 to 5.",
    ),
    Template(
        code="on-time-delivery",
        name="On-time delivery",
        definition=_share("95", "90"),
        help_text="Deliveries accepted by the agreed day, of all deliveries due in the period.",
    ),
)
