from django.http import HttpRequest

from accounts.models import Membership, Organization
from accounts.signin.vouching import vouching_organization


def current_organization(request: HttpRequest) -> dict[str, object]:
    """Gives every template the organization whose name and pinned date each page shows.

    `other_memberships` are the organizations the person can switch to; asked for only where a
    template shows them. A session that an identity provider vouches for can switch to none.
    """
    organization: Organization | None = getattr(request, "organization", None)
    context: dict[str, object] = {"organization": organization}
    if request.user.is_authenticated and vouching_organization(request) is None:
        context["other_memberships"] = (
            Membership.objects.filter(user=request.user, is_active=True)
            .exclude(organization=organization)
            .select_related("organization")
            .order_by("organization__name")
        )
    return context
