"""Vera sets up a level on its pages, types what the vendor reports, and reads how it stands."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accounts.tenancy import tenant
from sourcing.models import Engagement, LevelDefinition, PeriodResult, ServiceLevel, VendorReport
from tests.admin.conftest import SignIn
from tests.cast import Cast
from vendors.models import Vendor

DEFINITION = {
    "valid_from": "2026-01-01",
    "level_class": "critical",
    "indicator": "availability",
    "direction": "higher",
    "unit": "percent",
    "expected": "99.9",
    "minimum": "99.5",
    "rounding": "none",
    "decimals": "2",
    "minimum_sample": "0",
    "small_sample_misses": "0",
    "no_data_policy": "no_data",
    "period_kind": "month",
    "time_zone": "Asia/Kolkata",
    "report_due_days": "5",
    "final_after_days": "10",
    "repeat_periods": "12",
    "ramp_up_periods": "0",
    "item_clock": "resolution",
    "reopen_days": "5",
}


@pytest.fixture
def vera(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.vera)


def level_of(cast: Cast) -> ServiceLevel:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Data-Core Systems")
        engagement = Engagement.objects.create(
            key="DESK", name="Service desk", vendor=vendor, operating_model="vendor"
        )
        return ServiceLevel.objects.create(engagement=engagement, key="up", name="Availability")


def saved(client: Client, address: str, form: dict[str, str]) -> str:
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.context["errors"]
    return client.get(answer["Location"]).content.decode()


def test_vera_types_a_report_and_the_board_tells_of_the_default(cast: Cast, vera: Client) -> None:
    level = level_of(cast)
    assert "No definition" in vera.get("/sourcing/servicelevel/").content.decode()
    saved(
        vera,
        "/sourcing/leveldefinition/add/",
        {**DEFINITION, "service_level": str(level.pk)},
    )
    report = {
        "service_level": str(level.pk),
        "first_day": "2026-01-01",
        "attained": "99.4",
        "reported_on": "2026-02-03",
    }
    saved(vera, "/sourcing/vendorreport/add/", report)
    with tenant(cast.harbor):
        stored = VendorReport.objects.get()
        assert (stored.attained, stored.entered_by) == (Decimal("99.4"), cast.vera)
        result = PeriodResult.objects.get(first_day=date(2026, 1, 1))
        assert (result.outcome, result.is_default) == ("missed_minimum", True)
    page = vera.get(f"/sourcing/servicelevel/{level.pk}/change/").content.decode()
    assert "Below minimum" in page
    assert "99.4 %" in page


def test_targets_the_wrong_way_round_are_told_and_what_was_typed_stays(
    cast: Cast, vera: Client
) -> None:
    level = level_of(cast)
    form = {**DEFINITION, "service_level": str(level.pk), "expected": "99.1"}
    page = vera.post("/sourcing/leveldefinition/add/", form).content.decode()
    assert "The expected target must be at least as strict as the minimum." in page
    assert 'value="99.1"' in page
    with tenant(cast.harbor):
        assert not LevelDefinition.objects.exists()


def test_a_report_of_no_period_names_the_day_that_was_expected(cast: Cast, vera: Client) -> None:
    level = level_of(cast)
    saved(vera, "/sourcing/leveldefinition/add/", {**DEFINITION, "service_level": str(level.pk)})
    report = {
        "service_level": str(level.pk),
        "first_day": "2026-01-02",
        "attained": "99.4",
        "reported_on": "2026-02-03",
    }
    page = vera.post("/sourcing/vendorreport/add/", report).content.decode()
    assert "No period of Availability begins on 2026-01-02" in page
    with tenant(cast.harbor):
        assert not VendorReport.objects.exists()


def test_a_report_is_disputed_with_a_reason(cast: Cast, vera: Client) -> None:
    level = level_of(cast)
    slow = {"final_after_days": "60"}
    saved(
        vera,
        "/sourcing/leveldefinition/add/",
        {**DEFINITION, **slow, "service_level": str(level.pk)},
    )
    first = date(2026, 5, 1)
    report = {
        "service_level": str(level.pk),
        "first_day": first.isoformat(),
        "attained": "99.95",
        "reported_on": "2026-06-03",
    }
    saved(vera, "/sourcing/vendorreport/add/", report)
    with tenant(cast.harbor):
        stored = VendorReport.objects.get()
    address = f"/sourcing/vendorreport/{stored.pk}/change/"
    figures = {"attained": "99.95", "reported_on": "2026-06-03"}
    refused = vera.post(address, {**figures, "decision": "disputed"}).content.decode()
    assert "A dispute needs its reason." in refused
    said = {"decision": "disputed", "decision_reason": "Two outages are missing"}
    saved(vera, address, {**figures, **said})
    with tenant(cast.harbor):
        stored.refresh_from_db()
        assert (stored.decision, stored.decided_by) == ("disputed", cast.vera)
        result = PeriodResult.objects.get(first_day=first, is_latest=True)
        assert result.state == "disputed"


def test_vera_begins_a_new_definition_while_one_is_in_force(cast: Cast, vera: Client) -> None:
    level = level_of(cast)
    add = "/sourcing/leveldefinition/add/"
    first = {**DEFINITION, "service_level": str(level.pk)}
    saved(vera, add, first)
    saved(vera, add, {**first, "valid_from": "2026-06-01", "expected": "99.95"})
    with tenant(cast.harbor):
        days = level.definitions.order_by("valid_from").values_list("valid_from", "valid_to")
        assert list(days) == [
            (date(2026, 1, 1), date(2026, 5, 31)),
            (date(2026, 6, 1), None),
        ]
    answer = vera.post(add, {**first, "valid_from": "2026-03-01"})
    assert answer.status_code == 200
    assert "A definition begins on 2026-06-01 already" in answer.content.decode()
    with tenant(cast.harbor):
        assert level.definitions.count() == 2
