"""Events as people read them: who, when, from where, which record, and what changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from accounts import history_page
from accounts.audit.filters import ORIGINS
from accounts.audit.reading import Found
from accounts.history_page import Change
from accounts.models import Organization

#: The fields that name a record, the first that has a value.
_NAMES = ("legal_name", "full_name", "name", "title", "key", "number", "subject", "rule", "label")


@dataclass(frozen=True)
class AuditEntry:
    """One event for the page and for the file."""

    at: datetime
    who: str
    origin: str
    from_where: str
    what: str
    kind: str
    record: str
    record_id: str
    address: str
    changes: tuple[Change, ...]


def audit_entries(found: list[Found], organization: Organization) -> list[AuditEntry]:
    """The events in words. Asks for names once a kind, however many events there are."""
    people = history_page.people([one.event for one in found], organization)
    entries: dict[int, AuditEntry] = {}
    by_kind: dict[str, list[Found]] = {}
    for one in found:
        by_kind.setdefault(one.kind.label, []).append(one)
    for group in by_kind.values():
        fields = history_page.told_fields(group[0].kind.model)
        rows = [one.event for one in group] + [one.before for one in group if one.before]
        names = history_page.names_of(rows, fields, organization)
        for one in group:
            changes = history_page.changes(one.event, one.before, fields, names)
            entries[id(one)] = _entry(one, people, changes)
    return [entries[id(one)] for one in found]


def _entry(one: Found, people: Mapping[str, str], changes: Iterable[Change]) -> AuditEntry:
    context: Mapping[str, Any] = one.event.pgh_context or {}
    origin = origin_of_event(context)
    return AuditEntry(
        at=one.event.pgh_created_at,
        who=history_page.actor(context, people),
        origin=ORIGINS[origin],
        from_where=str(
            context.get("token")
            or context.get("file")
            or context.get("import_id")
            or context.get("by")
            or context.get("command")
            or context.get("task")
            or context.get("url")
            or ""
        ),
        what=history_page.WHAT[one.event.pgh_label],
        kind=one.kind.title,
        record=_record(one.event),
        record_id=str(one.event.pgh_obj_id),
        address=_address(one),
        changes=tuple(changes),
    )


def origin_of_event(context: Mapping[str, Any]) -> str:
    """Where an event came from; older ones don't say it, but what they say tells.

    An import names its file or itself, whoever ran it.
    """
    if "source" in context or "import_id" in context:
        return "import"
    if context.get("origin") in ORIGINS:
        return str(context["origin"])
    if "command" in context:
        return "command"
    return "page" if "url" in context or "membership" in context else "job"


def _record(event: Any) -> str:
    for name in _NAMES:
        value = getattr(event, name, None)
        if value:
            return str(value)
    # Ids made at the same time begin alike.
    return str(event.pgh_obj_id)[-8:]


def _address(one: Found) -> str:
    """The record's own history, where the shell has one."""
    label = one.kind.label.replace(".", "_")
    try:
        return reverse(f"admin:{label}_history", args=[one.event.pgh_obj_id])
    except NoReverseMatch:
        return ""
