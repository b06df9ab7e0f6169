"""Ivan's systems send measurements; each batch is stored whole, counted exactly, or refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest

from accounts.models import Organization
from accounts.tenancy import tenant
from sourcing.batch_reading import BadRow, BatchForm, RowsRefused, Taken
from sourcing.models import DailyTally, DirtyDay, Measurement, ServiceLevel
from sourcing.services.measurements import take_measurements
from tests.cast import Cast
from tests.measurements.levels import make_engagement, make_level

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def uptime(cast: Cast) -> ServiceLevel:
    """Availability in New York's days."""
    return make_level(make_engagement(cast.harbor), "uptime")


def send(organization: Organization, rows: list[dict[str, Any]], *, partial: bool = False) -> Taken:
    with tenant(organization):
        return take_measurements(
            body=orjson.dumps(rows), form=BatchForm.JSON, now=NOW, partial=partial
        )


def counts(of: ServiceLevel, **more: Any) -> dict[str, Any]:
    return {
        "engagement": "desk",
        "level": of.key,
        "reference": "probe-1",
        "moment": "2026-06-01T12:00:00Z",
        "good": "59.5",
        "total": 60,
        **more,
    }


def tallies(level: ServiceLevel) -> Any:
    with tenant(level.organization):
        assert not DirtyDay.objects.exists()
        return list(
            DailyTally.objects.filter(service_level=level)
            .order_by("day")
            .values_list("day", "count", "good", "total", "value", "outage_minutes")
        )


def test_a_batch_is_counted_in_the_levels_own_days(uptime: ServiceLevel) -> None:
    """Three in the morning in UTC is still the day before in New York."""
    rows = [
        counts(uptime, reference="a"),
        counts(uptime, reference="b", moment="2026-06-02T03:00:00Z", good=60),
        counts(uptime, reference="c", moment="2026-06-02T03:00:00-04:00", good=0),
    ]
    assert send(uptime.organization, rows) == Taken(3, 3, 0, 0, 0)
    assert tallies(uptime) == [
        (date(2026, 6, 1), 2, Decimal("119.5"), 120, 0, 0),
        (date(2026, 6, 2), 1, 0, 60, 0, 0),
    ]


def test_the_same_rows_again_change_nothing_and_other_figures_correct(uptime: ServiceLevel) -> None:
    rows = [counts(uptime, reference="a"), counts(uptime, reference="b", good=60)]
    send(uptime.organization, rows)
    assert send(uptime.organization, rows) == Taken(2, 0, 0, 2, 0)
    rows[1]["good"] = 30
    assert send(uptime.organization, [*rows, counts(uptime, reference="c")]) == Taken(3, 1, 1, 1, 0)
    assert tallies(uptime) == [(date(2026, 6, 1), 3, Decimal(149), 180, 0, 0)]


def test_a_reference_keeps_its_moment(uptime: ServiceLevel) -> None:
    send(uptime.organization, [counts(uptime)])
    moved = counts(uptime, moment="2026-05-01T12:00:00Z")
    with pytest.raises(RowsRefused) as refused:
        send(uptime.organization, [moved, counts(uptime, reference="new")])
    assert refused.value.taken.errors == (
        BadRow(
            1,
            "moment",
            "2026-05-01T12:00:00+00:00",
            "2026-06-01T12:00:00+00:00, as first sent; it can't move",
        ),
    )
    assert tallies(uptime) == [(date(2026, 6, 1), 1, Decimal("59.5"), 60, 0, 0)]


