"""Who a request is from and which organization it serves, for code behind the sign-in."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Membership, Organization, Role

#: Works through interfaces for programs, so there is nothing for it to open here.
ROLES_WITHOUT_PAGES = (Role.INTEGRATOR,)


def organization_of(request: HttpRequest) -> Organization:
    """The organization that the tenancy middleware found; raises PermissionDenied without one."""
    organization: Organization | None = getattr(request, "organization", None)
    if organization is None:
        raise PermissionDenied("You are not a member of any organization.")
    return organization


def membership_of(request: HttpRequest) -> Membership:
    """The signed-in person's membership; raises PermissionDenied without one."""
    membership: Membership | None = getattr(request.user, "membership", None)
    if membership is None:
        raise PermissionDenied("You are not a member of any organization.")
    return membership


def today_of(request: HttpRequest) -> date:
    """Today's date at the organization's home, or its pinned date."""
    return organization_of(request).today(timezone.now())


def may_open_pages(request: HttpRequest) -> bool:
    """Whether the signed-in person's role has pages at all."""
    membership: Membership | None = getattr(request.user, "membership", None)
    return (
        request.user.is_active
        and membership is not None
        and membership.role not in ROLES_WITHOUT_PAGES
    )
