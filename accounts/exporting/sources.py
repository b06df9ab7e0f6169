"""Every table that can be exported, by name: each list of the site, and what rooms add."""

from collections.abc import Callable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.exporting.lists import table_of_list
from accounts.exporting.table import Table

type Source = Callable[[HttpRequest], Table]

_SOURCES: dict[str, Source] = {}


def export_source(name: str) -> Callable[[Source], Source]:
    """Decorator for a function that reads a page's address and gives the table it shows."""

    def register(source: Source) -> Source:
        _SOURCES[name] = source
        return source

    return register


def table_of(request: HttpRequest, name: str) -> Table:
    """The table that the page `name` shows under the request's address.

    `name` is a source's, or a list's such as `vendors.contract`. Raises Http404 for a name that
    doesn't exist and PermissionDenied where the person may not see the page.
    """
    if name in _SOURCES:
        return _SOURCES[name](request)
    for model, model_admin in admin.site._registry.items():
        if model._meta.label_lower == name and hasattr(model_admin, "prepare"):
            if not model_admin.has_view_permission(request):
                raise PermissionDenied
            return table_of_list(model_admin, request)
    raise Http404("There is no such list.")
