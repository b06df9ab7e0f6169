"""Pages whose filters can be kept under a name: each list of the site, and what rooms add."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, QueryDict

from accounts.display import list_of
from accounts.lookups import field_path

#: What an address says of the moment and not of the view.
PASSING = (PAGE_VAR, ERROR_FLAG, "page", "all")


@dataclass(frozen=True)
class ViewPage:
    """`may_open` says whether the person sees the page; `understands` whether the page knows a
    parameter with its value, which may have gone since the view was saved.
    """

    address: str
    may_open: Callable[[HttpRequest], bool]
    understands: Callable[[HttpRequest, str, str], bool]


_PAGES: dict[str, Callable[[], ViewPage]] = {}


def add_view_page(name: str, page: Callable[[], ViewPage]) -> None:
    """Lets people keep views of a page that is no list."""
    _PAGES[name] = page


def view_page(request: HttpRequest, name: str) -> ViewPage:
    """Raises Http404 for a page that doesn't exist, PermissionDenied for one they may not open."""
    page = _PAGES[name]() if name in _PAGES else _list_page(name)
    if page is None:
        raise Http404("There is no such page.")
    if not page.may_open(request):
        raise PermissionDenied
    return page


def without_passing(query: str) -> str:
    """The query string without the page number and the like."""
    kept = QueryDict(query, mutable=True)
    for name in PASSING:
        kept.pop(name, None)
    return kept.urlencode()


def _list_page(name: str) -> ViewPage | None:
    for model, model_admin in admin.site._registry.items():
        if model._meta.label_lower == name and hasattr(model_admin, "prepare"):
            return ViewPage(
                address=list_of(model),
                may_open=model_admin.has_view_permission,
                understands=partial(_list_understands, model_admin),
            )
    return None


def _list_understands(
    model_admin: admin.ModelAdmin, request: HttpRequest, key: str, value: str
) -> bool:
    asked = QueryDict(mutable=True)
    asked[key] = value
    before, request.GET = request.GET, asked  # type: ignore[assignment]
    try:
        model_admin.get_changelist_instance(request)
    except (IncorrectLookupParameters, DisallowedModelAdminLookup):
        return False
    finally:
        request.GET = before
    return _names_a_record(model_admin.model, key, value)


def _names_a_record(model: type[models.Model], key: str, value: str) -> bool:
    """False where the filter is for one record of another table and that record is gone."""
    path = field_path(model, key)
    try:
        field = model._meta.get_field(path or "")
    except FieldDoesNotExist:
        return True
    related = field.related_model
    if not isinstance(field, models.ForeignKey) or not isinstance(related, type):
        return True
    try:
        return related._default_manager.filter(pk=UUID(value)).exists()
    except ValueError:
        return True
