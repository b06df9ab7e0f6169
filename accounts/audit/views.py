"""The organization's history: what changed, and who came in or was turned away."""

from tempfile import TemporaryFile
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts.access import organization_of
from accounts.audit.entries import audit_entries
from accounts.audit.files import history_table
from accounts.audit.filters import ORIGINS, query_of, read_filters
from accounts.audit.kinds import readable_kinds
from accounts.audit.reading import read_events, read_position
from accounts.exporting.table import Table
from accounts.exporting.writers import CONTENT_TYPES, Format, write_table
from accounts.models import Access, AccessEvent, Membership
from accounts.signin.browsers import browser_name

PERMISSION = "accounts.view_history"
PER_PAGE = 50


def history(request: HttpRequest) -> HttpResponseBase:
    """All changes that match, or the same as a file with `?format=csv` or `xlsx`."""
    _demand(request)
    organization = organization_of(request)
    people = _people(request)
    readable = readable_kinds(request)
    zone: Any = timezone.get_current_timezone()
    filters = read_filters(request.GET, readable, people, zone)
    if request.GET.get("format") in {"csv", "xlsx"} and not filters.problems:
        return _file(Format(request.GET["format"]), history_table(organization, filters))
    after = read_position(request.GET.get("after", ""))
    found = read_events(organization=organization, filters=filters, after=after, limit=PER_PAGE + 1)
    page = found[:PER_PAGE]
    more = len(found) > PER_PAGE
    context = {
        "title": "History",
        "entries": audit_entries(page, organization),
        "filters": filters,
        "people": people,
        "kinds": readable,
        "origins": ORIGINS.items(),
        "is_first": after is None,
        "first": urlencode(query_of(filters.entered)),
        "next": urlencode(query_of(filters.entered, after=page[-1].position.written()))
        if more
        else "",
        "csv": urlencode(query_of(filters.entered, format="csv")),
        "xlsx": urlencode(query_of(filters.entered, format="xlsx")),
    }
    return _page(request, "accounts/audit/changes.html", context)


def sign_ins(request: HttpRequest) -> HttpResponse:
    """Who signed in, failed to, or was denied a page."""
    _demand(request)
    people = _people(request)
    kind, person = request.GET.get("kind", ""), request.GET.get("person", "")
    events = AccessEvent.objects.select_related("membership__user").order_by("-at", "-id")
    if kind:
        events = events.filter(kind=kind) if kind in Access.values else events.none()
    chosen = next((member for member in people if str(member.pk) == person), None)
    if person:
        events = events.filter(membership=chosen) if chosen else events.none()
    after = _uuid(request.GET.get("after", ""))
    last = AccessEvent.objects.filter(pk=after).first() if after else None
    if last:
        events = events.filter(at__lte=last.at).exclude(at=last.at, id__gte=last.pk)
    rows = list(events[: PER_PAGE + 1])
    page = rows[:PER_PAGE]
    context = {
        "title": "Sign-ins",
        "events": [(event, browser_name(event.user_agent)) for event in page],
        "people": people,
        "kinds": Access.choices,
        "kind": kind,
        "person": person,
        "is_first": last is None,
        "first": urlencode(query_of({"kind": kind, "person": person})),
        "next": urlencode(query_of({"kind": kind, "person": person}, after=page[-1].pk))
        if len(rows) > PER_PAGE
        else "",
    }
    return _page(request, "accounts/audit/sign_ins.html", context)


def _demand(request: HttpRequest) -> None:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied


def _people(request: HttpRequest) -> list[Membership]:
    members = Membership.objects.filter(organization=organization_of(request))
    return list(members.select_related("user").order_by("user__full_name"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), **context})


def _file(form: Format, table: Table) -> FileResponse:
    """Written to the disk first, so that memory stays the same however much there is."""
    file = TemporaryFile()  # noqa: SIM115 -- the response closes it
    write_table(table, form, file, lambda done: None)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"history.{form}",
        content_type=CONTENT_TYPES[form],
    )
