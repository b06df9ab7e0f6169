"""What finance, security reviewers and site heads see and change, and the page that says so."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Role
from accounts.permissions import ROLES, RoleRow, allows
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.services.findings import NotPermitted, acknowledge, resolve
from tests.admin.addresses import page_of
from tests.admin.conftest import SignIn, harbor, rival, sign_in
from tests.admin.register import Register
from tests.cast import Cast
from tests.mail.stories import find, tell

__all__ = ["harbor", "rival", "sign_in"]

NOW = datetime(2026, 6, 30, 15, tzinfo=UTC)


def test_the_table_and_the_choices_name_the_same_roles() -> None:
    assert list(ROLES) == Role.values
    assert [row.label for row in ROLES.values()] == Role.labels


@pytest.mark.parametrize(
    ("name", "may", "may_not"),
    [
        (
            "fay",
            [
                "vendors.add_paymenttodate",
                "vendors.change_ownrate",
                "sourcing.change_invoice",
                "sourcing.change_creditentry",
                "sourcing.view_creditscheme",
                "sourcing.view_servicecredit",
                "sourcing.apply_servicecredit",
                "risk.view_finding",
                "risk.acknowledge_finding",
            ],
            [
                "sourcing.add_creditscheme",
                "sourcing.change_creditscheme",
                "sourcing.delete_creditscheme",
                "sourcing.settle_servicecredit",
                "vendors.change_vendor",
                "vendors.change_contract",
                "risk.change_finding",
            ],
        ),
        (
            "sam",
            [
                "risk.add_control",
                "risk.change_evidence",
                "sourcing.add_documentversion",
                "vendors.change_duediligenceitem",
                "vendors.view_contract",
            ],
            ["vendors.change_contract", "vendors.add_paymenttodate", "accounts.view_membership"],
        ),
        (
            "hana",
            [
                "teams.view_site",
                "teams.view_team",
                "sourcing.view_engagement",
                "sourcing.view_servicelevel",
            ],
            [
                "teams.change_site",
                "teams.add_site",
                "vendors.view_contract",
                "risk.view_portfolio",
                "sourcing.view_servicecredit",
                "sourcing.view_creditscheme",
                "sourcing.view_reviewpack",
            ],
        ),
        (
            "ivan",
            [
                "vendors.add_vendor",
                "vendors.change_paymenttodate",
                "vendors.view_renewaldecision",
                "teams.add_workingwindow",
                "sourcing.change_engagement",
                "sourcing.add_document",
                "accounts.add_apitoken",
                "accounts.delete_apitoken",
            ],
            [
                "vendors.delete_vendor",
                "vendors.merge_vendor",
                "vendors.add_renewaldecision",
                "vendors.change_renewaldecision",
                "vendors.add_dismissedsuggestion",
                "teams.delete_site",
                "sourcing.delete_document",
                "risk.add_action",
            ],
        ),
    ],
)
def test_grants(name: str, may: list[str], may_not: list[str], cast: Cast) -> None:
    member = getattr(cast, name)
    assert [grant for grant in may if not allows(member, grant)] == []
    assert [grant for grant in may_not if allows(member, grant)] == []


def test_what_is_withheld_is_taken_from_any_record_and_from_own_ones() -> None:
    row = RoleRow("R", "S.", ("room.*_a*",), ("room.change_own*",), ("room.*_ab", "room.*_ownb"))
    assert row.allows("room.view_a")
    assert not row.allows("room.view_ab")
    assert not row.allows("room.change_owna")
    assert row.allows("room.change_owna", is_own=True)
    assert not row.allows("room.change_ownb", is_own=True)


def site_form(**changes: str) -> dict[str, str]:
    return {"name": "Pier 4", "city": "", "country": "IN", "time_zone": "Asia/Kolkata", **changes}


def test_hana_keeps_the_site_she_heads_and_its_teams(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    site, team = harbor["site"], harbor["team"]
    hana = sign_in(cast.hana)
    assert hana.post(page_of(site), site_form()).status_code == 403
    with tenant(cast.harbor):
        site.head = cast.hana
        site.save()

    assert hana.post(page_of(site), site_form(head=str(cast.omar.pk))).status_code == 302
    with tenant(cast.harbor):
        site.refresh_from_db()
    assert (site.name, site.head_id) == ("Pier 4", cast.hana.pk), "who heads it isn't hers to say"

    form = {
        "name": "Night crew",
        "head_count": "23",
        "working_windows-TOTAL_FORMS": "2",
        "working_windows-INITIAL_FORMS": "1",
        "working_windows-0-id": str(harbor["workingwindow"].pk),
        "working_windows-0-team": str(team.pk),
        "working_windows-0-weekday": "1",
        "working_windows-0-starts": "13:00",
        "working_windows-0-ends": "22:00",
        "working_windows-1-team": str(team.pk),
        "working_windows-1-weekday": "2",
        "working_windows-1-starts": "13:00",
        "working_windows-1-ends": "22:00",
    }
    assert hana.post(page_of(team), form).status_code == 302
    with tenant(cast.harbor):
        team.refresh_from_db()
        assert (team.name, team.head_count, team.working_windows.count()) == ("Night crew", 23, 2)

    assert hana.get("/teams/team/add/").status_code == 403
    assert hana.get(page_of(site, "delete")).status_code == 403
    assert hana.get(page_of(harbor["vendor"])).status_code == 403


def test_a_site_head_of_another_organization_reaches_nothing(
    cast: Cast, sign_in: SignIn, harbor: Register, rival: Register
) -> None:
    assert sign_in(cast.hana).get(page_of(rival["site"])).status_code == 302
    assert sign_in(cast.mallory).post(page_of(harbor["site"]), site_form()).status_code == 302
    with tenant(cast.harbor):
        harbor["site"].refresh_from_db()
    assert harbor["site"].name == "Harbor Hyderabad"


def test_hana_lands_on_the_engagements_and_is_offered_no_portfolio(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    answer = sign_in(cast.hana).get("/", follow=True)
    assert answer.redirect_chain == [("/sourcing/engagement/", 302)]
    page = answer.content.decode()
    sidebar = page[page.index('id="nav-sidebar-apps"') :]
    assert "Working windows" in sidebar
    assert "Portfolio" not in sidebar
    assert "Contracts" not in sidebar
    assert sign_in(cast.eve).get("/").status_code == 200


@pytest.mark.parametrize("name", ["fay", "sam", "eve"])
def test_some_act_only_on_findings_that_were_mailed_to_them(name: str, cast: Cast) -> None:
    member = getattr(cast, name)
    told, untold = (find(cast.harbor, severity=Severity.CRITICAL) for _ in range(2))
    tell(cast.harbor, told)
    acknowledged = acknowledge(finding_id=told.pk, actor=member, now=NOW)
    assert acknowledged.state == "acknowledged"
    with pytest.raises(NotPermitted, match="this one wasn't"):
        acknowledge(finding_id=untold.pk, actor=member, now=NOW)
    with pytest.raises(NotPermitted, match="the rest is for others"):
        resolve(finding_id=told.pk, actor=member, reason="Settled", now=NOW)


def test_the_page_says_what_each_role_may_do(
    cast: Cast, sign_in: SignIn, text_of: Callable[[Client, str], str]
) -> None:
    page = text_of(sign_in(cast.hana), "/roles/")
    assert "Your role in Harbor Works is Site head." in page
    assert "Site head (yours)" in page
    assert all(row.sentence in page for row in ROLES.values())
    assert "Keeps their own Sites, teams, working windows" in page
    assert sign_in(cast.ivan).get("/roles/").status_code == 403
    assert "Location" in Client().get("/roles/").headers
