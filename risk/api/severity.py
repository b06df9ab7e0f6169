"""Severities go out as words; the database keeps the numbers they sort by."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from risk.conclusions import Severity

WORDS = [(severity.name.lower(), severity.name.capitalize()) for severity in reversed(Severity)]


class SeverityWord(serializers.ChoiceField):
    """`critical`, `high`, `medium`, `low` or `info`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=WORDS, **kwargs)

    @staticmethod
    def from_column(value: int) -> str:
        return Severity(value).name.lower()


def _at_least(queryset: QuerySet, name: str, value: str) -> QuerySet:
    return queryset.filter(severity__gte=Severity[value.upper()])


def _exactly(queryset: QuerySet, name: str, value: str) -> QuerySet:
    return queryset.filter(severity=Severity[value.upper()])


def is_severity() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(choices=WORDS, empty_label=None, method=_exactly)


def at_least_severity() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(choices=WORDS, empty_label=None, method=_at_least)
