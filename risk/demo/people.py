"""The people of an example organization, one for each role."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from accounts.models import Membership, Organization, Role
from accounts.services.organizations import add_member

# Known to everybody who reads this file: for example data on a machine of one's own only.
DEMO_PASSWORD = "longshore-demo-only"  # noqa: S105

NAMES = {
    Role.OWNER: "Olga Lindqvist",
    Role.OPERATIONS_LEAD: "Omar Haddad",
    Role.VENDOR_MANAGER: "Vera Nowak",
    Role.FINANCE: "Fay Delacroix",
    Role.SECURITY_REVIEWER: "Sam Okafor",
    Role.SITE_HEAD: "Hana Kimura",
    Role.EXECUTIVE: "Eve Castillo",
    Role.INTEGRATOR: "Ivan Horvat",
}


def address(role: Role, domain: str) -> str:
    """The sign-in of the person with this role: the first name at the organization's domain."""
    return f"{NAMES[role].split()[0].lower()}@{domain}"


def add_people(
    organization: Organization, domain: str, away: Mapping[Role, str]
) -> dict[Role, Membership]:
    """Makes a person and a membership for every role; new people get the demo password.

    People get mail at `domain`. They work in the organization's home zone unless `away` names
    another IANA zone for their role.
    """
    added = {
        role: add_member(
            organization=organization,
            email=address(role, domain),
            full_name=name,
            role=role,
            time_zone=ZoneInfo(away.get(role, str(organization.home_time_zone))),
        )
        for role, name in NAMES.items()
    }
    # Hashed once for all of them: it is slow on purpose, and this password protects nothing.
    hashed = make_password(DEMO_PASSWORD)
    for member in added.values():
        if not member.user.has_usable_password():
            member.user.password = hashed
            member.user.save(update_fields=["password"])
    return added
