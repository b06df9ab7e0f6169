"""A list page as a table: same filters, same order, same columns, same words, every page of it."""

import html
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import batched
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from unfold.admin import ModelAdmin

from accounts.display import Shown
from accounts.exporting.table import Cell, Table

CHUNK = 500
_ICON = re.compile(r'<span class="material-symbols-outlined.*?</span>', re.DOTALL)


def table_of_list(admin: ModelAdmin, request: HttpRequest) -> Table:
    """What the list's address shows; the page number in it makes no difference.

    Rows are read through a cursor on the server, while the transaction lasts. Raises Http404 for
    a filter that the list doesn't know.
    """
    try:
        changes = admin.get_changelist_instance(request)
    except IncorrectLookupParameters:
        raise Http404("The address has a filter that this list doesn't know.") from None
    columns = [name for name in admin.get_list_display(request) if name != "action_checkbox"]
    model = admin.model
    return Table(
        name=str(model._meta.verbose_name_plural),
        headings=[capfirst(str(label_for_field(name, model, admin))) for name in columns],
        rows=_rows(admin, request, changes.queryset, columns),
        count=changes.result_count,
    )


def _rows(
    admin: Any, request: HttpRequest, found: models.QuerySet, columns: Sequence[Any]
) -> Iterator[list[Cell]]:
    for chunk in batched(found.iterator(chunk_size=CHUNK), CHUNK):
        for record in admin.prepare(request, list(chunk)):
            yield [_cell(admin, name, record) for name in columns]


def _cell(admin: Any, name: Any, record: models.Model) -> Cell:
    try:
        field, attribute, value = lookup_field(name, record, admin)
    except ObjectDoesNotExist:
        return Cell("")
    if field is None:
        return cell_of(_yes_no(value) if getattr(attribute, "boolean", False) else value)
    if field.choices:
        return Cell(str(dict(field.flatchoices).get(value, value or "")))
    if isinstance(field, models.ForeignKey):
        value = getattr(record, field.name)
    return cell_of(value)


def cell_of(value: Any) -> Cell:
    """What a list's column gives, as a plain value."""
    if isinstance(value, Shown):
        return Cell(cell_of(value.value).value, value.currency)
    if isinstance(value, bool):
        return Cell(_yes_no(value))
    if isinstance(value, datetime):
        return Cell(localtime(value) if value.tzinfo else value)
    if value is None or isinstance(value, int | Decimal | date | time):
        return Cell(value)
    if isinstance(value, SafeString):
        return Cell(_text(value))
    return Cell(str(value))


def _text(markup: str) -> str:
    return " ".join(html.unescape(strip_tags(_ICON.sub("", markup))).split())


def _yes_no(value: bool | None) -> str:
    return "Not known" if value is None else "Yes" if value else "No"
