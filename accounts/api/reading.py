"""Reads records as plain values: the fast path of lists, and of single records too.

A serializer says which fields there are; their columns are read without making models. What
comes from other tables is read by key after the page has been cut: joined before, it makes
PostgreSQL weigh the join under row-level security, where its estimates are poor.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import Any

from django.db import models
from rest_framework import serializers

type Row = dict[str, Any]


@dataclass
class Related:
    """Fields read from the table that one foreign key points to; `paths` by field name."""

    model: type[models.Model]
    paths: dict[str, str] = field(default_factory=dict)

    def add_to(self, rows: list[Row], keys: Iterable[Any]) -> None:
        keys = list(keys)
        wanted = {key for key in keys if key is not None}
        if not wanted:
            return
        found = {
            key: values
            for key, *values in self.model._default_manager.filter(pk__in=wanted).values_list(
                "pk", *self.paths.values()
            )
        }
        for row, key in zip(rows, keys, strict=True):
            if key in found:
                row.update(zip(self.paths, found[key], strict=True))


class Shape:
    """How the fields of a serializer are read; `added` ones are filled in by the endpoint."""

    def __init__(
        self, serializer_class: type[serializers.ModelSerializer], added: tuple[str, ...]
    ) -> None:
        self.model: type[models.Model] = serializer_class.Meta.model
        self.names: list[str] = []
        self.columns: list[str] = []
        self.converters: dict[str, Callable[[Any], Any]] = {}
        self.related: dict[str, Related] = {}
        self.empty: Row = {}
        for name, shown in serializer_class().fields.items():
            if shown.write_only:
                continue
            self.empty[name] = None
            if name not in added:
                self._learn(name, shown)

    def _learn(self, name: str, shown: serializers.Field) -> None:
        source = shown.source or name
        relation, _, path = source.partition(".")
        if path:
            key: Any = self.model._meta.get_field(relation)
            related = self.related.setdefault(key.attname, Related(key.related_model))
            related.paths[name] = path.replace(".", "__")
            return
        is_key = isinstance(shown, serializers.PrimaryKeyRelatedField)
        column: Any = self.model._meta.get_field(source)
        self.names.append(name)
        self.columns.append(column.attname if is_key else source)
        if hasattr(shown, "from_column"):
            self.converters[name] = shown.from_column

    def read(self, queryset: models.QuerySet, *more: str) -> tuple[list[Row], list[Any]]:
        """The rows of a queryset, and for each the values of the columns in `more`."""
        keys = list(self.related)
        width = len(self.columns)
        values = list(queryset.values_list(*self.columns, *keys, *more))
        rows = [{**self.empty, **dict(zip(self.names, found, strict=False))} for found in values]
        for name, convert in self.converters.items():
            for row in rows:
                row[name] = convert(row[name])
        for position, related in enumerate(self.related.values(), start=width):
            related.add_to(rows, map(itemgetter(position), values))
        return rows, [found[width + len(keys) :] for found in values]


@cache
def shape_of(serializer_class: type[serializers.ModelSerializer], added: tuple[str, ...]) -> Shape:
    """The shape of a serializer, found out once."""
    return Shape(serializer_class, added)
