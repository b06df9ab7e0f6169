"""A person's own sessions: where they are signed in, and how to end that."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.internal.flows.logout import logout
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import User
from accounts.signin.browsers import browser_name


@dataclass(frozen=True)
class OwnSession:
    """One row of the list."""

    key: int
    browser: str
    ip: str
    since: datetime
    last_seen: datetime
    is_this_one: bool


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Lists the sessions; a form ends one (`session`) or all others (`others`)."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 -- for the type checker: login is required
    found = UserSession.objects.purge_and_list(user)
    if request.method == "POST":
        return _end(request, found)
    rows = sorted(
        (_row(session) for session in found),
        key=lambda row: (not row.is_this_one, -row.last_seen.timestamp()),
    )
    return render(request, "accounts/sessions.html", {"sessions": rows})


def _row(session: UserSession) -> OwnSession:
    return OwnSession(
        key=session.pk,
        browser=browser_name(session.user_agent),
        ip=session.ip,
        since=session.created_at,
        last_seen=session.last_seen_at,
        is_this_one=session.is_current(),
    )


def _end(request: HttpRequest, found: list[UserSession]) -> HttpResponse:
    if "others" in request.POST:
        ended = [session for session in found if not session.is_current()]
    else:
        ended = [session for session in found if str(session.pk) == request.POST.get("session")]
        if not ended:
            raise Http404("You have no such session.")
    for session in ended:
        if session.is_current():
            logout(request)
            session.delete()
            return redirect("account_login")
        session.end()
    count = len(ended)
    messages.success(request, f"{count} session{'' if count == 1 else 's'} ended.")
    return redirect("account_sessions")
