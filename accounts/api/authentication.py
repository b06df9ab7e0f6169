"""Who asks: a program with a token, or a signed-in person's browser.

The tenancy middleware resolves both before it opens the organization's transaction. Here they
become Django REST framework's `request.user` and `request.auth`.
"""

from typing import Any

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request

from accounts.models import ApiToken


class ApiAuthentication(BaseAuthentication):
    """A token in `Authorization: Bearer …`, else the session, whose writes need a CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        token: ApiToken | None = getattr(request._request, "api_token", None)
        if token is not None:
            return request._request.user, token
        found: tuple[Any, Any] | None = SessionAuthentication().authenticate(request)
        return found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
