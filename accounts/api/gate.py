"""What happens to a request under /api/ before its organization's transaction is opened.

Finds the token by its digest, counts the request, and refuses in the interface's own form.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.api.refusal import refusal
from accounts.api.requests import SIGNED, is_for_programs
from accounts.models import Membership, Organization
from accounts.rates import seconds_to_wait
from accounts.services.api_tokens import find_token, note_use

WINDOW_SECONDS = 60


def bears_token(request: HttpRequest) -> bool:
    """Whether the request brings a token; then a session doesn't count."""
    if request.path_info.startswith(SIGNED):
        return False
    return is_for_programs(request) and "HTTP_AUTHORIZATION" in request.META


def enter_by_token(request: HttpRequest) -> HttpResponse | None:
    """Makes the request the token's: user, membership and `api_token`; or says why not."""
    scheme, _, secret = request.META["HTTP_AUTHORIZATION"].partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return _unauthenticated(
            request, "The Authorization header must read: Bearer <token>.", "malformed_token"
        )
    token = find_token(secret=secret.strip())
    if token is None:
        return _unauthenticated(request, "There is no such token.", "unknown_token")
    now = timezone.now()
    membership = token.membership
    if token.has_ended(now) or not (membership.is_active and membership.user.is_active):
        return _unauthenticated(
            request,
            f"The token “{token.name}” has expired, was revoked, or ended with its membership.",
            "token_ended",
        )
    note_use(token=token, now=now)
    user = membership.user
    user.membership = membership
    request.user = user
    request.api_token = token  # type: ignore[attr-defined]
    return None


def too_often(request: HttpRequest) -> HttpResponse | None:
    """429 with Retry-After once a token, or a person's browser, asks more than its share."""
    token = getattr(request, "api_token", None)
    membership: Membership | None = getattr(request.user, "membership", None)
    if membership is None:
        return None
    wait = seconds_to_wait(
        caller=f"token {token.pk}" if token else f"member {membership.pk}",
        limit=settings.API_REQUESTS_PER_MINUTE,
        seconds=WINDOW_SECONDS,
        now=timezone.now(),
    )
    if not wait:
        return None
    return refusal(
        status=429,
        code="throttled",
        detail=f"More than {settings.API_REQUESTS_PER_MINUTE} requests a minute. "
        f"Wait {wait} seconds.",
        headers={"Retry-After": str(wait)},
    )


def suspended(request: HttpRequest, organization: Organization) -> HttpResponse:
    """403 for everything while the organization is suspended."""
    return refusal(
        status=403,
        code="organization_suspended",
        detail=f"{organization} is suspended. Nothing has been deleted; ask whoever runs this "
        "installation.",
        headers={},
    )


def _unauthenticated(request: HttpRequest, detail: str, code: str) -> HttpResponse:
    return refusal(status=401, code=code, detail=detail, headers={"WWW-Authenticate": "Bearer"})
