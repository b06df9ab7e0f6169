"""What goes when a record is deleted, and what must stop that.

Parts of a record, the rows on its own page, go with it, and so do rows that the application wrote
about it, such as findings. What people wrote about it, or filed under it, doesn't go unseen.
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models.deletion import Collector

from accounts.models import Membership

HIDDEN = "records that others may see"


def is_written_by_the_application(model: type[models.Model]) -> bool:
    """Whether nobody but the application writes the model's rows, so that they go with theirs."""
    listed = admin.site._registry.get(model)
    return bool(getattr(listed, "written_by_the_application", False))


def parts_of(model: type[models.Model]) -> set[type[models.Model]]:
    """The models whose rows stand on the page of a record of `model`, and theirs in turn."""
    listed = admin.site._registry.get(model)
    parts = {inline.model for inline in getattr(listed, "inlines", ())} - {model}
    return parts.union(*(parts_of(part) for part in parts))


def stops_deletion(record: models.Model, *, member: Membership, user: Any) -> str:
    """Kinds and numbers of what would go though it is no part of the record; empty: nothing.

    What the member may not see is not named. Raises `ProtectedError` as deleting would.
    """
    model = type(record)
    collector = Collector(using=record._state.db or "default", origin=record)
    collector.collect([record])
    going: dict[type[models.Model], set[Any]] = {}
    for kind, found in collector.data.items():
        going.setdefault(kind, set()).update(row.pk for row in found)
    for rows in collector.fast_deletes:
        going.setdefault(rows.model, set()).update(rows.values_list("pk", flat=True))
    allowed = parts_of(model) | {model}
    named, hidden = [], False
    for kind, keys in going.items():
        if not keys or kind in allowed or is_written_by_the_application(kind):
            continue
        seen = _seen(kind, keys, member, user)
        hidden = hidden or seen < len(keys)
        if seen:
            meta = kind._meta
            named.append(f"{seen} {meta.verbose_name if seen == 1 else meta.verbose_name_plural}")
    return ", ".join(sorted(named) + ([HIDDEN] if hidden else []))


def _seen(kind: type[models.Model], keys: set[Any], member: Membership, user: Any) -> int:
    if not user.has_perm(f"{kind._meta.app_label}.view_{kind._meta.model_name}"):
        return 0
    rows: Any = kind._default_manager.filter(pk__in=keys)
    return int((rows.visible_to(member) if hasattr(rows, "visible_to") else rows).count())
