"""Single measurements go after their time; sums and results stay, and nothing counts anew wrong."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from accounts.models import Organization
from accounts.retention import add_months, kept_since
from accounts.tenancy import tenant
from risk.services.retention import apply_retention
from sourcing.batch_reading import BatchForm, RowsRefused
from sourcing.models import (
    DailyTally,
    DirtyDay,
    Exclusion,
    ExclusionState,
    Measurement,
    PeriodResult,
    ServiceLevel,
)
from sourcing.selectors.measurement_months import MONTHS_AHEAD, months_ahead
from sourcing.services import measurement_months, retention
from sourcing.services.exclusions import decide_exclusion
from sourcing.services.judging import judge_levels
from sourcing.services.measurement_months import drop_empty_months, make_months_ahead
from sourcing.services.measurements import take_measurements
from sourcing.services.rollups import roll_up_again
from sourcing.tasks import keep_measurement_months
from tests.cast import Cast
from tests.measurements.levels import make_engagement, make_level
from tests.tenancy import catalogue
from vendors.services.refusals import Refused

#: The database compares with its own clock, so the stories are told from now on back.
NOW = timezone.now()
EDGE = kept_since(NOW, 15)
HOUR = timedelta(hours=1)


def level_of(cast: Cast, key: str = "uptime", **terms: Any) -> ServiceLevel:
    given = {"time_zone": "America/New_York", "valid_from": date(2020, 1, 1), **terms}
    return make_level(make_engagement(cast.harbor, key), key, **given)


def send(level: ServiceLevel, reference: str, moment: datetime, **figures: Any) -> None:
    row = {
        "service_level": str(level.pk),
        "reference": reference,
        "moment": moment.isoformat(),
        **(figures or {"good": 59, "total": 60}),
    }
    with tenant(level.organization_id):
        take_measurements(body=orjson.dumps([row]), form=BatchForm.JSON, now=NOW)


def keep(organization: Organization, months: int | None) -> None:
    with tenant(organization):
        Organization.objects.filter(pk=organization.pk).update(keep_measurements_months=months)
    organization.refresh_from_db()


def remove(organization: Organization, *, dry_run: bool = False) -> int:
    gone = apply_retention(organization=organization, now=NOW, dry_run=dry_run)
    return sum(one.count for one in gone if one.kind == "measurements")


def references(organization: Organization) -> list[str]:
    with tenant(organization):
        return sorted(Measurement.objects.values_list("reference", flat=True))


def tallies(organization: Organization) -> list[Any]:
    with tenant(organization):
        assert not DirtyDay.objects.exists()
        return list(DailyTally.objects.order_by("service_level", "day").values_list())


def test_only_old_rows_go_in_batches_and_their_sums_stay(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outage that ends after the edge stays whole, and so does the other organization's row."""
    monkeypatch.setattr(retention, "MEASUREMENTS_BATCH", 2)
    level, other = level_of(cast), level_of(cast, "other")
    theirs = make_level(make_engagement(cast.rival), "theirs", valid_from=date(2020, 1, 1))
    for number in range(3):
        send(level, f"old-{number}", EDGE - (number + 1) * HOUR)
    send(other, "old", EDGE - HOUR)
    send(theirs, "their old", EDGE - HOUR)
    send(level, "outage", EDGE - HOUR, ends_at=(EDGE + HOUR).isoformat())
    send(level, "young", EDGE)
    before = tallies(cast.harbor)
    assert remove(cast.harbor) == 0, "kept for ever without a setting"
    keep(cast.harbor, 15)
    assert remove(cast.harbor, dry_run=True) == 4
    assert remove(cast.harbor) == 4
    assert references(cast.harbor) == ["outage", "young"]
    assert references(cast.rival) == ["their old"]
    assert remove(cast.harbor) == 0
    with tenant(cast.harbor):
        roll_up_again([level.pk, other.pk])
    assert tallies(cast.harbor) == before


def test_what_was_removed_takes_no_more_rows_whatever_the_setting_becomes(cast: Cast) -> None:
    level = level_of(cast)
    send(level, "old", EDGE - HOUR)
    keep(cast.harbor, 15)
    remove(cast.harbor)
    keep(cast.harbor, None)
    with pytest.raises(RowsRefused) as refused:
        send(level, "late", EDGE + 47 * HOUR)
    (error,) = refused.value.taken.errors
    since = EDGE + timedelta(days=2)
    assert error.expected == f"a moment from {since:%Y-%m-%d} to {NOW:%Y-%m-%d %H:%M} UTC"
    before = tallies(cast.harbor)
    send(level, "in time", since)
    added = [tally for tally in tallies(cast.harbor) if tally not in before]
    assert [(count, good) for _, _, _, count, good, *_ in added] == [(1, 59)]
    assert len(tallies(cast.harbor)) == len(before) + 1


