"""The organization's settings on one page, its first steps, and switching away from it."""

from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, Organization, Role
from accounts.services.organizations import add_member
from accounts.tenancy import tenant
from tests.admin.addresses import page_of
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import NEW_YORK, Cast
from tests.people.test_invitations import say

FORM = {
    "name": "Harbor Works and Sons",
    "home_country": "CA",
    "home_time_zone": "America/Toronto",
    "reporting_currency": "CAD",
    "fiscal_year_start": "4",
    "nearshore_countries": ["MX"],
    "pinned_today": "2026-06-30",
}


def test_olga_changes_the_settings_and_errors_keep_what_was_typed(
    cast: Cast, sign_in: SignIn
) -> None:
    olga = sign_in(cast.olga)
    address = page_of(cast.harbor)
    page = say(olga.get(address))
    for section in ("Name and home", "Money and year", "Rules and hours", "deleting"):
        assert section in page
    assert f"manage.py delete_organization {cast.harbor.slug}" in page

    refused = olga.post(address, {**FORM, "reporting_currency": "XYZ", "name": ""})
    assert "XYZ is not an ISO 4217 currency code such as USD." in say(refused)
    assert "This field is required" in say(refused)
    assert 'value="XYZ"' in refused.content.decode()

    assert olga.post(address, {**FORM, "is_suspended": "on", "slug": "mine"}).status_code == 302
    harbor = Organization.objects.get(pk=cast.harbor.pk)
    assert (harbor.name, harbor.reporting_currency, harbor.fiscal_year_start) == (
        "Harbor Works and Sons",
        "CAD",
        4,
    )
    assert (harbor.is_suspended, harbor.slug) == (False, cast.harbor.slug)
    assert sign_in(cast.omar).post(address, FORM).status_code == 403


def test_the_first_steps_are_put_away_for_everybody_and_come_back(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    olga, omar = sign_in(cast.olga), sign_in(cast.omar)
    assert "Setting up:" in say(omar.get("/"))
    assert "Put these steps away" not in say(omar.get("/"))
    assert "Put these steps away" in say(olga.get("/"))
    assert omar.post("/first-steps/", {"shown": "no"}).status_code == 403
    assert "are put away" in say(olga.post("/first-steps/", {"shown": "no"}, follow=True))
    assert "Setting up:" not in say(omar.get("/"))
    assert "show them again" in say(olga.get(page_of(cast.harbor)))
    assert "Show the first steps" in say(olga.get("/first-steps/"))
    olga.post("/first-steps/", {"shown": "yes"})
    assert "Setting up:" in say(omar.get("/"))


def test_a_token_connects_the_first_system(cast: Cast, sign_in: SignIn) -> None:
    def connected(browser: Client) -> int:
        lines = browser.get("/").context["steps"]
        return int(next(x.step.done for x in lines if x.step.title == "Connect your systems"))

    assert connected(sign_in(cast.omar)) == 0
    with tenant(cast.harbor):
        ApiToken(
            organization=cast.harbor,
            membership=cast.ivan,
            user=cast.ivan.user,
            name="Nightly load",
            scopes=["read"],
            digest=cast.tag,
            token_key=cast.tag[:8],
            created=timezone.now(),
        ).save()
    assert connected(sign_in(cast.omar)) == 1
    assert connected(sign_in(cast.mallory)) == 0


def test_a_page_of_the_former_organization_says_where_one_is(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    also = add_member(
        organization=cast.rival,
        email=cast.olga.user.email,
        full_name="Olga",
        role=Role.OWNER,
        time_zone=NEW_YORK,
    )
    olga = sign_in(cast.olga)
    open_page = page_of(harbor["vendor"])
    assert olga.get(open_page).status_code == 200
    olga.post("/switch/", {"membership": str(also.pk)})
    told = say(olga.get(open_page, follow=True))
    assert "There is no vendor with the id" in told
    assert "in Rival Freight" in told
    assert "switch there and open it again" in told
    missing = olga.get("/nowhere/")
    assert missing.status_code == 404
    assert "You are looking in Rival Freight." in say(missing)


def test_switching_to_a_suspended_organization_explains_and_leads_back(
    cast: Cast, sign_in: SignIn
) -> None:
    also = add_member(
        organization=cast.rival,
        email=cast.olga.user.email,
        full_name="Olga",
        role=Role.EXECUTIVE,
        time_zone=NEW_YORK,
    )
    with tenant(cast.rival):
        Organization.objects.filter(pk=cast.rival.pk).update(is_suspended=True)
    olga = sign_in(cast.olga)
    answer = olga.post("/switch/", {"membership": str(also.pk)}, follow=True)
    assert answer.status_code == 403
    assert "Rival Freight is suspended" in say(answer)
    back = olga.post("/switch/", {"membership": str(cast.olga.pk)}, follow=True)
    assert "Harbor Works" in say(back)
