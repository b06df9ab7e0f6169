"""The two example organizations as they stand before any record is loaded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from accounts.commands import find_organization
from accounts.models import Membership, Organization, Role
from accounts.selectors import active_members
from accounts.services.organizations import OrganizationExists, create_organization
from risk.demo.people import add_people
from risk.demo.steps import Clock, Step


class NotTheExample(ValueError):
    """An organization of one's own has the slug of an example."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """An example organization; `away` are the IANA zones of people who don't work at home.

    Its people get mail at `slug`.example, a domain that can't exist (RFC 2606). The fiscal year
    starts with the month `fiscal_year_start`. `records` gives the steps that load its records,
    in order.
    """

    slug: str
    name: str
    home_country: str
    home_zone: str
    currency: str
    today: date
    records: Callable[[Organization, Clock], Sequence[Step]]
    fiscal_year_start: int = 1
    nearshore_countries: tuple[str, ...] = ()
    away: Mapping[Role, str] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        return f"{self.slug}.example"


def set_up(example: Example, now: datetime) -> Organization:
    """The example organization with its people, made where it doesn't exist yet.

    Raises `NotTheExample` where the slug belongs to an organization without a pinned date: only
    example organizations have one.
    """
    organization = _found_or_created(example)
    if organization.pinned_today is None:
        raise NotTheExample(
            f"The organization {organization.name} has the slug {example.slug} and isn't the "
            "example of that name. Give it another slug, then load the examples again."
        )
    people = Step(organization, "people", "People", lambda: _people(organization, example))
    if not people.is_done:
        people.do(now)
    return organization


def members(organization: Organization) -> dict[Role, Membership]:
    """The person of each role."""
    return {Role(member.role): member for member in active_members(organization.pk)}


def _found_or_created(example: Example) -> Organization:
    try:
        return create_organization(
            slug=example.slug,
            name=example.name,
            home_country=example.home_country,
            home_time_zone=ZoneInfo(example.home_zone),
            reporting_currency=example.currency,
            pinned_today=example.today,
        )
    except OrganizationExists:
        return find_organization(example.slug)


def _people(organization: Organization, example: Example) -> None:
    organization.fiscal_year_start = example.fiscal_year_start
    organization.nearshore_countries = ",".join(example.nearshore_countries)
    organization.full_clean()
    organization.save()
    add_people(organization, example.domain, example.away)
