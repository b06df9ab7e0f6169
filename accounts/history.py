"""History: every insert, update and delete of a tracked row, written by a database trigger.

Triggers also catch bulk and raw SQL. Who did it stands in the event's own context column
(`PGHISTORY_CONTEXT_FIELD`), so that no shared table holds what one organization did.
"""

from collections.abc import Callable

import pghistory
from django.db import models


def tracked[Model: type[models.Model]](model: Model) -> Model:
    """Class decorator for models whose rows belong to one organization."""
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    decorated: Model = pghistory.track(*events)(model)
    return decorated


def tracked_except[Model: type[models.Model]](*fields: str) -> Callable[[Model], Model]:
    """Like `tracked`, for a model with fields that change daily without telling anybody anything.

    History doesn't hold these fields, and a change of nothing else writes no event.
    """

    def decorate(model: Model) -> Model:
        events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
        decorated: Model = pghistory.track(*events, exclude=list(fields))(model)
        return decorated

    return decorate


def tracked_changes[Model: type[models.Model]](model: Model) -> Model:
    """Class decorator for the organization itself, which can't be entered before it exists."""
    decorated: Model = pghistory.track(pghistory.UpdateEvent())(model)
    return decorated