def test_good_and_bad_rows_together(uptime: ServiceLevel) -> None:
    """Nothing is stored of a batch with a bad row, unless the sender asks for the good ones."""
    rows: list[Any] = [
        counts(uptime, reference="good"),
        counts(uptime, reference="nobody's", level="unknown"),
        counts(uptime, reference="year 1", moment="0001-01-01T00:00:00Z"),
        counts(uptime, reference="tomorrow", moment="2026-07-01T00:00:00Z"),
        counts(uptime, reference="no zone", moment="2026-06-01T12:00:00"),
        counts(uptime, reference="not a number", good="NaN"),
        counts(uptime, reference="huge", good="1e999999999"),
        counts(uptime, reference="negative", good=-1),
        counts(uptime, reference="more than all", good=61),
        counts(uptime, reference="good"),
        {**counts(uptime, reference="a value", value=3), "good": None, "total": None},
        counts(uptime, reference="", extra=1),
        "nonsense",
    ]
    with pytest.raises(RowsRefused):
        send(uptime.organization, rows)
    assert tallies(uptime) == []
    taken = send(uptime.organization, rows, partial=True)
    assert (taken.received, taken.new, taken.refused) == (13, 1, 12)
    assert [(error.row, error.field, error.value) for error in taken.errors] == [
        (2, "level", "desk unknown"),
        (3, "moment", "0001-01-01T00:00:00+00:00"),
        (4, "moment", "2026-07-01T00:00:00+00:00"),
        (5, "moment", "2026-06-01T12:00:00"),
        (6, "good", "NaN"),
        (7, "good", "1E+999999999"),
        (8, "good", "-1"),
        (9, "good", "61"),
        (10, "reference", "good"),
        (11, "value", "3"),
        (12, "reference", ""),
        (12, "extra", "1"),
        (13, "", "nonsense"),
    ]
    assert taken.errors[8].expected == "each reference of a level once in a batch; row 1 has it"
    assert tallies(uptime) == [(date(2026, 6, 1), 1, Decimal("59.5"), 60, 0, 0)]


def test_durations_need_the_levels_unit_and_are_not_negative(cast: Cast) -> None:
    level = make_level(
        make_engagement(cast.harbor),
        "answer",
        indicator="mean",
        unit="minutes",
        direction="lower",
        expected=15,
        minimum=30,
    )
    row = {"engagement": "desk", "level": "answer", "moment": "2026-06-01T12:00:00Z"}
    taken = send(
        cast.harbor,
        [
            {**row, "reference": "a", "value": "12.25", "unit": "minutes"},
            {**row, "reference": "b", "value": 40, "unit": "minutes"},
            {**row, "reference": "c", "value": 40, "unit": "service_days"},
            {**row, "reference": "d", "value": 40},
            {**row, "reference": "e", "value": -40, "unit": "minutes"},
        ],
        partial=True,
    )
    assert [(error.row, error.field, error.expected) for error in taken.errors] == [
        (3, "unit", "minutes, the unit of this service level"),
        (4, "unit", "minutes, the unit of this service level"),
        (5, "value", "0 or more"),
    ]
    assert tallies(level) == [(date(2026, 6, 1), 2, 0, 0, Decimal("52.25"), 0)]


def test_items_within_a_threshold_are_the_good_ones(cast: Cast) -> None:
    level = make_level(
        make_engagement(cast.harbor),
        "p1",
        indicator="ratio",
        threshold_minutes=15,
        expected=95,
        minimum=90,
    )
    row = {"engagement": "desk", "level": "p1", "moment": "2026-06-01T12:00:00Z", "unit": "minutes"}
    values = [5, 15, "15.01", 90]
    send(cast.harbor, [{**row, "reference": str(v), "value": v} for v in values])
    assert tallies(level) == [(date(2026, 6, 1), 4, 2, 4, Decimal("125.01"), 0)]


def test_an_outage_is_split_by_day_and_a_corrected_one_leaves_its_days(
    uptime: ServiceLevel,
) -> None:
    """Two outages that overlap count once."""
    outage = {
        "service_level": str(uptime.pk),
        "reference": "INC-1",
        "moment": "2026-06-01T22:00:00-04:00",
        "ends_at": "2026-06-03T01:00:00-04:00",
    }
    send(uptime.organization, [outage])
    assert tallies(uptime) == [
        (date(2026, 6, 1), 1, 0, 0, 0, 120),
        (date(2026, 6, 2), 0, 0, 0, 0, 1440),
        (date(2026, 6, 3), 0, 0, 0, 0, 60),
    ]
    outage["ends_at"] = "2026-06-01T23:00:00-04:00"
    other = {**outage, "reference": "INC-2", "ends_at": "2026-06-01T22:30:00-04:00"}
    assert send(uptime.organization, [outage, other]) == Taken(2, 1, 1, 0, 0)
    assert tallies(uptime) == [(date(2026, 6, 1), 2, 0, 0, 0, 60)]


def test_another_organizations_level_is_unknown(cast: Cast, uptime: ServiceLevel) -> None:
    with pytest.raises(RowsRefused) as refused:
        send(cast.rival, [counts(uptime, service_level=str(uptime.pk))])
    (error,) = refused.value.taken.errors
    assert error == BadRow(
        1, "service_level", str(uptime.pk), "a service level of this organization"
    )
    with tenant(uptime.organization):
        assert not Measurement.objects.exists()
