"""Records as they were at a moment, read from the history that triggers write.

A record without any event, because its history was forgotten or began later, is taken as it is
now: that is the best that is known of it.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef


def record_as_of(record: models.Model, at: datetime) -> Any:
    """The record's newest event up to the moment, with the same fields; else the record itself."""
    events: Any = record.events  # type: ignore[attr-defined]
    return events.filter(pgh_created_at__lte=at).order_by("-pgh_id").first() or record


def rows_as_of(model: type[models.Model], at: datetime, **parents: object) -> list[Any]:
    """The rows of their parents as they were at the moment, without those that were added later.

    `parents` are conditions on columns that never change, such as the record that rows belong to.
    """
    events = model.events.rel.related_model._default_manager  # type: ignore[attr-defined]
    then = (
        events.filter(pgh_created_at__lte=at, **parents)
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    told = events.filter(pgh_obj_id=OuterRef("pk"))
    untold = model._default_manager.filter(~Exists(told), **parents)
    return [*(event for event in then if event.pgh_label != "delete"), *untold]
