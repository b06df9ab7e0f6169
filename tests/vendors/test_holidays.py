"""Public holidays are taken once and stay, whatever a later version of the library knows."""

from datetime import UTC, date, datetime

import pytest

from accounts.tenancy import tenant
from tests.admin.conftest import SignIn
from tests.cast import Cast
from tests.vendors.story import TODAY, make_family
from vendors.models import HolidaySnapshot
from vendors.selectors.holidays import holiday_dates
from vendors.services.holiday_snapshots import (
    refuse_unknown_place,
    take_again,
    take_holidays,
    take_missing_holidays,
)
from vendors.services.refusals import Refused

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def test_a_year_is_taken_once_and_stays(cast: Cast) -> None:
    with tenant(cast.harbor):
        assert take_holidays(country="US", subdivision="", years=[2026], now=NOW) == 1
        assert date(2026, 7, 4) in holiday_dates()["US", ""]
        HolidaySnapshot.objects.update(days=[{"date": "2026-12-24", "name": "As agreed"}])
        assert take_holidays(country="US", subdivision="", years=[2026], now=NOW) == 0
        assert holiday_dates()["US", ""] == {date(2026, 12, 24)}
        changed = take_again(snapshot=HolidaySnapshot.objects.get(), now=NOW)
        assert {"2026-12-24", "2026-07-04"} <= set(changed)
        assert take_again(snapshot=HolidaySnapshot.objects.get(), now=NOW) == []
    with tenant(cast.rival):
        assert holiday_dates() == {}


def test_only_years_that_a_notice_may_count_through_are_taken(cast: Cast) -> None:
    with tenant(cast.harbor):
        make_family(holiday_country="DE", holiday_subdivision="BY")
        assert take_missing_holidays(as_of=TODAY, now=NOW) == 5
        years = HolidaySnapshot.objects.order_by("year").values_list("year", flat=True)
        assert list(years) == [2024, 2025, 2026, 2027, 2028]
        # Corpus Christi is a holiday in Bavaria and not in all of Germany.
        assert date(2026, 6, 4) in holiday_dates()["DE", "BY"]
        assert take_missing_holidays(as_of=TODAY, now=NOW) == 0


def test_a_place_that_is_not_known_is_refused_by_name(cast: Cast, sign_in: SignIn) -> None:
    with pytest.raises(Refused, match=r"BAVARIA isn't a part of DE with holidays. Known: BB, BE"):
        refuse_unknown_place("DE", "BAVARIA")
    with pytest.raises(Refused, match="holidays of ZZ aren't known"):
        refuse_unknown_place("ZZ", "")
    with tenant(cast.harbor):
        sow = make_family().sow
    form = {
        "number": "SOW-2",
        "kind": "standalone",
        "vendor": str(sow.vendor_id),
        "currency": "USD",
        "delivery_days": "0",
        "holiday_country": "DE",
        "holiday_subdivision": "BAVARIA",
        "items-TOTAL_FORMS": "0",
        "items-INITIAL_FORMS": "0",
        "agreed_terms-TOTAL_FORMS": "0",
        "agreed_terms-INITIAL_FORMS": "0",
        "precedence_ranks-TOTAL_FORMS": "0",
        "precedence_ranks-INITIAL_FORMS": "0",
    }
    omar = sign_in(cast.omar)
    refused = omar.post("/vendors/contract/add/", form).content.decode()
    assert "BAVARIA isn&#x27;t a part of DE" in refused
    form["holiday_subdivision"] = "BY"
    assert omar.post("/vendors/contract/add/", form).status_code == 302
    with tenant(cast.harbor):
        assert HolidaySnapshot.objects.filter(country="DE", subdivision="BY", year=2026).exists()
