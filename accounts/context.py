from django.http import HttpRequest

from accounts.models import Organization


def current_organization(request: HttpRequest) -> dict[str, Organization | None]:
    """Gives every template the organization whose name and pinned date each page shows."""
    return {"organization": getattr(request, "organization", None)}
