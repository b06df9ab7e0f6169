"""What goes when a record is deleted, and what must stop that.

Parts of a record, the rows on its own page, go with it, and so do rows that the application wrote
about it, such as findings, and rows that no page of their own has. What people wrote about it, or
filed under it, doesn't go unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models.deletion import Collector

from accounts.models import Membership

HIDDEN = "records that others may see"
#: How many of the records that stop a deletion are shown.
EXAMPLES = 20


@dataclass(frozen=True)
class Stopping:
    """Kinds and numbers of what would go with a record though it is no part of it, as `text`.

    What the member may not see is not named, and none of `examples`.
    """

    text: str
    examples: Sequence[models.Model]


def is_written_by_the_application(model: type[models.Model]) -> bool:
    """Whether nobody but the application writes the model's rows, so that they go with theirs."""
    listed = admin.site._registry.get(model)
    return bool(getattr(listed, "written_by_the_application", False))


def parts_of(model: type[models.Model]) -> set[type[models.Model]]:
    """The models whose rows stand on the page of a record of `model`, and theirs in turn."""
    listed = admin.site._registry.get(model)
    parts = {inline.model for inline in getattr(listed, "inlines", ())} - {model}
    return parts.union(*(parts_of(part) for part in parts))


def stopping(records: Sequence[models.Model], *, member: Membership, user: Any) -> Stopping | None:
    """What keeps records of one kind from being deleted; None: nothing.

    Raises `ProtectedError` as deleting would.
    """
    if not records:
        return None
    named, hidden, examples = [], False, []
    for kind, keys in _going_along(records).items():
        seen = list(_seen(kind, keys, member, user))
        hidden = hidden or len(seen) < len(keys)
        if seen:
            meta = kind._meta
            name = meta.verbose_name if len(seen) == 1 else meta.verbose_name_plural
            named.append(f"{len(seen)} {name}")
            examples += seen
    text = ", ".join(sorted(named) + ([HIDDEN] if hidden else []))
    return Stopping(text, examples[:EXAMPLES]) if text else None


def _going_along(records: Sequence[models.Model]) -> dict[type[models.Model], set[Any]]:
    """Keys of what would be deleted with the records and must not, by kind."""
    model = type(records[0])
    collector = Collector(using=records[0]._state.db or "default", origin=records[0])
    collector.collect(records)
    going: dict[type[models.Model], set[Any]] = {}
    for kind, found in collector.data.items():
        going.setdefault(kind, set()).update(row.pk for row in found)
    for rows in collector.fast_deletes:
        going.setdefault(rows.model, set()).update(rows.values_list("pk", flat=True))
    return {
        kind: keys
        for kind, keys in going.items()
        if keys and kind not in parts_of(model) | {model} and _has_a_word(kind)
    }


def _has_a_word(kind: type[models.Model]) -> bool:
    """Whether people write rows of the kind on pages of their own."""
    return kind in admin.site._registry and not is_written_by_the_application(kind)


def _seen(kind: type[models.Model], keys: set[Any], member: Membership, user: Any) -> Any:
    rows: Any = kind._default_manager.filter(pk__in=keys)
    if not user.has_perm(f"{kind._meta.app_label}.view_{kind._meta.model_name}"):
        return rows.none()
    return rows.visible_to(member) if hasattr(rows, "visible_to") else rows
