"""Which fields of the database a filter in an address reads."""

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.db.models.constants import LOOKUP_SEP


def field_path(model: type[Model], lookup: str) -> str | None:
    """The fields that a lookup reads: `vendor` for `vendor__id__exact`, `state` for `state__in`.

    A primary key adds nothing to the path, so `id__in` reads the path "". None where the lookup
    doesn't begin with a field of the model.
    """
    related: type[Model] | None = model
    path: list[str] = []
    known = False
    for part in lookup.split(LOOKUP_SEP):
        if related is None:
            break
        try:
            field = related._meta.pk if part == "pk" else related._meta.get_field(part)
        except FieldDoesNotExist:
            break
        known = True
        if not getattr(field, "primary_key", False):
            path.append(field.name)
        related = field.related_model if field.is_relation else None
    return LOOKUP_SEP.join(path) if known else None
