"""Reads records as plain values: the fast path of lists, and of single records too.

A serializer says which fields there are; one statement reads their columns without making models.
What comes from other tables is a subquery of its own for each row: joined, it makes PostgreSQL
weigh the join under row-level security, where its estimates are poor; and a statement of its own
costs more in round trips and parameters than a hundred look-ups by key.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Protocol, runtime_checkable

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Func, OuterRef, Subquery
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import JSONObject
from rest_framework import serializers

type Row = dict[str, Any]


@runtime_checkable
class Selected(Protocol):
    """A field whose value the record's statement computes: `selected` is the expression."""

    @property
    def selected(self) -> Combinable: ...


class Children(serializers.Field):
    """A list of lines that other records make of this one; read with it, never written.

    `lines` are those records, filtered by `OuterRef` and in their order; `columns` say from which
    of their columns each name of a line comes.
    """

    def __init__(self, lines: models.QuerySet, columns: dict[str, str], **kwargs: Any) -> None:
        self.lines, self.columns = lines, columns
        super().__init__(read_only=True, **kwargs)

    @property
    def selected(self) -> Combinable:
        line = JSONObject(**self.columns)
        array = ArraySubquery(self.lines.values_list(line))
        return Func(
            array,
            function="to_json",
            template="%(function)s(%(expressions)s)::text",
            output_field=models.TextField(),
        )

    @staticmethod
    def from_column(value: str) -> Any:
        return orjson.loads(value)


class Shape:
    """How the fields of a serializer are read; `added` ones are filled in by the endpoint."""

    def __init__(
        self, serializer_class: type[serializers.ModelSerializer], added: tuple[str, ...]
    ) -> None:
        self.model: type[models.Model] = serializer_class.Meta.model
        self.names: list[str] = []
        self.columns: list[str] = []
        self.converters: dict[str, Callable[[Any], Any]] = {}
        self.selected: dict[str, Combinable] = {}
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
        if hasattr(shown, "from_column"):
            self.converters[name] = shown.from_column
        if isinstance(shown, Selected):
            self.selected[name] = _spelled_out(self.model, shown.selected)
            return
        if path:
            of_related = _of_related(self.model._meta.get_field(relation), path)
            self.selected[name] = _spelled_out(self.model, of_related)
            return
        is_key = isinstance(shown, serializers.PrimaryKeyRelatedField)
        column: Any = self.model._meta.get_field(source)
        self.names.append(name)
        self.columns.append(column.attname if is_key else source)

    def read(self, queryset: models.QuerySet, *more: str) -> tuple[list[Row], list[Any]]:
        """The rows of a queryset, and for each the values of the columns in `more`."""
        names = [*self.names, *self.selected]
        values = list(queryset.values_list(*self.columns, *self.selected.values(), *more))
        rows = [{**self.empty, **dict(zip(names, found, strict=False))} for found in values]
        for name, convert in self.converters.items():
            for row in rows:
                row[name] = convert(row[name])
        return rows, [found[len(names) :] for found in values]


def _of_related(key: Any, path: str) -> Combinable:
    """One column of the record that a foreign key points to; NULL where it points nowhere."""
    related = key.related_model._default_manager.filter(pk=OuterRef(key.attname)).order_by()
    return Subquery(related.values(path.replace(".", "__")))


def _spelled_out(model: type[models.Model], expression: Combinable) -> RawSQL:
    """The expression as SQL, which Django would otherwise work out anew for every list.

    It names the model's table, which is called so in every queryset of that model.
    """
    query = model._default_manager.order_by().annotate(spelled_out=expression).query
    compiler = query.get_compiler(connection=connection)
    compiler.setup_query()
    annotation: Any = query.annotations["spelled_out"]
    statement, parameters = compiler.compile(annotation)
    return RawSQL(statement, parameters, output_field=annotation.output_field)  # noqa: S611


@cache
def shape_of(serializer_class: type[serializers.ModelSerializer], added: tuple[str, ...]) -> Shape:
    """The shape of a serializer, found out once."""
    return Shape(serializer_class, added)
