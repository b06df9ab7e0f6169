"""What a measurement looks like as other systems send it. Pure."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec

from sourcing.batch_reading import RowKind
from sourcing.service_levels.definition import Unit

MAX_ROWS = 50_000

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class IncomingMeasurement(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """One measurement as it was sent; the level by its id, or by engagement and level key."""

    reference: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    moment: Moment
    service_level: UUID | None = None
    engagement: str | None = None
    level: str | None = None
    good: Decimal | None = None
    total: Decimal | None = None
    value: Decimal | None = None
    unit: Unit | None = None
    ends_at: Moment | None = None


MOMENT = "a date and time with its offset, such as 2026-06-30T14:05:00Z"
MEASUREMENTS = RowKind(
    row=IncomingMeasurement,
    noun="measurements",
    expected={
        "reference": "1 to 120 characters that name the measurement",
        "moment": MOMENT,
        "service_level": "the id of a service level",
        "engagement": "the key of an engagement",
        "level": "the key of a service level of that engagement",
        "good": "a number",
        "total": "a number",
        "value": "a number",
        "unit": f"one of {', '.join(Unit)}",
        "ends_at": MOMENT,
    },
    required=("reference", "moment"),
    most=MAX_ROWS,
)
