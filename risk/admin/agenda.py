"""The page of all actions: filters in the address, worst first, many at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.access import membership_of, organization_of, today_of
from accounts.display import Tone, badge, link, list_of, no_data, page_of
from accounts.models import Membership
from accounts.selectors import active_members
from risk.admin.action_words import due_badge, priority_badge, source_link, state_badge
from risk.agenda import Line, LineKind, is_overdue, worst_first
from risk.models import Action
from risk.models.action import SOURCES
from risk.selectors.agenda import BY_HAND, VIEWS, Agenda, Wanted, read_agenda
from risk.services.actions import ActionRefused, complete_action, hand_over
from vendors.models import Contract

PER_PAGE = 50
MOST_AT_ONCE = 500
REFUSALS_SHOWN = 5
VIEW_WORDS = {"mine": "Mine", "overdue": "Overdue", "all": "All open", "done": "Closed"}
SOURCE_WORDS = {
    **{source: source.capitalize() for source in SOURCES},
    BY_HAND: "Written by hand",
    str(LineKind.OBLIGATION): "Obligation",
    str(LineKind.RENEWAL): "Renewal",
}


@dataclass(frozen=True)
class Row:
    """One line as the page shows it; `pk` only where it can be chosen."""

    pk: str
    title: SafeString
    owner: object
    due: SafeString
    priority: SafeString
    source: SafeString
    state: SafeString


@dataclass(frozen=True)
class Choice:
    value: str
    word: str
    is_chosen: bool
    address: str = ""


def agenda_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Answers who has to do what by when. `context` is what the site gives every page."""
    wanted, problems = _wanted(request)
    if request.method == "POST":
        return _carry_out(request, wanted)
    me, today = membership_of(request), today_of(request)
    agenda = read_agenda(wanted, me, today)
    pages = Paginator(worst_first(agenda.lines, today), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    people = {member.pk: member for member in active_members(organization_of(request).pk)}
    lines = list(page.object_list)
    content = {
        "title": "Actions",
        "sentence": _sentence(agenda.lines, wanted, today),
        "problems": problems,
        "views": [
            Choice(view, VIEW_WORDS[view], view == wanted.view, _address(wanted, view=view))
            for view in VIEWS
        ],
        "owners": [
            Choice(str(member.pk), str(member), member.pk == wanted.owner)
            for member in people.values()
        ],
        "sources": [
            Choice(value, word, value == wanted.source) for value, word in SOURCE_WORDS.items()
        ],
        "wanted": wanted,
        "is_filtered": bool(wanted.owner or wanted.source or wanted.words),
        "clear_address": _address(Wanted(wanted.view)),
        "rows": _rows(lines, agenda, people, today),
        "page": page,
        "page_query": _address(wanted),
        "has_any": bool(agenda.lines) or Action.objects.exists(),
        "can_choose": any(line.kind is LineKind.ACTION and line.is_open for line in lines),
        "may_add": request.user.has_perm("risk.add_action"),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "risk/actions/agenda.html", {**context, **content})


def _wanted(request: HttpRequest) -> tuple[Wanted, list[str]]:
    """What the address asks for, and sentences about what it asks for in vain."""
    asked, problems = request.GET, []
    view = asked.get("view", "mine")
    if view not in VIEWS:
        problems.append(f"There is no view {view[:40]!r}: expected one of {', '.join(VIEWS)}.")
        view = "mine"
    source = asked.get("source", "")
    if source and source not in SOURCE_WORDS:
        problems.append(f"There is no source {source[:40]!r}: choose one below.")
        source = ""
    owner = None
    if asked.get("owner"):
        members = {str(m.pk): m.pk for m in active_members(organization_of(request).pk)}
        owner = members.get(asked["owner"])
        if owner is None:
            problems.append("The owner in the address is no member: choose one below.")
    return Wanted(view, owner, source, asked.get("q", "").strip()[:200]), problems


def _address(wanted: Wanted, **changed: str) -> str:
    query = {
        "view": wanted.view,
        "owner": str(wanted.owner or ""),
        "source": wanted.source,
        "q": wanted.words,
        **changed,
    }
    return f"?{urlencode({name: value for name, value in query.items() if value})}"


def _sentence(lines: Sequence[Line], wanted: Wanted, today: date) -> str:
    if not lines:
        return ""
    if wanted.view == "done":
        return f"{len(lines):,} closed."
    late = sum(is_overdue(line, today) for line in lines)
    whose = " of yours" if wanted.view == "mine" else ""
    things = "thing" if len(lines) == 1 else "things"
    return f"{len(lines):,} {things}{whose} to do; {late:,} overdue."


def _rows(
    lines: Sequence[Line], agenda: Agenda, people: dict[UUID, Membership], today: date
) -> list[Row]:
    actions = Action.objects.in_bulk([line.id for line in lines if line.kind is LineKind.ACTION])
    prefetch_related_objects(
        list(actions.values()),
        *SOURCES,
        "owner__user",
        "comment__finding",
        "comment__contract",
        "comment__engagement",
    )
    return [
        _action_row(actions[line.id], line, today)
        if line.kind is LineKind.ACTION
        else _renewal_row(line, people, today)
        if line.kind is LineKind.RENEWAL
        else _obligation_row(agenda, line, people, today)
        for line in lines
        if line.kind is not LineKind.ACTION or line.id in actions
    ]


def _action_row(action: Action, line: Line, today: date) -> Row:
    return Row(
        pk=str(action.pk) if line.is_open else "",
        title=link(page_of(action), action.title),
        owner=action.owner,
        due=due_badge(action.due_on, today, is_open=line.is_open),
        priority=priority_badge(action.priority),
        source=source_link(action),
        state=state_badge(action.state),
    )


def _obligation_row(agenda: Agenda, line: Line, people: dict[UUID, Membership], today: date) -> Row:
    obligation = agenda.obligations[line.id].obligation
    owner = people.get(line.owner_id) if line.owner_id else None
    return Row(
        pk="",
        title=link(page_of(obligation), line.title),
        owner=owner or no_data("Nobody"),
        due=due_badge(line.due_on, today, is_open=True),
        priority=priority_badge(line.priority),
        source=link(page_of(obligation.contract), f"Obligation of {obligation.contract.number}"),
        state=badge("Due", Tone.WARNING, "event"),
    )


def _renewal_row(line: Line, people: dict[UUID, Membership], today: date) -> Row:
    owner = people.get(line.owner_id) if line.owner_id else None
    return Row(
        pk="",
        title=link(page_of(Contract(pk=line.id)), line.title),
        owner=owner or no_data("Nobody"),
        due=due_badge(line.due_on, today, is_open=True),
        priority=priority_badge(line.priority),
        source=link(reverse("admin:renewals"), "Renewals"),
        state=badge("To decide", Tone.WARNING, "event_repeat"),
    )


def _carry_out(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    """Does what was asked to each chosen action; one that refuses doesn't hold back the others."""
    back = f"{list_of(Action)}{_address(wanted)}"
    actor, now = membership_of(request), timezone.now()
    chosen = request.POST.getlist("action")
    act, done_word = _what(request, actor, now)
    if act is None or not chosen:
        messages.warning(request, "Choose actions, and what to do with them.")
        return redirect(back)
    if len(chosen) > MOST_AT_ONCE:
        messages.warning(request, f"Choose at most {MOST_AT_ONCE} actions at once.")
        return redirect(back)
    done, refusals = 0, []
    for key in chosen:
        try:
            act(UUID(key))
            done += 1
        except (ActionRefused, PermissionDenied) as refusal:
            refusals.append(str(refusal))
        except (ValueError, Action.DoesNotExist):
            refusals.append("One of the actions doesn't exist any more.")
    if done:
        messages.success(request, f"{done} action{'' if done == 1 else 's'} {done_word}.")
    for words in refusals[:REFUSALS_SHOWN]:
        messages.warning(request, words)
    return redirect(back)


def _what(
    request: HttpRequest, actor: Membership, now: datetime
) -> tuple[Callable[[UUID], object] | None, str]:
    asked = request.POST.get("do")
    if asked == "done":
        return lambda key: complete_action(action_id=key, actor=actor, now=now), "done"
    if asked == "hand_over":
        members = {str(m.pk): m for m in active_members(actor.organization_id)}
        to = members.get(request.POST.get("to", ""))
        if to is not None:
            return lambda key: hand_over(action_id=key, to=to, actor=actor), f"handed to {to}"
    return None, ""
