"""Filters in the address: those an endpoint declares, read strictly, and nothing else.

django-filter does the filtering. Here values must have the form that the schema states; an
unknown parameter, a repeated or an empty one is refused by name.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from accounts.api.fields import CANONICAL_UUID, COUNTRIES, ISO_DATE
from accounts.api.pagination import refuse
from accounts.nearest import nearest


def _refusal(value: str, why: str) -> ValidationError:
    """Names the value apart from the sentence, which is formatted: it may hold a percent sign."""
    return ValidationError(f"%(value)r {why}", "invalid", params={"value": value[:40]})


class _DateField(forms.DateField):
    def to_python(self, value: Any) -> Any:
        if value and not ISO_DATE.fullmatch(str(value)):
            raise _refusal(str(value), "is not a date such as 2020-06-30.")
        return super().to_python(value)


class _KeyField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        if not value:
            return None
        if not CANONICAL_UUID.fullmatch(value):
            raise _refusal(value, "is not an id such as 018f3c3e-7b6a-7c4e-9d5e-2f1a3b4c5d6e.")
        return UUID(value)


class _TruthField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        if not value:
            return None
        if value not in {"true", "false"}:
            raise _refusal(value, "is neither true nor false.")
        return value == "true"


class DayFilter(django_filters.DateFilter):
    """`YYYY-MM-DD`."""

    field_class = _DateField


class MomentDayFilter(DayFilter):
    """A day in UTC that bounds a moment: `gte` from its first instant, `lte` to its last."""

    def filter(self, qs: Any, value: date | None) -> Any:
        if value is None:
            return qs
        if self.lookup_expr == "gte":
            return qs.filter(**{f"{self.field_name}__gte": midnight(value)})
        return qs.filter(**{f"{self.field_name}__lt": midnight(value, days=1)})


class AddressFilter(django_filters.Filter):
    """An IP address, of version 4 or 6."""

    field_class = forms.GenericIPAddressField


class KeyFilter(django_filters.Filter):
    """The id of another record, of which the filter's field is the foreign key."""

    field_class = _KeyField


class TruthFilter(django_filters.Filter):
    """`true` or `false`."""

    field_class = _TruthField


class Filters(django_filters.FilterSet):
    """What an endpoint's list can be filtered by; a subclass names the filters."""


def choices(enumeration: Any, **kwargs: Any) -> django_filters.ChoiceFilter:
    """A filter for one of the values of Django choices."""
    return django_filters.ChoiceFilter(choices=enumeration.choices, empty_label=None, **kwargs)


def key(column: str | None = None) -> KeyFilter:
    return KeyFilter(field_name=column)


def truth(
    column: str | None = None, lookup: str = "exact", *, exclude: bool = False
) -> TruthFilter:
    return TruthFilter(field_name=column, lookup_expr=lookup, exclude=exclude)


def text(column: str | None = None, lookup: str = "exact") -> django_filters.CharFilter:
    return django_filters.CharFilter(field_name=column, lookup_expr=lookup)


def one_of(codes: Iterable[str], column: str | None = None) -> django_filters.ChoiceFilter:
    """A filter for one of several codes that need no label."""
    return django_filters.ChoiceFilter(
        field_name=column, choices=[(code, code) for code in codes], empty_label=None
    )


def country(column: str | None = None) -> django_filters.ChoiceFilter:
    return one_of(COUNTRIES, column)


def from_day(column: str) -> DayFilter:
    """On this day or later."""
    return DayFilter(field_name=column, lookup_expr="gte")


def to_day(column: str) -> DayFilter:
    """On this day or earlier."""
    return DayFilter(field_name=column, lookup_expr="lte")


def from_midnight(column: str) -> MomentDayFilter:
    """At a moment of this day (in UTC) or later."""
    return MomentDayFilter(field_name=column, lookup_expr="gte")


def to_midnight(column: str) -> MomentDayFilter:
    """At a moment of this day (in UTC) or earlier."""
    return MomentDayFilter(field_name=column, lookup_expr="lte")


def address(column: str | None = None) -> AddressFilter:
    return AddressFilter(field_name=column)


def midnight(day: date, days: int = 0) -> datetime:
    """The first instant of a day in UTC, or of one some days later."""
    return datetime.combine(day, time(), UTC) + timedelta(days=days)


def refuse_unknown_parameters(parameters: QueryDict, known: Iterable[str]) -> None:
    """Raises `ValidationError` that names a parameter nobody reads, and the known ones."""
    known = list(known)
    for name, values in parameters.lists():
        if name not in known:
            listed = f"The known ones: {', '.join(known)}." if known else "There are none here."
            raise refuse(
                name or "?",
                f"There is no parameter {name[:60]!r}.{nearest(name[:60], known)} {listed}",
                "unknown_parameter",
            )
        if len(values) > 1:
            raise refuse(name, f"The parameter is given {len(values)} times, expected once.")
        if values[0] == "":
            raise refuse(name, "The parameter is empty. Leave it out, or give it a value.")
        if "\x00" in values[0]:
            raise refuse(name, "The parameter holds a null character.")


def search_in(queryset: QuerySet, columns: Iterable[str], term: str) -> QuerySet:
    """Rows in which any of the columns holds the term; upper and lower case don't matter."""
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__icontains": term})
    return queryset.filter(condition)
