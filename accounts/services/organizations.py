"""Setting up an organization and its people."""

from datetime import date
from zoneinfo import ZoneInfo

from accounts.models import Membership, Organization, Role, User
from accounts.services.members import admit, change_members_in_turn, keep_an_owner
from accounts.tenancy import tenant


class OrganizationExists(ValueError):
    """The slug is already taken."""


def create_organization(
    *,
    slug: str,
    name: str,
    home_country: str,
    home_time_zone: ZoneInfo,
    reporting_currency: str,
    pinned_today: date | None = None,
) -> Organization:
    """Creates an organization without members; `add_member` gives it its owner.

    Raises `OrganizationExists` for a taken slug and `ValidationError` for any other wrong value.
    """
    if Organization.objects.filter(slug=slug).exists():
        raise OrganizationExists(f"An organization with the slug {slug} already exists.")
    organization = Organization(
        slug=slug,
        name=name,
        home_country=home_country,
        home_time_zone=home_time_zone,
        reporting_currency=reporting_currency,
        pinned_today=pinned_today,
    )
    organization.full_clean()
    organization.save()
    return organization


def add_member(
    *,
    organization: Organization,
    email: str,
    full_name: str,
    role: Role,
    time_zone: ZoneInfo,
    password: str | None = None,
) -> Membership:
    """Gives a person a role in the organization, creating the person where unknown.

    A person who exists keeps name, zone and password; one who had left becomes active again.
    Without a password a new person can't sign in until one is set with `manage.py
    changepassword`. Raises `ValidationError` for a wrong address and
    `LastOwner` where the organization's last owner would lose that role.
    """
    with tenant(organization):
        change_members_in_turn(organization.pk)
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            user = User(email=email.strip().lower(), full_name=full_name, time_zone=time_zone)
            user.set_password(password)
            user.full_clean(exclude=["password"])
            user.save()
        membership = admit(organization=organization, user=user, role=role)
        if membership.role != role:
            keep_an_owner(membership=membership, role=role, is_active=True)
            membership.role = role
            membership.save(update_fields=["role"])
        return membership
