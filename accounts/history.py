"""History: every insert, update and delete of a tracked row, written by a database trigger.

Triggers also catch bulk and raw SQL. Who did it stands in the event's own context column
(`PGHISTORY_CONTEXT_FIELD`), so that no shared table holds what one organization did.
"""

import pghistory
from django.db import models


def tracked[Model: type[models.Model]](model: Model) -> Model:
    """Class decorator for models whose rows belong to one organization."""
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    decorated: Model = pghistory.track(*events)(model)
    return decorated


def tracked_changes[Model: type[models.Model]](model: Model) -> Model:
    """Class decorator for the organization itself, which can't be entered before it exists."""
    decorated: Model = pghistory.track(pghistory.UpdateEvent())(model)
    return decorated
