"""Long lists a page at a time; a total always stands for the whole list."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 250


def page_of(request: HttpRequest, rows: Sequence[Any]) -> Page[Any]:
    """The page that the address names, the nearest one where there is no such page."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
