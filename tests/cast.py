"""The named cast: the people of Harbor Works, and Mallory, who owns another organization."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import uuid4
from zoneinfo import ZoneInfo

from accounts.models import Membership, Organization, Role
from accounts.services.organizations import add_member, create_organization

PASSWORD = "correct horse battery staple"
NEW_YORK = ZoneInfo("America/New_York")


@dataclass(frozen=True)
class Cast:
    """Two organizations and their members. Each test has its own, told apart by `tag`.

    Fay, Sam and Hana join only where a story asks for them.
    """

    tag: str
    harbor: Organization
    rival: Organization
    olga: Membership
    omar: Membership
    vera: Membership
    eve: Membership
    ivan: Membership
    mallory: Membership

    @cached_property
    def fay(self) -> Membership:
        """Finance."""
        return self.add("Fay", Role.FINANCE)

    @cached_property
    def sam(self) -> Membership:
        """Security reviewer."""
        return self.add("Sam", Role.SECURITY_REVIEWER)

    @cached_property
    def hana(self) -> Membership:
        """Site head."""
        return self.add("Hana", Role.SITE_HEAD)

    def add(self, name: str, role: Role) -> Membership:
        """One more member of Harbor Works."""
        return add_member(
            organization=self.harbor,
            email=f"{name.lower()}@{self.tag}.example",
            full_name=name,
            role=role,
            time_zone=NEW_YORK,
            password=PASSWORD,
        )


def make_cast(today: date | None = date(2026, 6, 30)) -> Cast:
    """Harbor Works of Boston, pinned to `today`, and Rival Freight, each with its people."""
    tag = uuid4().hex[:10]
    harbor = _organization(f"harbor-{tag}", "Harbor Works", today)
    rival = _organization(f"rival-{tag}", "Rival Freight", today)

    def member(name: str, role: Role, organization: Organization = harbor) -> Membership:
        return add_member(
            organization=organization,
            email=f"{name.lower()}@{tag}.example",
            full_name=name,
            role=role,
            time_zone=NEW_YORK,
            password=PASSWORD,
        )

    return Cast(
        tag=tag,
        harbor=harbor,
        rival=rival,
        olga=member("Olga", Role.OWNER),
        omar=member("Omar", Role.OPERATIONS_LEAD),
        vera=member("Vera", Role.VENDOR_MANAGER),
        eve=member("Eve", Role.EXECUTIVE),
        ivan=member("Ivan", Role.INTEGRATOR),
        mallory=member("Mallory", Role.OWNER, rival),
    )


def _organization(slug: str, name: str, today: date | None) -> Organization:
    return create_organization(
        slug=slug,
        name=name,
        home_country="US",
        home_time_zone=NEW_YORK,
        reporting_currency="USD",
        pinned_today=today,
    )
