"""Whether a person has a second factor, and who asks for one."""

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from accounts.models import Membership, Organization, User
from accounts.signin.vouching import vouching_organization

#: What somebody without the second factor that their organization requires may still open.
OPEN_WITHOUT = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "logout",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "switch_organization",
    }
)


def has_second_factor(user: User) -> bool:
    """Whether an app or a security key is set up; recovery codes alone don't count."""
    factors = Authenticator.objects.filter(user_id=user.pk)
    return bool(factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def must_set_up(request: HttpRequest, organization: Organization) -> bool:
    """Whether the signed-in person has to set up a second factor before anything else.

    Whoever came through the organization's own identity provider doesn't: how safely it asks is
    the provider's business.
    """
    if not organization.requires_second_factor:
        return False
    if vouching_organization(request) == organization.pk:
        return False
    return isinstance(request.user, User) and not has_second_factor(request.user)


def requiring_organizations(user: User) -> list[Organization]:
    """The person's organizations that require a second factor."""
    memberships = Membership.objects.filter(
        user=user, is_active=True, organization__requires_second_factor=True
    ).select_related("organization")
    return [membership.organization for membership in memberships]
