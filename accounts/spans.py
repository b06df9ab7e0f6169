"""Spans of days that must not overlap, held apart by the database."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models


class DateRange(models.Func):
    function = "DATERANGE"
    output_field = DateRangeField()


def no_overlap(
    name: str, of: tuple[str, ...], first: str, last: str, message: str
) -> ExclusionConstraint:
    """Refuses two rows with equal `of` whose days from `first` to `last`, both included, meet.

    An empty last day means no end. Needs the extension btree_gist.
    """
    equal = [(field, RangeOperators.EQUAL) for field in ("organization", *of)]
    days = (DateRange(first, last, models.Value("[]")), RangeOperators.OVERLAPS)
    return ExclusionConstraint(
        name=name, expressions=[*equal, days], violation_error_message=message
    )
