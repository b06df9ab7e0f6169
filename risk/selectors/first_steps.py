"""What a new organization has done so far, counted from its rows."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.models import ApiToken, Organization
from accounts.selectors import active_members
from risk.models import ScanRun
from risk.models.rule import SCANS
from sourcing.models import DeliveryTeam, Engagement
from teams.models import Site, Team, WorkingWindow
from vendors.models import Contract


@dataclass(frozen=True)
class Step:
    """One thing to set up. `done` of `wanted` is its progress; `wanted` is at least 1.

    `page` is the name of the page on which it is done, `command` what is typed instead; either
    may be empty.
    """

    title: str
    why: str
    done: int
    wanted: int
    page: str = ""
    command: str = ""

    @property
    def is_done(self) -> bool:
        return self.done >= self.wanted


def first_steps(organization: Organization) -> tuple[Step, ...]:
    """The steps in the order in which they build on one another."""
    engagements = Engagement.objects.count()
    contracts = Contract.objects.count()
    return (
        _home(organization),
        Step(
            "Put your contracts in",
            "Money, dependence and deadlines are computed from contracts and their items.",
            done=min(contracts, 1),
            wanted=1,
            page="admin:imports",
        ),
        _teams(),
        Step(
            "Say where the work is delivered",
            "An engagement without a delivery team or country stays in the quadrant “unknown”.",
            done=_placed_engagements(),
            wanted=max(engagements, 1),
            page="admin:sourcing_engagement_changelist",
        ),
        Step(
            "Name an owner for each contract",
            "The owner gets the mail that says what must be decided by when.",
            done=Contract.objects.filter(owner__isnull=False).count(),
            wanted=max(contracts, 1),
            page="admin:vendors_contract_changelist",
        ),
        Step(
            "Invite the people who decide",
            "Findings go to people; alone you would get all of them.",
            done=min(len(active_members(organization.pk)), 2),
            wanted=2,
            page="admin:accounts_invitation_add",
        ),
        Step(
            "Connect your systems",
            "Programs hand over measurements and read figures with a token of their own.",
            done=min(_tokens(organization), 1),
            wanted=1,
            page="admin:api_tokens",
        ),
        Step(
            "Scan for the first time",
            "A scan compares every contract with the rules; it also runs by itself each night.",
            done=int(ScanRun.objects.filter(kind__in=SCANS, finished_at__isnull=False).exists()),
            wanted=1,
            command=f"manage.py scan --organization {organization.slug}",
        ),
    )


def _tokens(organization: Organization) -> int:
    return ApiToken.objects.filter(organization=organization, revoked_at=None).count()


def _home(organization: Organization) -> Step:
    home_hours = WorkingWindow.objects.filter(team__site__country=organization.home_country)
    return Step(
        "Record your own working hours",
        "A site in your home country with a team and its hours is what other sites are "
        "compared with.",
        done=int(home_hours.exists()),
        wanted=1,
        page="admin:teams_team_add"
        if Site.objects.filter(country=organization.home_country).exists()
        else "admin:teams_site_add",
    )


def _teams() -> Step:
    hours = WorkingWindow.objects.filter(team=OuterRef("pk"))
    teams = Team.objects.count()
    return Step(
        "Add the teams that deliver, with their hours",
        "Captive teams have no contract: heads and sites are what is known of them.",
        done=Team.objects.filter(Exists(hours)).count(),
        wanted=max(teams, 1),
        page="admin:teams_team_changelist" if teams else "admin:teams_team_add",
    )


def _placed_engagements() -> int:
    delivered = DeliveryTeam.objects.filter(engagement=OuterRef("pk"))
    placed = Q(Exists(delivered)) | ~Q(delivery_country="") | Q(captive_team__isnull=False)
    return Engagement.objects.filter(placed).count()
