"""The periods of a level, from its first day on."""

from dataclasses import replace
from datetime import date

from sourcing.service_levels.periods import PeriodKind
from sourcing.service_levels.schedule import Version, schedule
from tests.pure.service_levels.levels import AVAILABILITY

LEVEL = AVAILABILITY
QUARTERLY = replace(LEVEL, period_kind=PeriodKind.QUARTER)


def spans(*versions: Version, until: date, retired_on: date | None = None) -> list[str]:
    return [
        f"{each.number}: {each.period.first_day} {each.period.last_day} v{each.version}"
        for each in schedule(versions, until, retired_on)
    ]


def test_months_adjoin_up_to_the_one_that_runs() -> None:
    assert spans(Version(LEVEL, date(2026, 4, 1)), until=date(2026, 6, 1)) == [
        "1: 2026-04-01 2026-04-30 v0",
        "2: 2026-05-01 2026-05-31 v0",
        "3: 2026-06-01 2026-06-30 v0",
    ]


def test_a_level_that_begins_inside_a_month_has_the_rest_of_it() -> None:
    assert spans(Version(LEVEL, date(2026, 5, 11)), until=date(2026, 6, 3)) == [
        "1: 2026-05-11 2026-05-31 v0",
        "2: 2026-06-01 2026-06-30 v0",
    ]


def test_a_period_keeps_the_version_at_its_start_and_the_next_one_has_the_new() -> None:
    old = Version(LEVEL, date(2026, 4, 1), date(2026, 5, 14))
    new = Version(QUARTERLY, date(2026, 5, 15))
    assert spans(old, new, until=date(2026, 8, 1)) == [
        "1: 2026-04-01 2026-04-30 v0",
        "2: 2026-05-01 2026-05-31 v0",
        "3: 2026-06-01 2026-06-30 v1",
        "4: 2026-07-01 2026-09-30 v1",
    ]


def test_between_versions_apart_there_is_no_period() -> None:
    old = Version(LEVEL, date(2026, 1, 1), date(2026, 1, 31))
    new = Version(LEVEL, date(2026, 3, 1))
    assert spans(old, new, until=date(2026, 3, 1)) == [
        "1: 2026-01-01 2026-01-31 v0",
        "2: 2026-03-01 2026-03-31 v1",
    ]


def test_rolling_days_begin_with_the_level() -> None:
    rolling = replace(LEVEL, period_kind=PeriodKind.ROLLING_DAYS, rolling_days=30)
    assert spans(Version(rolling, date(2026, 5, 11)), until=date(2026, 6, 10)) == [
        "1: 2026-05-11 2026-06-09 v0",
        "2: 2026-06-10 2026-07-09 v0",
    ]


def test_nothing_begins_after_the_last_day_or_before_the_first() -> None:
    level = Version(LEVEL, date(2026, 4, 1))
    assert spans(level, until=date(2026, 6, 30), retired_on=date(2026, 4, 20)) == [
        "1: 2026-04-01 2026-04-30 v0"
    ]
    assert spans(level, until=date(2026, 3, 31)) == []
