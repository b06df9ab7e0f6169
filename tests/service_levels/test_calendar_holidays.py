"""A calendar's public holidays: taken for the years needed, kept, and taken again by a person."""

from datetime import UTC, date, datetime

from accounts.tenancy import tenant
from teams.models import CalendarHours, CalendarYear, ServiceCalendar
from teams.selectors.calendars import calendar_of
from teams.services.calendar_holidays import take_missing_years, take_years_again
from tests.admin.conftest import SignIn
from tests.api.conftest import Programs
from tests.cast import Cast

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
TODAY = date(2026, 6, 30)
NO_OWN_DAYS = {"own_days-TOTAL_FORMS": "0", "own_days-INITIAL_FORMS": "0"}


def test_years_are_taken_once_from_the_first_hours_on(cast: Cast) -> None:
    with tenant(cast.harbor):
        calendar = ServiceCalendar.objects.create(
            name="Munich", time_zone="Europe/Berlin", holiday_country="DE", holiday_subdivision="BY"
        )
        CalendarHours.objects.create(calendar=calendar, valid_from=date(2023, 4, 1))
        ServiceCalendar.objects.create(name="Always", time_zone="UTC")
        assert take_missing_years(as_of=TODAY, now=NOW) == 6
        years = CalendarYear.objects.order_by("year").values_list("year", flat=True)
        assert list(years) == [2023, 2024, 2025, 2026, 2027, 2028]
        # Corpus Christi is a holiday in Bavaria and not in all of Germany.
        assert date(2026, 6, 4) in calendar_of(calendar).days_off
        assert take_missing_years(as_of=TODAY, now=NOW) == 0
    with tenant(cast.rival):
        assert take_missing_years(as_of=TODAY, now=NOW) == 0


def test_a_year_moves_only_when_somebody_has_it_taken_again(cast: Cast) -> None:
    with tenant(cast.harbor):
        calendar = ServiceCalendar.objects.create(
            name="Boston", time_zone="America/New_York", holiday_country="US"
        )
        take_missing_years(as_of=TODAY, now=NOW)
        year = calendar.years.get(year=2026)
        year.days = [each for each in year.days if each["date"] != "2026-07-04"]
        year.save()
        take_missing_years(as_of=TODAY, now=NOW)
        assert date(2026, 7, 4) not in calendar_of(calendar).days_off
        assert take_years_again(calendar=calendar, now=NOW) == ["2026-07-04"]
        assert take_years_again(calendar=calendar, now=NOW) == []


def test_vera_sets_up_a_calendar_and_moves_it_to_another_country(
    cast: Cast, sign_in: SignIn
) -> None:
    vera = sign_in(cast.vera)
    form = {"name": "Desk", "time_zone": "Europe/Warsaw", "holiday_country": "PL", **NO_OWN_DAYS}
    refused = vera.post("/teams/servicecalendar/add/", {**form, "holiday_subdivision": "XX"})
    assert "XX isn&#x27;t a part of PL with holidays." in refused.content.decode()
    assert vera.post("/teams/servicecalendar/add/", form).status_code == 302
    with tenant(cast.harbor):
        calendar = ServiceCalendar.objects.get()
        assert date(2026, 11, 11) in calendar_of(calendar).days_off
    page = f"/teams/servicecalendar/{calendar.pk}/change/"
    shown = vera.get(page).content.decode()
    assert "On 30 Jun 2026 no hours are in force, so nothing counts as service time." in shown
    assert "Narodowe Święto Niepodległości" in shown
    assert vera.post(page, {**form, "holiday_country": "US"}).status_code == 302
    with tenant(cast.harbor):
        days_off = calendar_of(ServiceCalendar.objects.get()).days_off
    assert date(2026, 11, 11) in days_off  # Veterans Day
    assert date(2026, 7, 4) in days_off
    assert date(2026, 5, 3) not in days_off  # Poland's Constitution Day


def test_a_program_sets_up_a_calendar_as_vera_would(cast: Cast, program: Programs) -> None:
    vera = program(cast.vera)
    made = vera.post(
        "/api/v1/service-calendars/",
        {"name": "Desk", "time_zone": "Europe/Berlin", "holiday_country": "DE"},
    )
    assert made.status_code == 201
    key = made.json()["id"]
    hours = vera.post(
        "/api/v1/calendar-hours/", {"calendar": key, "valid_from": "2026-01-01"}
    ).json()["id"]
    window = {"hours": hours, "weekday": 1, "starts": "09:00", "ends": "18:00"}
    assert vera.post("/api/v1/service-windows/", window).status_code == 201
    again = vera.post("/api/v1/service-windows/", {**window, "starts": "17:00", "ends": "19:00"})
    assert again.status_code == 400
    assert again.json()["errors"][0]["detail"] == (
        "This window overlaps another one of the same hours."
    )
    years = vera.get(f"/api/v1/calendar-years/?calendar={key}").json()["results"]
    assert [year["year"] for year in years] == [2024, 2025, 2026, 2027, 2028]
    assert years[2]["days"][0] == {"date": "2026-01-01", "name": "Neujahr"}
    refused = vera.post(
        "/api/v1/service-calendars/",
        {"name": "B", "time_zone": "UTC", "holiday_country": "DE", "holiday_subdivision": "XX"},
    )
    assert refused.json()["errors"][0]["attr"] == "holiday_subdivision"
