"""Results from open to final, and what comes after; exact figures."""

import json
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import tenant
from sourcing.models import DailyTally, PeriodResult, ServiceLevel
from sourcing.services.judging import Judged, judge_levels
from sourcing.tasks import judge_everywhere
from teams.models import CalendarDay, ServiceCalendar
from tests.cast import Cast
from tests.risk.records import make_engagement, make_vendor
from tests.service_levels.judged import APRIL, JUNE, MAY, NOW, at, make_level, measure, result_of

PeriodResultEvent = apps.get_model("sourcing", "PeriodResultEvent")


def judge(cast: Cast, as_of: date | None = None) -> Judged:
    return judge_levels(organization=cast.harbor, now=NOW, as_of=as_of)


@pytest.fixture
def uptime(cast: Cast) -> ServiceLevel:
    """99.95 % in April, 99.7 % in May, 99.2 % so far in June."""
    with tenant(cast.harbor):
        level = make_level()
        measure(level, date(2026, 4, 10), 9995)
        measure(level, date(2026, 5, 10), 9970)
        measure(level, date(2026, 6, 10), 9920)
    return level


def test_each_period_is_judged_by_its_figure_and_has_the_state_of_the_day(
    cast: Cast, uptime: ServiceLevel
) -> None:
    assert judge(cast, date(2026, 6, 8)) == Judged(
        levels=1, periods=3, new=3, changed=0, revised=0, final=1
    )
    with tenant(cast.harbor):
        found = [
            (row.first_day, row.state, row.outcome, row.attained, row.is_default)
            for row in PeriodResult.objects.order_by("first_day")
        ]
    assert found == [
        (APRIL, "final", "met", Decimal("99.95"), False),
        (MAY, "preliminary", "missed_expected", Decimal("99.7"), False),
        (JUNE, "open", "missed_minimum", Decimal("99.2"), True),
    ]


def test_a_result_tells_its_counts_and_every_step(cast: Cast, uptime: ServiceLevel) -> None:
    judge(cast)
    with tenant(cast.harbor):
        may = result_of(uptime, MAY)
    assert (may.numerator, may.denominator) == (Decimal(9970), Decimal(10_000))
    assert may.sample == 1
    # Ten business days after Sunday, 31 May.
    assert may.final_from == date(2026, 6, 12)
    assert may.steps == [
        "Measured: 9,970 good of 10,000 service minutes: 99.7 %.",
        "Expected: at least 99.9 %. With 99.7 % it is missed.",
        "Minimum: at least 99.5 %. With 99.7 % it is met.",
    ]


def test_judging_twice_changes_nothing_not_even_history(cast: Cast, uptime: ServiceLevel) -> None:
    judge(cast)
    with tenant(cast.harbor):
        before = list(PeriodResult.objects.order_by("pk").values())
        events = PeriodResultEvent.objects.count()
    again = judge_levels(organization=cast.harbor, now=NOW + timedelta(hours=1))
    assert again == Judged(levels=1, periods=3, new=0, changed=0, revised=0, final=0)
    with tenant(cast.harbor):
        assert list(PeriodResult.objects.order_by("pk").values()) == before
        assert PeriodResultEvent.objects.count() == events == 3


def test_a_preliminary_result_follows_its_data_and_is_frozen_on_its_day(
    cast: Cast, uptime: ServiceLevel
) -> None:
    judge(cast, date(2026, 6, 11))
    with tenant(cast.harbor):
        measure(uptime, date(2026, 5, 11), 10_000)
    judge(cast, date(2026, 6, 11))
    with tenant(cast.harbor):
        may = result_of(uptime, MAY)
    assert (may.state, may.attained, may.revision) == ("preliminary", Decimal("99.85"), 1)
    assert judge(cast, date(2026, 6, 12)).final == 1
    with tenant(cast.harbor):
        may = result_of(uptime, MAY)
    assert (may.state, may.final_at, may.computed_at) == ("final", NOW, NOW)


def test_data_after_final_makes_a_revision_and_the_earlier_one_stays(
    cast: Cast, uptime: ServiceLevel
) -> None:
    judge(cast)
    with tenant(cast.harbor):
        measure(uptime, date(2026, 4, 11), 9900)
    assert judge(cast) == Judged(levels=1, periods=3, new=0, changed=0, revised=1, final=1)
    with tenant(cast.harbor):
        revisions = [
            (row.revision, row.is_latest, row.outcome, row.attained, row.revision_reason)
            for row in PeriodResult.objects.filter(first_day=APRIL).order_by("revision")
        ]
    assert revisions == [
        (1, False, "met", Decimal("99.95"), ""),
        (
            2,
            True,
            "missed_minimum",
            Decimal("99.475"),
            "Data arrived or was corrected after the result was final.",
        ),
    ]
    assert judge(cast).revised == 0


def test_an_approved_exclusion_after_final_says_so_in_the_revision(
    cast: Cast, uptime: ServiceLevel
) -> None:
    judge(cast)
    with tenant(cast.harbor):
        measure(uptime, date(2026, 5, 10), 9970, 9970)
        DailyTally.objects.filter(day=date(2026, 5, 10)).update(excluded=1)
    judge(cast)
    with tenant(cast.harbor):
        may = result_of(uptime, MAY)
    assert (may.revision, may.outcome, may.excluded) == (2, "met", 1)
    assert may.revision_reason == "What is excluded changed after the result was final."


