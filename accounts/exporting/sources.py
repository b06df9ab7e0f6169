"""Every table that can be exported, by name: each list of the site, and what rooms add."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest

from accounts.exporting.lists import table_of_list
from accounts.exporting.table import Table

type Source = Callable[[HttpRequest], Table]

_SOURCES: dict[str, Source] = {}
_PERMISSIONS: dict[str, str] = {}


def export_source(name: str, permission: str) -> Callable[[Source], Source]:
    """Decorator for a function that reads a page's address and gives the table it shows.

    `permission` is what the page asks for; the function checks it itself.
    """

    def register(source: Source) -> Source:
        _SOURCES[name], _PERMISSIONS[name] = source, permission
        return source

    return register


def permission_of_source(name: str) -> str:
    """What somebody must be granted to read a table; raises Http404 for one there isn't."""
    if name in _PERMISSIONS:
        return _PERMISSIONS[name]
    if name not in source_names():
        raise Http404("There is no such list.")
    app, model = name.split(".")
    return f"{app}.view_{model}"


def source_names() -> list[str]:
    """The names of all tables that can be exported, in their order."""
    return sorted([*_SOURCES, *(model._meta.label_lower for model in _lists())])


def table_of(request: HttpRequest, name: str) -> Table:
    """The table that the page `name` shows under the request's address.

    `name` is a source's, or a list's such as `vendors.contract`. Raises Http404 for a name that
    doesn't exist and PermissionDenied where the person may not see the page.
    """
    if name in _SOURCES:
        return _SOURCES[name](request)
    for model, model_admin in _lists().items():
        if model._meta.label_lower == name:
            if not model_admin.has_view_permission(request):
                raise PermissionDenied
            return table_of_list(model_admin, request)
    raise Http404("There is no such list.")


def _lists() -> dict[type[Model], Any]:
    """The site's lists that can be exported, by their model."""
    return {
        model: model_admin
        for model, model_admin in admin.site._registry.items()
        if hasattr(model_admin, "prepare")
    }
