"""Which kinds of records have a history, and the table each kind's events are in."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from accounts.models import Membership, Organization, Role

#: What PostgreSQL takes for a bigint.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Kind:
    """A tracked model, such as `vendors.vendor`, and the model of its events."""

    label: str
    title: str
    model: type[models.Model]
    events: type[models.Model]

    @property
    def permission(self) -> str:
        app, name = self.label.split(".")
        return f"{app}.view_{name}"

    @property
    def table(self) -> str:
        return self.events._meta.db_table

    @property
    def has_page(self) -> bool:
        """Whether a record of it has a page, and so a page of its own history."""
        return admin.site.is_registered(self.model)

    @property
    def is_for_owners(self) -> bool:
        """Whether some people may see only some of its rows."""
        return bool(getattr(self.model, "history_is_for_owners", False))

    @property
    def organization_column(self) -> str:
        """Whose event it is; an organization's own carry its id as the tracked record's."""
        return "pgh_obj_id" if self.model is Organization else "organization_id"

    def key(self, text: str) -> Any | None:
        """The record's id from text, or None where it can't be one of this kind."""
        assert self.model._meta.pk  # noqa: S101 -- for the type checker: every table has one
        try:
            key = self.model._meta.pk.to_python(text)
        except ValidationError:
            return None
        return None if isinstance(key, int) and key > LARGEST else key


@cache
def kinds() -> tuple[Kind, ...]:
    """Every tracked kind, ordered by label."""
    found = [
        Kind(
            label=model._meta.label_lower,
            title=str(model._meta.verbose_name).capitalize(),
            model=model,
            events=model.events.rel.related_model,
        )
        for model in apps.get_models()
        if hasattr(model, "events") and not hasattr(model, "pgh_tracked_model")
    ]
    return tuple(sorted(found, key=lambda kind: kind.label))


def is_owner(membership: Membership | None) -> bool:
    """Owners see every row of every kind."""
    return membership is not None and membership.role == Role.OWNER


def readable_kinds(request: HttpRequest) -> tuple[Kind, ...]:
    """Those whose records the signed-in person may read.

    Where some people may see only some rows (`history_is_for_owners` on the model), the history
    of all of them is for owners, who see every row.
    """
    sees_all = is_owner(getattr(request.user, "membership", None))
    return tuple(
        kind
        for kind in kinds()
        if request.user.has_perm(kind.permission) and (sees_all or not kind.is_for_owners)
    )
