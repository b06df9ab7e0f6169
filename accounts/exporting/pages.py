"""The pages of exports: a list as a file, and one's own long exports with their progress."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.access import membership_of, organization_of
from accounts.exporting.files import file_answer, stored_file
from accounts.exporting.sources import table_of
from accounts.exporting.writers import Format
from accounts.models import Export
from accounts.models.leased_job import JobState
from accounts.services.exports import downloads, kept_words, request_export

View = Callable[..., HttpResponseBase]


def urls() -> list[tuple[str, View, str]]:
    """Route, view and name of each page, for the site to guard."""
    return [
        ("exports/", exports, "exports"),
        ("exports/<uuid:key>/download/", download, "export_download"),
        ("export/<str:source>/<str:form>/", export, "export"),
    ]


def export(request: HttpRequest, source: str, form: str) -> HttpResponseBase:
    """What the page `source` shows under this address, as a file.

    A long list is made by a worker once the person has said so, since opening an address must
    change nothing.
    """
    if form not in list(Format):
        raise Http404("There is no such format.")
    table = table_of(request, source)
    if table.count <= settings.EXPORT_DIRECT_ROWS:
        return file_answer(request, table, Format(form))
    if request.method == "POST":
        request_export(
            actor=membership_of(request),
            source=source,
            title=table.name,
            query=request.GET.urlencode(),
            form=Format(form),
            rows=table.count,
            now=timezone.now(),
        )
        return redirect("admin:exports")
    return _page(
        request,
        "start",
        {"title": f"Export of {table.name}", "table": table, "format": form.upper()},
    )


def exports(request: HttpRequest) -> HttpResponse:
    """The person's own exports of the last days, the latest first."""
    organization_of(request)
    own = Export.objects.filter(requested_by=membership_of(request))
    rows = list(own)
    return _page(
        request,
        "list",
        {
            "title": "Exports",
            "exports": rows,
            "kept": kept_words(organization_of(request)),
            "ready": sum(row.state == JobState.DONE for row in rows),
            "under_way": any(row.is_under_way for row in rows),
        },
    )


def download(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The file, for the person who asked for it; anything else is missing."""
    found = downloads(membership_of(request), timezone.now()).filter(pk=key).first()
    if found is None or not default_storage.exists(found.file):
        raise Http404("There is no such export.")
    return stored_file(found)


def _page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    request.current_app = admin.site.name
    shell = admin.site.each_context(request)
    return TemplateResponse(request, f"accounts/exports/{template}.html", {**shell, **context})
