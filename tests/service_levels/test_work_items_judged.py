"""Levels that are read from work items: shares and percentiles, lateness nobody reports, and what
becomes of the readings when the level's terms change. Exact figures."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import tenant
from sourcing.item_events import EventKind, PauseReason, StateEvent
from sourcing.models import ItemReading, PeriodResult, ServiceLevel
from sourcing.models.service_level import Source
from sourcing.services.definitions import begin_definition, change_definition
from sourcing.services.judging import Judged, judge_levels
from sourcing.services.work_items import ItemFacts, take_work_items
from teams.models import CalendarHours, ServiceCalendar, ServiceWindow
from tests.cast import Cast
from tests.service_levels.judged import MAY, make_level, result_of

STARTED, STOPPED = EventKind.STARTED, EventKind.STOPPED
PAUSED, RESUMED = EventKind.PAUSED, EventKind.RESUMED
FRIDAY = datetime(2026, 5, 29, 15, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 5, 29, 19, 59, tzinfo=UTC)
MONDAY = datetime(2026, 6, 1, 12, tzinfo=UTC)


def item(reference: str, *events: tuple[EventKind, int, int]) -> ItemFacts:
    """An item whose events are on these days of May, at these full hours UTC."""
    return ItemFacts(
        reference,
        tuple(
            StateEvent(
                datetime(2026, 5, on, hour, tzinfo=UTC),
                kind,
                PauseReason.CUSTOMER if kind is PAUSED else None,
            )
            for kind, on, hour in events
        ),
    )


#: 180, 420, 120 and 1,440 minutes, and one that is open since Friday noon.
ITEMS = (
    item("T-1", (STARTED, 4, 9), (STOPPED, 4, 12)),
    item("T-2", (STARTED, 5, 9), (STOPPED, 5, 16)),
    item("T-3", (STARTED, 6, 9), (PAUSED, 6, 10), (RESUMED, 6, 20), (STOPPED, 6, 21)),
    item("T-4", (STARTED, 7, 9), (STOPPED, 8, 9)),
    item("T-5", (STARTED, 29, 12)),
)


@pytest.fixture
def desk(cast: Cast) -> ServiceLevel:
    """95 % within eight hours round the clock, at least 50 %; five items, read on Friday."""
    with tenant(cast.harbor):
        level = make_level(
            "resolved",
            source=Source.WORK_ITEMS,
            valid_from=MAY,
            indicator="ratio",
            expected=Decimal(95),
            minimum=Decimal(50),
            threshold_minutes=Decimal(480),
        )
        take_work_items(engagement=level.engagement, items=ITEMS, now=FRIDAY)
    return level


def judge(cast: Cast, now: datetime) -> Judged:
    return judge_levels(organization=cast.harbor, now=now, as_of=now.date())


def may(level: ServiceLevel) -> dict[str, Any]:
    row: PeriodResult = result_of(level, MAY)
    return {
        "attained": row.attained,
        "good": row.numerator,
        "all": row.denominator,
        "outcome": row.outcome,
    }


def test_items_within_the_longest_time_are_the_good_ones(cast: Cast, desk: ServiceLevel) -> None:
    judge(cast, FRIDAY)
    with tenant(cast.harbor):
        assert may(desk) == {
            "attained": Decimal(75),
            "good": Decimal(3),
            "all": Decimal(4),
            "outcome": "missed_expected",
        }


def test_an_item_that_falls_due_without_news_counts_from_that_moment(
    cast: Cast, desk: ServiceLevel
) -> None:
    judge(cast, FRIDAY_EVENING)
    with tenant(cast.harbor):
        assert may(desk)["all"] == Decimal(4)
    judge(cast, MONDAY)
    with tenant(cast.harbor):
        assert may(desk) == {
            "attained": Decimal(60),
            "good": Decimal(3),
            "all": Decimal(5),
            "outcome": "missed_expected",
        }
        late = ItemReading.objects.get(item__reference="T-5")
        assert (late.due_at, late.counts_at, late.is_good, late.stopped_at) == (
            datetime(2026, 5, 29, 20, tzinfo=UTC),
            datetime(2026, 5, 29, 20, tzinfo=UTC),
            False,
            None,
        )
    again = judge(cast, MONDAY)
    assert (again.new, again.changed, again.revised) == (0, 0, 0)


def test_resolved_later_it_stays_in_the_month_in_which_it_fell_due(
    cast: Cast, desk: ServiceLevel
) -> None:
    judge(cast, MONDAY)
    with tenant(cast.harbor):
        done = ItemFacts("T-5", (*ITEMS[4].events, StateEvent(MONDAY, STOPPED)))
        take_work_items(engagement=desk.engagement, items=[done], now=MONDAY)
    judge(cast, MONDAY)
    with tenant(cast.harbor):
        assert (may(desk)["good"], may(desk)["all"]) == (Decimal(3), Decimal(5))
        row = ItemReading.objects.get(item__reference="T-5")
        assert (row.wall_minutes, row.stopped_at) == (Decimal(72 * 60), MONDAY)


def test_another_longest_time_is_another_share(cast: Cast, desk: ServiceLevel) -> None:
    judge(cast, MONDAY)
    with tenant(cast.harbor):
        definition = desk.definitions.get()
        definition.threshold_minutes = Decimal(360)
        change_definition(definition=definition, actor=cast.vera, now=MONDAY)
    judge(cast, MONDAY)
    with tenant(cast.harbor):
        assert may(desk) == {
            "attained": Decimal(40),
            "good": Decimal(2),
            "all": Decimal(5),
            "outcome": "missed_minimum",
        }


def test_only_hours_of_the_calendar_count_once_it_has_one(cast: Cast, desk: ServiceLevel) -> None:
    judge(cast, MONDAY)
    with tenant(cast.harbor):
        calendar = ServiceCalendar.objects.create(name="Mornings", time_zone="UTC")
        hours = CalendarHours.objects.create(calendar=calendar, valid_from=MAY)
        for weekday in range(1, 6):
            ServiceWindow.objects.create(
                hours=hours, weekday=weekday, starts=time(9), ends=time(13)
            )
        definition = desk.definitions.get()
        definition.calendar = calendar
        change_definition(definition=definition, actor=cast.vera, now=MONDAY)
        minutes = ItemReading.objects.order_by("item__reference").values_list(
            "wall_minutes", "service_minutes"
        )
        # The open one has an hour of Friday and three of Monday.
        shown = [(int(wall), int(service)) for wall, service in minutes]
        assert shown == [(180, 180), (420, 240), (120, 60), (1440, 240), (4320, 240)]
    judge(cast, MONDAY)
    with tenant(cast.harbor):
        assert (may(desk)["good"], may(desk)["all"]) == (Decimal(4), Decimal(4))


def test_a_new_definition_reads_what_counts_from_its_day_on(cast: Cast, desk: ServiceLevel) -> None:
    with tenant(cast.harbor):
        stricter = desk.definitions.get()
        stricter.pk, stricter.valid_from = None, date(2026, 5, 5)
        stricter.threshold_minutes = Decimal(150)
        begin_definition(definition=stricter, actor=cast.vera, now=FRIDAY)
        good = ItemReading.objects.order_by("item__reference").values_list("is_good", flat=True)
        # The first was resolved the day before, the last is open, with time left or not.
        assert list(good) == [True, False, True, False, False]


def test_a_percentile_of_what_items_took(cast: Cast) -> None:
    with tenant(cast.harbor):
        level = make_level(
            "p90",
            source=Source.WORK_ITEMS,
            valid_from=MAY,
            indicator="percentile",
            percentile=Decimal(90),
            direction="lower",
            unit="minutes",
            expected=Decimal(480),
            minimum=Decimal(1200),
        )
        take_work_items(engagement=level.engagement, items=ITEMS, now=FRIDAY)
    judge(cast, MONDAY)
    with tenant(cast.harbor):
        row = result_of(level, MAY)
        # Between the third and fourth of 120, 180, 420 and 1,440 minutes: 420 + 0.7 x 1,020.
        assert (row.attained, row.sample, row.outcome) == (Decimal(1134), 4, "missed_expected")


def test_many_late_items_take_no_more_queries_than_few(cast: Cast, desk: ServiceLevel) -> None:
    def queries(items: int, now: datetime) -> int:
        with tenant(cast.harbor):
            late = [item(f"L-{items}-{each}", (STARTED, 20, 9)) for each in range(items)]
            start = datetime(2026, 5, 20, 10, tzinfo=UTC)
            take_work_items(engagement=desk.engagement, items=late, now=start)
        with CaptureQueriesContext(connection) as captured:
            judge(cast, now)
        return len(captured)

    judge(cast, FRIDAY)
    assert queries(40, FRIDAY) == queries(2, FRIDAY)
