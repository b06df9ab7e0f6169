"""The one shell: who may open it, what it shows everyone, and what it never does."""

import re
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils.formats import date_format

from accounts.models import Membership, Organization, Role
from accounts.services.organizations import add_member
from accounts.tenancy import tenant
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import NEW_YORK, PASSWORD, Cast, make_cast

ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//[^"']*""")
HEADINGS = ("Vendors", "Teams", "Findings", "Settings")


def test_signing_in_lands_on_the_portfolio(cast: Cast) -> None:
    client = Client()
    assert "Sign in to Longshore" in client.get("/login/").content.decode()
    entered = {"login": cast.omar.user.email, "password": PASSWORD, "next": "/"}
    answer = client.post("/login/", entered, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Portfolio" in answer.content.decode()


def test_anonymous_people_are_asked_to_sign_in(harbor: Register) -> None:
    answer = Client().get("/vendors/vendor/")
    assert answer.headers["Location"] == "/login/?next=/vendors/vendor/"


def test_every_page_names_the_organization_and_its_pinned_date(
    omar: Client, harbor: Register
) -> None:
    for address in ("/", "/vendors/vendor/", f"/risk/finding/{harbor['finding'].pk}/change/"):
        page = omar.get(address).content.decode()
        assert "Harbor Works" in page
        assert "Today is pinned to 30 Jun 2026" in page


def test_an_organization_without_a_pinned_date_says_nothing_of_it(
    db: None, sign_in: SignIn
) -> None:
    cast = make_cast(today=None)
    assert "pinned" not in sign_in(cast.omar).get("/vendors/vendor/").content.decode()


def test_an_integrator_is_told_why_there_is_nothing_to_open(cast: Cast, sign_in: SignIn) -> None:
    ivan = sign_in(cast.ivan)
    for address in ("/", "/vendors/vendor/", "/search/?s=data", "/accounts/user/"):
        answer = ivan.get(address)
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "In Harbor Works you are Integrator" in page
        assert "Sign out" in page
    assert ivan.post("/logout/").status_code in {200, 302}
    assert "Location" in ivan.get("/").headers


def test_somebody_without_a_membership_is_told_so(cast: Cast, sign_in: SignIn) -> None:
    with tenant(cast.harbor):
        Membership.objects.filter(pk=cast.eve.pk).update(is_active=False)
    page = sign_in(cast.eve).get("/")
    assert page.status_code == 403
    assert "You are not a member of any organization" in page.content.decode()


def test_a_suspended_organization_can_be_left(cast: Cast, sign_in: SignIn) -> None:
    also = second_membership(cast)
    with tenant(cast.harbor):
        Organization.objects.filter(pk=cast.harbor.pk).update(is_suspended=True)
    olga = sign_in(cast.olga)
    answer = olga.get("/vendors/vendor/")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Harbor Works is suspended" in page
    assert "Go to Rival Freight" in page
    olga.post("/switch/", {"membership": str(also.pk)})
    assert "Rival Freight" in olga.get("/vendors/vendor/").content.decode()


def second_membership(cast: Cast) -> Membership:
    return add_member(
        organization=cast.rival,
        email=cast.olga.user.email,
        full_name="Olga",
        role=Role.EXECUTIVE,
        time_zone=NEW_YORK,
    )


def test_switching_changes_what_is_shown(
    cast: Cast, sign_in: SignIn, harbor: Register, rival: Register
) -> None:
    also = second_membership(cast)
    olga = sign_in(cast.olga)
    assert "Harbor Data-Core" in olga.get("/vendors/vendor/").content.decode()
    assert "Rival Freight" in olga.get("/vendors/vendor/").content.decode()
    olga.post("/switch/", {"membership": str(also.pk)})
    page = olga.get("/vendors/vendor/").content.decode()
    assert "Rival Data-Core" in page
    assert "Harbor Data-Core" not in page
    assert olga.get("/vendors/vendor/add/").status_code == 403, "an executive in the other one"


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("olga", {"Vendors", "Teams", "Findings", "Settings"}),
        ("omar", {"Vendors", "Teams", "Findings", "Settings"}),
        ("vera", {"Vendors", "Teams", "Findings", "Settings"}),
        ("eve", {"Vendors", "Teams", "Findings"}),
    ],
)
def test_the_navigation_shows_what_a_role_may_open(
    role: str, shown: set[str], cast: Cast, sign_in: SignIn
) -> None:
    page = sign_in(getattr(cast, role)).get("/vendors/vendor/").content.decode()
    sidebar = page[page.index('id="nav-sidebar-apps"') :]
    found = {heading for heading in HEADINGS if re.search(rf"<h2[^>]*>\s*{heading}\s", sidebar)}
    assert found == shown


def test_nothing_is_loaded_from_another_host(omar: Client, harbor: Register) -> None:
    for address in (
        "/login/",
        "/",
        "/vendors/contract/",
        f"/sourcing/engagement/{harbor['engagement'].pk}/change/",
        f"/risk/delivery/{harbor['delivery'].pk}/change/",
    ):
        assert ELSEWHERE.findall(omar.get(address).content.decode()) == []


def test_djangos_own_log_stays_empty(omar: Client, harbor: Register) -> None:
    """It isn't bound to an organization, and the application may not write to it."""
    added = omar.post("/teams/site/add/", {"name": "Boston", "country": "US", "time_zone": "UTC"})
    assert added.status_code == 302
    site = harbor["site"]
    changed = {"name": "Moved", "city": "", "country": "IN", "time_zone": "Asia/Kolkata"}
    assert omar.post(f"/teams/site/{site.pk}/change/", changed).status_code == 302
    window = harbor["workingwindow"]
    deleted = omar.post(f"/teams/workingwindow/{window.pk}/delete/", {"post": "yes"})
    assert deleted.status_code == 302
    assert LogEntry.objects.count() == 0


def test_times_stand_in_the_persons_own_zone(cast: Cast, sign_in: SignIn, rival: Register) -> None:
    """The scan began at 12:00 UTC, which is 08:00 in New York in June."""
    page = sign_in(cast.mallory).get("/risk/scanrun/").content.decode()
    assert "30 Jun 2026, 08:00" in page


def test_a_room_leads_to_its_first_list(omar: Client, cast: Cast) -> None:
    assert omar.get("/teams/").status_code == 302
    assert omar.get("/nowhere/").status_code == 404


def test_dates_are_read_the_same_everywhere() -> None:
    assert date_format(date(2026, 12, 14)) == "14 Dec 2026"
