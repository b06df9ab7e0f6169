"""Keeps the list of a person's sessions up to date."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

SEEN_KEY = "seen_at"
#: How exact “last seen” is; each note of it writes to the database twice.
EVERY = timedelta(minutes=5)


class SeenSessions:
    """Notes when and from where a session was last used, every five minutes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            now = timezone.now()
            if _is_due(request.session.get(SEEN_KEY), now):
                request.session[SEEN_KEY] = now.isoformat()
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


def _is_due(seen_at: str | None, now: datetime) -> bool:
    return seen_at is None or now - datetime.fromisoformat(seen_at) > EVERY
