"""Who may enter an organization through its identity provider."""

from accounts.models import IdentityProvider, Membership, Organization
from accounts.sso.refusal import SsoRefused
from accounts.tenancy import tenant


def provider_of(organization: Organization) -> IdentityProvider | None:
    """The organization's provider, if one is switched on."""
    with tenant(organization):
        return IdentityProvider.objects.filter(is_enabled=True).first()


def entering_membership(
    organization: Organization, provider: IdentityProvider, email: str
) -> Membership:
    """The active member with this verified address; nobody is made a member on the way in.

    Raises `SsoRefused`; the sentence is the same whether the address is unknown, a stranger's or a
    former member's.
    """
    if provider.domains and email.rpartition("@")[2] not in provider.domains:
        raise SsoRefused("Addresses of your e-mail domain may not enter here.")
    membership = (
        Membership.objects.filter(
            organization=organization, user__email=email, is_active=True, user__is_active=True
        )
        .select_related("user", "organization")
        .first()
    )
    if membership is None:
        raise SsoRefused(
            f"Your address is not a member of {organization}. Ask one of its owners to invite you."
        )
    return membership
