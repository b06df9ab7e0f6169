"""Meridian Instruments of Boston as an example organization."""

from accounts.models import Organization, Role
from risk.demo.meridian.build import write_records
from risk.demo.meridian.facts import TODAY
from risk.demo.meridian.papers import write_papers
from risk.demo.organizations import Example, members
from risk.demo.steps import Clock, Step


def meridian_records(organization: Organization, clock: Clock) -> list[Step]:
    """The steps that write all records, owned by the people who are there by then."""

    def work() -> None:
        write_records(organization, members(organization))

    def papers() -> None:
        write_papers(organization, members(organization), clock())

    return [
        Step(organization, "records", organization.name, work),
        Step(organization, "papers", "Documents, comments and actions", papers),
    ]


MERIDIAN = Example(
    slug="meridian",
    name="Meridian Instruments",
    home_country="US",
    home_zone="America/New_York",
    currency="USD",
    today=TODAY,
    records=meridian_records,
    nearshore_countries=("CA", "MX"),
    away={Role.VENDOR_MANAGER: "Europe/Warsaw", Role.EXECUTIVE: "Europe/London"},
)
