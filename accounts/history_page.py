"""The history of one record, read from the events that the database's triggers wrote."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django_countries.fields import CountryField

from accounts.history_words import EMPTY, structured_texts
from accounts.models import Membership, Organization

LIMIT = 200
UNRECORDED = "not recorded"
#: Kept for the application itself: nobody reads anything out of them.
MACHINE_FIELDS = frozenset({"id", "organization", "fingerprint"})
_BLANK: tuple[object, ...] = ("", {}, [])
WHAT = {"insert": "Created", "update": "Changed", "delete": "Deleted"}

Names = Mapping[type[models.Model], Mapping[object, str]]


@dataclass(frozen=True)
class Change:
    """One field's old and new value, as people read them."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One event: when, who, what was done, and which fields changed."""

    at: datetime
    who: str
    what: str
    changes: tuple[Change, ...]


def is_tracked(model: type[models.Model]) -> bool:
    """Whether the database writes history for this model."""
    return hasattr(model, "events")


def entries(record: models.Model, organization: Organization) -> list[Entry]:
    """The newest `LIMIT` events of a record, newest first.

    People are named only where they are members of `organization`.
    """
    events = list(record.events.order_by("-pgh_id")[: LIMIT + 1])  # type: ignore[attr-defined]
    fields = told_fields(type(record))
    names = names_of(events, fields, organization)
    who = people(events, organization)
    older: list[Any] = [*events[1:], None][: len(events)]
    return [
        Entry(
            at=event.pgh_created_at,
            who=actor(event.pgh_context or {}, who),
            what=WHAT[event.pgh_label],
            changes=tuple(changes(event, before, fields, names)),
        )
        for event, before in list(zip(events, older, strict=True))[:LIMIT]
    ]


def newest_of_rows(
    model: type[models.Model],
    parent: models.ForeignKey,
    record: models.Model,
    organization: Organization,
) -> list[Entry]:
    """The newest event of a child table's rows that belong to the record; none is an empty list."""
    events = model.events.rel.related_model._default_manager  # type: ignore[attr-defined]
    newest = list(events.filter(**{parent.attname: record.pk}).order_by("-pgh_id")[:1])
    who = people(newest, organization)
    return [
        Entry(event.pgh_created_at, actor(event.pgh_context or {}, who), WHAT[event.pgh_label], ())
        for event in newest
    ]


def told_fields(model: type[models.Model]) -> list[models.Field]:
    """The fields that history holds and people read, in the model's order."""
    events = model.events.rel.related_model  # type: ignore[attr-defined]
    held = {field.name for field in events._meta.fields} - MACHINE_FIELDS
    return [field for field in model._meta.fields if field.name in held]


def changes(
    event: Any, before: Any | None, fields: list[models.Field], names: Names
) -> Iterable[Change]:
    """What an event changed; for the first one, which values it set."""
    if event.pgh_label == "delete":
        return
    unrecorded = before is None and event.pgh_label == "update"
    for field in fields:
        new = getattr(event, field.attname)
        old = getattr(before, field.attname) if before else None
        texts = (
            structured_texts(old, new)
            if isinstance(field, models.JSONField)
            else (text_of(field, old, names), text_of(field, new, names))
        )
        if texts[0] != texts[1]:
            label = str(field.verbose_name).capitalize()
            yield Change(label, UNRECORDED if unrecorded else texts[0], texts[1])


def text_of(field: models.Field, value: Any, names: Names) -> str:  # noqa: PLR0911
    """A field's value as people read it; `names` as `names_of` gives them."""
    if value is None or value in _BLANK:
        return EMPTY
    if isinstance(field, models.ForeignKey):
        return names[field.remote_field.model].get(value, "a deleted record")
    if isinstance(field, CountryField):
        return ", ".join(country.name for country in (value if field.multiple else [value]))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, Decimal):
        return f"{value:,}"
    return str(value)


def names_of(events: list[Any], fields: list[models.Field], organization: Organization) -> Names:
    """The names of all records that the events point at, with one query for each model."""
    wanted: dict[type[models.Model], set[object]] = defaultdict(set)
    for field in fields:
        if isinstance(field, models.ForeignKey):
            ids = {getattr(event, field.attname) for event in events} - {None}
            wanted[field.remote_field.model] |= ids
    found = {}
    for model, ids in wanted.items():
        rows = model._default_manager.filter(pk__in=ids)
        if model is Membership:
            rows = rows.filter(organization=organization).select_related("user")
        found[model] = {row.pk: str(row) for row in rows} if ids else {}
    return found


def people(events: list[Any], organization: Organization) -> dict[str, str]:
    """Names by user id and by membership id, both as text."""
    contexts = [event.pgh_context or {} for event in events]
    users = {context["user"] for context in contexts if context.get("user")}
    members = {context["membership"] for context in contexts if context.get("membership")}
    if not users and not members:
        return {}
    found = Membership.objects.filter(
        models.Q(user__in=users) | models.Q(pk__in=members), organization=organization
    ).select_related("user")
    names = {}
    for membership in found:
        names[str(membership.user_id)] = names[str(membership.pk)] = str(membership)
    return names


def actor(context: Mapping[str, Any], who: Mapping[str, str]) -> str:
    person = context.get("membership") or context.get("user")
    if person:
        return who.get(str(person), "Someone who is not a member")
    command = context.get("command")
    return f"Command {command}" if command else "Background work"