def test_final_results_stay_as_they_were_judged_also_percentiles(cast: Cast) -> None:
    """Half a month of values is gone: what is left would give another percentile."""
    uptime = level_of(cast)
    answer = level_of(
        cast, "answer", indicator="percentile", percentile=Decimal(90), direction="lower",
        unit="minutes", expected=Decimal(36), minimum=Decimal(60),
        valid_from=add_months(_month_of_edge(), -1),
    )  # fmt: skip
    moments = [EDGE - HOUR, EDGE + 49 * HOUR]
    for number, moment in enumerate(moments):
        send(uptime, str(number), moment)
        send(answer, str(number), moment, value=10 * (number + 1), unit="minutes")
    judge_levels(organization=cast.harbor, now=NOW)

    def results() -> list[Any]:
        with tenant(cast.harbor):
            rows = PeriodResult.objects.order_by("service_level", "first_day", "revision")
            return list(rows.values())

    before = results()
    keep(cast.harbor, 15)
    assert remove(cast.harbor) == 2
    with tenant(cast.harbor):
        roll_up_again([uptime.pk, answer.pk])
    judged = judge_levels(organization=cast.harbor, now=NOW)
    assert (judged.new, judged.changed, judged.revised) == (0, 0, 0)
    assert results() == before
    assert all(row["steps"] for row in before if row["attained"] is not None)


def test_an_exclusion_of_what_was_removed_is_refused_with_a_reason(cast: Cast) -> None:
    level = level_of(cast)
    send(level, "old", EDGE - HOUR)
    with tenant(cast.harbor):
        claim = Exclusion.objects.create(
            service_level=level,
            starts_at=EDGE - 2 * HOUR,
            ends_at=EDGE,
            cause="maintenance",
            reason="Agreed in the change board.",
            claimed_on=NOW.date(),
        )
    keep(cast.harbor, 15)
    remove(cast.harbor)
    with pytest.raises(Refused, match=f"Measurements up to {EDGE:%Y-%m-%d} were removed"):
        decide_exclusion(
            exclusion_id=claim.pk, to=ExclusionState.APPROVED, actor=cast.omar, now=NOW
        )
    refused = decide_exclusion(
        exclusion_id=claim.pk,
        to=ExclusionState.REFUSED,
        actor=cast.omar,
        now=NOW,
        reason="Too late.",
    )
    assert refused.state == ExclusionState.REFUSED


def test_the_job_makes_protected_months_ahead_and_a_late_one_loses_no_row(cast: Cast) -> None:
    level = level_of(cast)
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_table(NOW.date())}")
        cursor.execute(f"DROP TABLE IF EXISTS {_table(add_months(NOW.date(), 2))}")
    assert months_ahead(NOW.date()) <= 1
    send(level, "first of its month", NOW)
    assert references(cast.harbor) == ["first of its month"]
    keep_measurement_months()
    assert months_ahead(NOW.date()) == MONTHS_AHEAD == 3
    make_months_ahead(today=NOW.date())
    assert catalogue.unprotected_tables() == []


def test_an_old_month_is_dropped_once_it_is_empty(cast: Cast) -> None:
    """With a row of anybody it stays; the application's role itself can drop nothing."""
    level = level_of(cast, valid_from=date(2001, 1, 1))
    theirs = make_level(make_engagement(cast.rival), "theirs", valid_from=date(2001, 1, 1))
    old = datetime(2001, 5, 10, 12, tzinfo=UTC)
    send(level, "ours", old)
    send(theirs, "theirs", old)
    keep(cast.harbor, 15)
    remove(cast.harbor)
    _vacuum(_table(old.date()))
    drop_empty_months()
    assert references(cast.rival) == ["theirs"]
    keep(cast.rival, 15)
    remove(cast.rival)
    assert _is_there(_table(old.date())), "its pages are only given back by VACUUM"
    with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic():
        connection.cursor().execute(f"DROP TABLE {_table(old.date())}")
    _vacuum(_table(old.date()))
    assert drop_empty_months() >= 1
    assert not _is_there(_table(old.date()))
    assert _is_there(_table(NOW.date()))
    assert drop_empty_months() == 0


def test_dropping_gives_up_where_measurements_are_busy(cast: Cast) -> None:
    old = date(2001, 6, 1)
    measurement_months.make_months(old, old)
    with connections["owner"].cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE sourcing_measurement IN ROW EXCLUSIVE MODE")
        assert drop_empty_months() == 0
        cursor.execute("ROLLBACK")
    assert drop_empty_months() >= 1


def _month_of_edge() -> date:
    return EDGE.date().replace(day=1)


def _table(day: date) -> str:
    return f"sourcing_measurement_{day:%Y_%m}"


def _is_there(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
        return bool((cursor.fetchone() or (False,))[0])


def _vacuum(table: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"VACUUM {table}")
