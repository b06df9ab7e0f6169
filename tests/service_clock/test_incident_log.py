"""The clock on a published incident log: each figure was counted independently."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from sourcing.item_clock import Clock, Elapsed, elapsed
from sourcing.item_events import ReopenWindow, histories
from sourcing.work_item_file import read_work_items
from sourcing.work_item_mapping_file import load_work_item_mapping
from sourcing.work_item_rows import WorkItemRecords
from teams.calendar_text import parse_calendar
from teams.clock import Timetable

FILE = Path(__file__).parents[2] / "sample_data" / "incidents" / "incident-log.csv.gz"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DESK = Timetable(parse_calendar("Mon-Fri 09:00-18:00 UTC"))


@cache
def incidents() -> WorkItemRecords:
    return read_work_items(FILE, load_work_item_mapping("servicenow"), not_after=NOW)


@cache
def measured() -> dict[str, list[Elapsed]]:
    """By priority."""
    found: dict[str, list[Elapsed]] = {}
    for record in incidents().items:
        (item,) = histories(record.events)
        assert record.priority
        found.setdefault(record.priority, []).append(elapsed(item, Clock.RESOLUTION, DESK, NOW))
    return found


def percentile(figures: list[timedelta], share: float) -> float:
    """In minutes, interpolated linearly between the neighbours."""
    ordered = sorted(figures)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    between = (ordered[above] - ordered[below]) * (place - below)
    return round((ordered[below] + between) / MINUTE, 2)


def test_every_row_is_read() -> None:
    records = incidents()
    assert (len(records.items), records.rows) == (438, 2_988)
    assert (records.error_count, records.refused_items) == (0, 0)


def test_the_sums() -> None:
    figures = [figure for of_priority in measured().values() for figure in of_priority]
    assert len(figures) == 438
    assert sum((f.wall for f in figures), timedelta()) == 3_579_675 * MINUTE
    assert sum((f.service for f in figures), timedelta()) == 1_023_051 * MINUTE


@pytest.mark.parametrize(
    ("priority", "items", "p50_net", "p90_net", "p90_business"),
    [
        ("1 - Critical", 7, 2_950.00, 24_758.60, 6_866.60),
        ("2 - High", 20, 1_499.50, 9_809.60, 2_490.90),
        ("3 - Moderate", 370, 2_584.00, 21_801.30, 6_055.50),
        ("4 - Low", 41, 1_397.00, 8_701.00, 2_221.00),
    ],
)
def test_percentiles_by_priority(
    priority: str, items: int, p50_net: float, p90_net: float, p90_business: float
) -> None:
    figures = measured()[priority]
    wall, service = [f.wall for f in figures], [f.service for f in figures]
    assert len(figures) == items
    assert percentile(wall, 0.5) == p50_net
    assert percentile(wall, 0.9) == p90_net
    assert percentile(service, 0.9) == p90_business


@pytest.mark.parametrize(("hours", "within"), [(24, 239), (45, 306)])
def test_moderate_incidents_within_service_hours(hours: int, within: int) -> None:
    limit = timedelta(hours=hours)
    assert sum(figure.service <= limit for figure in measured()["3 - Moderate"]) == within


def test_two_incidents_were_reopened_too_late_for_a_window_of_five_service_days() -> None:
    """The mapping keeps them as they were numbered; with the window they would be new items."""
    window = ReopenWindow(DESK, timedelta(hours=45))
    late = [r.reference for r in incidents().items if len(histories(r.events, window)) == 2]
    assert late == ["INC0000558", "INC0001068"]
