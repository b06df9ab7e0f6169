"""The pages behind signed links in mails: opening one shows what it would do, its button does it.

They work without signing in and act as the person the mail was sent to. Mail scanners and
previews open every link, so GET changes nothing. The signature in the address is the authority
and no cookie is looked at, so there is nothing for a CSRF token to protect; the one-click
unsubscribing of mail programs (RFC 8058) could not send one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import signed_links
from accounts.history_origin import noted
from accounts.models import Membership
from accounts.selectors import active_member
from accounts.services.subscriptions import set_receives_digest
from accounts.signed_links import SignedLink
from risk import links
from risk.models import Finding, State
from risk.services.findings import NotPermitted, TransitionRefused, acknowledge, snooze

SNOOZE_DAYS = (7, 14, 30)
# The strictest policy under which these pages work: own style sheets, own image, own form.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Opened:
    """A valid link that a person has opened, and the person's membership."""

    request: HttpRequest
    link: SignedLink
    member: Membership

    @property
    def is_ordered(self) -> bool:
        """Whether the button was pressed."""
        return self.request.method == "POST"

    def page(self, name: str, status: int = 200, **context: object) -> HttpResponse:
        return _page(self.request, name, status, member=self.member, **context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signed_link_page(request: HttpRequest, signed_link: str) -> HttpResponse:
    """Shows or does what the link is for; refuses one that is forged, expired or not theirs."""
    link = signed_links.read(signed_link)
    if link is None:
        expired = signed_links.has_expired(signed_link)
        return _refused(request, "expired" if expired else "unknown", 410 if expired else 404)
    member = active_member(link.organization_id, link.membership_id)
    if member is None:
        return _refused(request, "left", 403)
    act = PURPOSES.get(link.purpose)
    if act is None:
        return _refused(request, "unknown", 404)
    with noted(membership=str(member.pk), by="link in a mail"):
        return act(Opened(request, link, member))


def _acknowledge(opened: Opened) -> HttpResponse:
    finding = _finding(opened)
    if finding is None:
        return _refused(opened.request, "unknown", 404)
    if not opened.is_ordered:
        is_to_do = finding.state in {State.OPEN, State.SNOOZED}
        return opened.page("acknowledge", finding=finding, is_to_do=is_to_do)
    try:
        acknowledge(finding_id=finding.pk, actor=opened.member, now=timezone.now())
    except (TransitionRefused, NotPermitted) as error:
        return opened.page("acknowledge", _status(error), finding=finding, refusal=str(error))
    return opened.page("done", finding=finding, done="You acknowledged this finding.")


def _snooze(opened: Opened) -> HttpResponse:
    finding = _finding(opened)
    if finding is None:
        return _refused(opened.request, "unknown", 404)
    now = timezone.now()
    today = opened.member.organization.today(now)
    choices = [(days, today + timedelta(days=days)) for days in SNOOZE_DAYS]
    if not opened.is_ordered:
        return opened.page("snooze", finding=finding, choices=choices)
    until = _chosen(opened.request.POST.get("days", ""), choices)
    if until is None:
        refusal = "Choose for how long: 7, 14 or 30 days."
        return opened.page("snooze", 400, finding=finding, choices=choices, refusal=refusal)
    try:
        snooze(finding_id=finding.pk, actor=opened.member, until=until, today=today, now=now)
    except (TransitionRefused, NotPermitted) as error:
        return opened.page(
            "snooze", _status(error), finding=finding, choices=choices, refusal=str(error)
        )
    done = f"You snoozed this finding until {date_format(until)}."
    return opened.page("done", finding=finding, done=done)


def _unsubscribe(opened: Opened) -> HttpResponse:
    if opened.is_ordered:
        set_receives_digest(membership=opened.member, receives_digest=False)
    again = links.signed_path(opened.member, links.SUBSCRIBE, opened.member.pk)
    return opened.page("unsubscribe", done=opened.is_ordered, other_way=again)


def _subscribe(opened: Opened) -> HttpResponse:
    if opened.is_ordered:
        set_receives_digest(membership=opened.member, receives_digest=True)
    return opened.page("subscribe", done=opened.is_ordered)


PURPOSES: dict[str, Callable[[Opened], HttpResponse]] = {
    links.ACKNOWLEDGE: _acknowledge,
    links.SNOOZE: _snooze,
    links.UNSUBSCRIBE: _unsubscribe,
    links.SUBSCRIBE: _subscribe,
}


def _finding(opened: Opened) -> Finding | None:
    """The link's finding; another organization's answers as a missing one does."""
    return (
        Finding.objects.select_related("state_changed_by__user")
        .filter(pk=opened.link.subject_id)
        .first()
    )


def _chosen(days: str, choices: list[tuple[int, date]]) -> date | None:
    return {str(number): until for number, until in choices}.get(days)


def _status(error: TransitionRefused | NotPermitted) -> int:
    return 403 if isinstance(error, NotPermitted) else 409


def _refused(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return _page(request, "refused", status, why=why)


def _page(request: HttpRequest, name: str, status: int, **context: object) -> HttpResponse:
    response = render(request, f"risk/links/{name}.html", context, status=status)
    response["Content-Security-Policy"] = POLICY
    response["Referrer-Policy"] = "no-referrer"
    return response
