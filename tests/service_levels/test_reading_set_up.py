"""What people set up, as the clock and the judge read it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import tenant
from sourcing.models import Engagement, LevelDefinition, ServiceLevel
from sourcing.selectors.definitions import (
    definition_of,
    definitions_in_force,
    service_day_of,
    timetable_of,
    timetables_of,
)
from sourcing.service_levels.definition import (
    Definition,
    Direction,
    Indicator,
    LevelClass,
    RepetitionRule,
    RoundingMode,
    RoundingRule,
    Unit,
)
from teams.models import (
    CalendarDay,
    CalendarHours,
    CalendarYear,
    ServiceCalendar,
    ServiceWindow,
)
from teams.selectors.calendars import calendar_of, calendars_of
from teams.service_calendar import Calendar, Hours, Window
from tests.cast import Cast
from vendors.models import Vendor

WARSAW = ZoneInfo("Europe/Warsaw")
NINE, SIX = time(9), time(18)


def desk_hours(name: str = "Desk") -> ServiceCalendar:
    """Monday to Friday 09:00–18:00 in Warsaw from 2026 on; two holidays, one of them worked."""
    calendar = ServiceCalendar.objects.create(name=name, time_zone=WARSAW, holiday_country="PL")
    hours = CalendarHours.objects.create(calendar=calendar, valid_from=date(2026, 1, 1))
    for weekday in range(1, 6):
        ServiceWindow.objects.create(hours=hours, weekday=weekday, starts=NINE, ends=SIX)
    CalendarYear.objects.create(
        calendar=calendar,
        year=2026,
        days=[
            {"date": "2026-05-01", "name": "Labour Day"},
            {"date": "2026-11-11", "name": "Independence Day"},
        ],
        taken_at=datetime(2026, 1, 1, tzinfo=UTC),
        source="holidays 0.1",
    )
    CalendarDay.objects.create(
        calendar=calendar, day=date(2026, 11, 11), is_off=False, reason="Go-live"
    )
    CalendarDay.objects.create(calendar=calendar, day=date(2026, 12, 24), reason="Office closed")
    return calendar


@pytest.fixture
def level(cast: Cast) -> ServiceLevel:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        engagement = Engagement.objects.create(
            key="DESK", name="Service desk", vendor=vendor, operating_model="vendor"
        )
        return ServiceLevel.objects.create(engagement=engagement, key="P2", name="P2 resolution")


def define(level: ServiceLevel, **said: object) -> LevelDefinition:
    fields: dict[str, object] = {
        "service_level": level,
        "valid_from": date(2026, 1, 1),
        "indicator": "ratio",
        "expected": Decimal(90),
        "minimum": Decimal(80),
        "time_zone": WARSAW,
    }
    return LevelDefinition.objects.create(**{**fields, **said})


def test_a_calendar_has_the_librarys_holidays_less_and_plus_its_own_days(cast: Cast) -> None:
    with tenant(cast.harbor):
        assert calendar_of(desk_hours()) == Calendar(
            WARSAW,
            (Hours(date(2026, 1, 1), None, tuple(Window(n, NINE, SIX) for n in range(1, 6))),),
            frozenset({date(2026, 5, 1), date(2026, 12, 24)}),
        )


def test_many_calendars_take_as_many_queries_as_one(cast: Cast) -> None:
    with tenant(cast.harbor):
        ids = [desk_hours(name).pk for name in ("One", "Two", "Three")]
        counts = []
        for some in (ids[:1], ids):
            with CaptureQueriesContext(connection) as queries:
                found = calendars_of(some)
            assert set(found) == set(some)
            counts.append(len(queries))
    assert counts == [5, 5]
    with tenant(cast.rival):
        assert calendars_of(ids) == {}


def test_a_definition_reads_as_it_was_written(cast: Cast, level: ServiceLevel) -> None:
    with tenant(cast.harbor):
        row = define(
            level,
            threshold_service_days=Decimal(1),
            minimum_sample=20,
            small_sample_misses=1,
            rounding="half_up",
            repeat_misses=None,
        )
        row.refresh_from_db()
        assert definition_of(row) == Definition(
            level_class=LevelClass.CRITICAL,
            indicator=Indicator.RATIO,
            direction=Direction.HIGHER,
            unit=Unit.PERCENT,
            expected=Decimal(90),
            minimum=Decimal(80),
            time_zone="Europe/Warsaw",
            threshold=Decimal(1),
            threshold_unit=Unit.SERVICE_DAYS,
            minimum_sample_size=20,
            small_sample_misses=1,
            rounding=RoundingRule(RoundingMode.HALF_UP, 2),
            repetition=None,
        )
        row.threshold_service_days, row.threshold_minutes = None, Decimal(15)
        row.repeat_misses, row.repeat_periods = 3, 6
        again = definition_of(row)
        assert (again.threshold, again.threshold_unit) == (Decimal(15), Unit.MINUTES)
        assert again.repetition == RepetitionRule(3, 6)


def test_the_definition_in_force_is_the_one_whose_days_contain_the_day(
    cast: Cast, level: ServiceLevel
) -> None:
    with tenant(cast.harbor):
        old = define(level, valid_to=date(2026, 3, 31))
        new = define(level, valid_from=date(2026, 4, 1))
        assert definitions_in_force([level], date(2025, 12, 31)) == {}
        assert definitions_in_force([level], date(2026, 3, 31)) == {level.pk: old}
        assert definitions_in_force([level.pk], date(2026, 4, 1)) == {level.pk: new}


def test_a_service_day_is_nine_hours_at_the_desk_and_24_round_the_clock(
    cast: Cast, level: ServiceLevel
) -> None:
    friday_at_five = datetime(2026, 6, 5, 17, tzinfo=WARSAW)
    with tenant(cast.harbor):
        row = define(level, calendar=desk_hours())
        assert service_day_of(row) == timedelta(hours=9)
        due = timetable_of(row).due(friday_at_five, timedelta(hours=9))
        assert due == datetime(2026, 6, 8, 17, tzinfo=WARSAW)
        row.calendar = None
        assert service_day_of(row) == timedelta(hours=24)
        assert timetable_of(row).due(friday_at_five, timedelta(hours=9)) == (
            friday_at_five + timedelta(hours=9)
        )
        empty = ServiceCalendar.objects.create(name="Empty", time_zone=WARSAW)
        row.calendar = empty
        assert service_day_of(row) is None


def test_definitions_of_one_calendar_share_a_timetable(cast: Cast, level: ServiceLevel) -> None:
    with tenant(cast.harbor):
        calendar = desk_hours()
        define(level, calendar=calendar, valid_to=date(2026, 3, 31))
        define(level, calendar=calendar, valid_from=date(2026, 4, 1), valid_to=date(2026, 6, 30))
        define(level, valid_from=date(2026, 7, 1))
        rows = list(LevelDefinition.objects.order_by("valid_from"))
        made = timetables_of(rows)
        one, two, three = (made[row.pk] for row in rows)
        found = definitions_in_force([level], date(2026, 2, 1))
        with CaptureQueriesContext(connection) as queries:
            timetables_of(found.values())
    assert one is two
    assert three is not one
    assert len(queries) == 0
