"""Which definition of a level holds at a moment, and when its days begin and end."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sourcing.models import LevelDefinition
from sourcing.selectors.definitions import with_calendars
from sourcing.service_levels.periods import start_of_day

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """One definition and the time for which it holds, up to `ends` or without end.

    Where two definitions have different time zones the earlier one's last day reaches to the
    first day of the later one, so that no moment lies on two days or on none.
    """

    row: LevelDefinition
    first_day: date
    last_day: date | None
    starts: datetime
    ends: datetime | None

    def holds_on(self, day: date) -> bool:
        """Whether a day is one of the definition's."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def day(self, day: date) -> tuple[datetime, datetime]:
        """Where one of its days begins and ends."""
        zone = str(self.row.time_zone)
        ends = self.ends if day == self.last_day and self.ends else start_of_day(day + DAY, zone)
        return start_of_day(day, zone), ends


def spans_of(level_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Span]]:
    """The definitions of levels with their time, oldest first; a level without one has none."""
    rows = with_calendars(
        LevelDefinition.objects.filter(service_level__in=level_ids).order_by("valid_from")
    )
    grouped: defaultdict[UUID, list[LevelDefinition]] = defaultdict(list)
    for row in rows:
        grouped[row.service_level_id].append(row)
    return {level: _spans(definitions) for level, definitions in grouped.items()}


def _spans(rows: Sequence[LevelDefinition]) -> list[Span]:
    spans = []
    for row, successor in zip(rows, [*rows[1:], None], strict=True):
        ends = None
        if row.valid_to is not None:
            follows = successor is not None and successor.valid_from == row.valid_to + DAY
            zone = successor.time_zone if successor is not None and follows else row.time_zone
            ends = start_of_day(row.valid_to + DAY, str(zone))
        starts = start_of_day(row.valid_from, str(row.time_zone))
        spans.append(Span(row, row.valid_from, row.valid_to, starts, ends))
    return spans
