"""Where a request comes from."""

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest

from accounts.services.access import Origin


def origin_of(request: HttpRequest) -> Origin:
    """The client's address, past `TRUSTED_PROXIES` proxies, and what its browser calls itself."""
    return Origin(
        ip=get_client_ip(request), user_agent=request.META.get("HTTP_USER_AGENT", "Not given")
    )