def test_what_retention_removed_revises_nothing(cast: Cast, uptime: ServiceLevel) -> None:
    judge(cast)
    with tenant(cast.harbor):
        DailyTally.objects.filter(day__lt=MAY).delete()
    assert judge(cast).revised == 0


def test_the_fourth_miss_is_a_default_and_a_revision_of_the_first_takes_it_back(
    cast: Cast,
) -> None:
    with tenant(cast.harbor):
        level = make_level(valid_from=date(2026, 1, 1))
        for month in range(1, 5):
            measure(level, date(2026, month, 5), 9970)
    judge(cast)
    with tenant(cast.harbor):
        april = result_of(level, APRIL)
        assert (april.is_default, april.default_reason) == (True, "repetition")
        measure(level, date(2026, 1, 5), 10_000)
    assert judge(cast).revised == 2
    with tenant(cast.harbor):
        april = result_of(level, APRIL)
    assert (april.revision, april.is_default) == (2, False)
    assert april.revision_reason == (
        "An earlier period was revised, and with it how often the target was missed."
    )


def test_no_data_is_neither_met_nor_missed_unless_the_contract_says_so(cast: Cast) -> None:
    with tenant(cast.harbor):
        engagement = make_engagement("HELP", make_vendor())
        silent = make_level("silent", engagement, valid_from=MAY)
        deemed = make_level(
            "deemed", engagement, valid_from=MAY, no_data_policy="deemed_default", ramp_up_periods=1
        )
    judge(cast)
    with tenant(cast.harbor):
        quiet, counted = result_of(silent, MAY), result_of(deemed, MAY)
    assert (quiet.outcome, quiet.attained, quiet.is_default) == ("no_data", None, False)
    assert (counted.outcome, counted.default_reason) == ("no_data", "deemed")
    assert counted.steps[-1] == "Period 1 of the 1 in ramp-up: no credit is due."


def test_holidays_of_the_calendar_put_off_the_day_of_final(cast: Cast) -> None:
    with tenant(cast.harbor):
        calendar = ServiceCalendar.objects.create(name="Desk", time_zone="Europe/London")
        CalendarDay.objects.create(calendar=calendar, day=date(2026, 6, 8), reason="Harbour day")
        level = make_level(valid_from=MAY, calendar=calendar)
    judge(cast)
    with tenant(cast.harbor):
        assert result_of(level, MAY).final_from == date(2026, 6, 15)


def test_levels_cost_no_queries_of_their_own(cast: Cast) -> None:
    with tenant(cast.harbor):
        engagement = make_engagement("HELP", make_vendor())
        make_level("one", engagement)
    with CaptureQueriesContext(connection) as few:
        judge(cast)
    with tenant(cast.harbor):
        for number in range(20):
            make_level(f"level-{number}", engagement)
    with CaptureQueriesContext(connection) as many:
        assert judge(cast).new == 60
    assert len(many) <= len(few)


@pytest.mark.usefixtures("alone")
def test_the_command_and_the_job_judge_and_rival_is_left_alone(
    cast: Cast, uptime: ServiceLevel
) -> None:
    with tenant(cast.rival):
        make_level()
    out = StringIO()
    call_command(
        "judge", organization=cast.harbor.slug, as_of=date(2026, 6, 8), json=True, stdout=out
    )
    assert json.loads(out.getvalue()) == {
        cast.harbor.slug: {
            "levels": 1,
            "periods": 3,
            "new": 3,
            "changed": 0,
            "revised": 0,
            "final": 1,
            "credits": {
                "added": 0,
                "changed": 0,
                "dropped": 0,
                "earned_back": 0,
                "expired": 0,
                "not_credited": 0,
            },
        }
    }
    with tenant(cast.rival):
        assert not PeriodResult.objects.exists()
    judge_everywhere()
    with tenant(cast.rival):
        assert PeriodResult.objects.count() == 3


def test_a_percentile_is_judged_from_its_values(cast: Cast) -> None:
    with tenant(cast.harbor):
        level = make_level(
            indicator="percentile",
            percentile=Decimal(90),
            direction="lower",
            unit="minutes",
            expected=Decimal(36),
            minimum=Decimal(60),
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT longshore_make_measurement_months('2026-04-01', '2026-04-30')")
            cursor.executemany(
                "INSERT INTO sourcing_measurement (organization_id, service_level_id, moment,"
                " reference, value, received_at) VALUES (%s, %s, %s, %s, %s, %s)",
                [
                    (cast.harbor.pk, level.pk, at(date(2026, 4, day)), str(day), 10 * day, NOW)
                    for day in range(1, 5)
                ],
            )
    call_command("judge", organization=cast.harbor.slug, as_of=date(2026, 6, 8))
    with tenant(cast.harbor):
        result = result_of(level, APRIL)
    # Interpolated between 30 and 40 at 0.9 x 3 = 2.7 of the way.
    assert (result.attained, result.outcome) == (Decimal(37), "missed_expected")
