"""What the command palette finds: pages, and the records people look for by name."""

from collections.abc import Iterator

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from unfold.dataclasses import SearchResult

from accounts.display import page_of
from config.navigation import GROUPS
from risk.models import Action, Finding
from sourcing.models import Document, Engagement
from teams.models import Team
from vendors.models import Contract, Vendor

SEARCHED = (
    (Vendor, "domain"),
    (Engagement, "handshake"),
    (Contract, "contract"),
    (Team, "groups"),
    (Finding, "flag"),
    (Document, "description"),
    (Action, "task_alt"),
)
PER_MODEL = 8
SHORTEST = 2


def find(site: AdminSite, request: HttpRequest, term: str) -> list[SearchResult]:
    """At most `PER_MODEL` records of each kind, pages first; only what the person may open."""
    if len(term) < SHORTEST:
        return []
    return [*_pages(request, term), *_records(site, request, term)]


def _pages(request: HttpRequest, term: str) -> Iterator[SearchResult]:
    for group in GROUPS:
        for entry in group.entries:
            if term.lower() in entry.title.lower() and entry.is_for(request):
                yield SearchResult(entry.title, "Page", entry.address, entry.icon)


def _records(site: AdminSite, request: HttpRequest, term: str) -> Iterator[SearchResult]:
    for model, icon in SEARCHED:
        admin = site.get_model_admin(model)
        if not admin.has_view_permission(request):
            continue
        found, _ = admin.get_search_results(request, admin.get_queryset(request), term)
        kind = str(model._meta.verbose_name).capitalize()
        for record in found.distinct()[:PER_MODEL]:
            yield SearchResult(str(record), kind, page_of(record), icon)
