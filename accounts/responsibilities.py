"""What a member answers for: every record, of whatever room, that names them as responsible.

Found through the models themselves, so that a new model joins without being listed here. A
foreign key to a membership means one of three things, told apart by its name:

- `..._by` and `recipient` say who did something or was told something: that stays true.
- `membership` binds a row, such as a token, to the person's access: it ends with the membership.
- Every other one, such as `owner`, `assignee` or `head`, says who answers for a record now, unless
  its model is marked `is_personal`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from accounts.models import Membership

STAYS = ("recipient", "author", "by")
ACCESS = "membership"


@dataclass(frozen=True)
class Responsibility:
    """A kind of record and the field that names who answers for it."""

    model: type[models.Model]
    field: models.ForeignKey

    @property
    def title(self) -> str:
        """Such as “Contracts: owner”."""
        plural = str(self.model._meta.verbose_name_plural).capitalize()
        return f"{plural}: {self.field.verbose_name}"

    def of(self, member: Membership) -> "models.QuerySet[models.Model]":
        """The records that name the member; the organization must have been entered."""
        return self.model._default_manager.filter(**{self.field.name: member})


def responsibilities() -> Sequence[Responsibility]:
    """All kinds, by the names of their models."""
    found = [
        Responsibility(model, field)
        for model, field in _keys()
        if not getattr(model, "is_personal", False)
        and field.name != ACCESS
        and field.name not in STAYS
        and not field.name.endswith("_by")
    ]
    return sorted(found, key=lambda kind: (kind.model._meta.label, kind.field.name))


def access_rows() -> Sequence[type[models.Model]]:
    """The models whose rows are bound to a membership and can be revoked."""
    return [
        model
        for model, field in _keys()
        if field.name == ACCESS and any(f.name == "revoked_at" for f in model._meta.fields)
    ]


def _keys() -> list[tuple[type[models.Model], models.ForeignKey]]:
    """Every foreign key to a membership, history aside."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.model is Membership
        and not any(f.name == "pgh_id" for f in model._meta.fields)
    ]
