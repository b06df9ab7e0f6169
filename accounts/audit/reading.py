"""Reads the newest events of all kinds together, page by page.

Each table gives its own newest rows through its index `(organization_id, pgh_created_at, pgh_id)`
and at most one page of them; the pages are then merged. So the work for a page depends on the
number of kinds, not on how much has happened.
"""

import base64
import binascii
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import OuterRef, Subquery
from psycopg import sql

from accounts.audit.filters import Filters
from accounts.audit.kinds import Kind
from accounts.models import Organization

#: `origin_of_event`, as PostgreSQL reads it.
_ORIGIN = sql.SQL(
    "CASE WHEN pgh_context ? 'source' OR pgh_context ? 'import_id' THEN 'import'"
    " WHEN pgh_context ? 'origin' THEN pgh_context->>'origin'"
    " WHEN pgh_context ? 'command' THEN 'command'"
    " WHEN pgh_context ? 'url' OR pgh_context ? 'membership' THEN 'page' ELSE 'job' END"
)


@dataclass(frozen=True)
class Position:
    """The last event of a page; the next page begins after it."""

    at: datetime
    kind: str
    key: int

    def written(self) -> str:
        """As part of an address."""
        text = json.dumps([self.at.isoformat(), self.kind, self.key])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_position(text: str) -> Position | None:
    """The position in an address, or None when it isn't one."""
    try:
        padded = text + "=" * (-len(text) % 4)
        at, kind, key = json.loads(base64.urlsafe_b64decode(padded))
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        return None
    # JSON numbers can be infinite or fractions, and so name no event.
    return Position(at=moment, kind=str(kind), key=key) if type(key) is int else None


@dataclass(frozen=True)
class Found:
    """An event with the one before it of the same record, if there was one."""

    kind: Kind
    event: Any
    before: Any | None

    @property
    def position(self) -> Position:
        return Position(at=self.event.pgh_created_at, kind=self.kind.label, key=self.event.pgh_id)


def read_events(
    *, organization: Organization, filters: Filters, after: Position | None, limit: int
) -> list[Found]:
    """The newest `limit` events that match, the newest first, from `after` on.

    Call it inside the organization's transaction.
    """
    if not filters.kinds:
        return []
    parts = [_newest(kind, organization, filters, after, limit) for kind in filters.kinds]
    statement = sql.SQL(
        "SELECT kind, pgh_created_at, pgh_id FROM ({}) AS found"
        ' ORDER BY pgh_created_at DESC, kind COLLATE "C" DESC, pgh_id DESC LIMIT {}'
    ).format(sql.SQL(" UNION ALL ").join(parts), sql.Literal(limit))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(cursor.connection))
        rows = cursor.fetchall()
    return _whole(rows, {kind.label: kind for kind in filters.kinds})


def _newest(
    kind: Kind, organization: Organization, filters: Filters, after: Position | None, limit: int
) -> sql.Composable:
    """One table's part of the statement."""
    owner = sql.Identifier(kind.organization_column)
    conditions: list[sql.Composable] = [
        sql.SQL("{} = {}").format(owner, sql.Literal(organization.pk))
    ]
    if filters.since:
        conditions.append(sql.SQL("pgh_created_at >= {}").format(sql.Literal(filters.since)))
    if filters.until:
        conditions.append(sql.SQL("pgh_created_at < {}").format(sql.Literal(filters.until)))
    if filters.object_id:
        key = sql.Literal(kind.key(filters.object_id))
        conditions.append(sql.SQL("pgh_obj_id = {}").format(key))
    if filters.origin:
        conditions.append(sql.SQL("{} = {}").format(_ORIGIN, sql.Literal(filters.origin)))
    if filters.person:
        conditions.append(
            sql.SQL("(pgh_context->>'user' = {} OR pgh_context->>'membership' = {})").format(
                sql.Literal(str(filters.person.user_id)), sql.Literal(str(filters.person.pk))
            )
        )
    if after:
        conditions.append(_behind(kind, after))
    return sql.SQL(
        "(SELECT {}::text AS kind, pgh_created_at, pgh_id FROM {} WHERE {}"
        " ORDER BY pgh_created_at DESC, pgh_id DESC LIMIT {})"
    ).format(
        sql.Literal(kind.label),
        sql.Identifier(kind.table),
        sql.SQL(" AND ").join(conditions),
        sql.Literal(limit),
    )


def _behind(kind: Kind, after: Position) -> sql.Composable:
    """What comes after a position: earlier, or at the same moment of a kind that comes later."""
    at = sql.Literal(after.at)
    if kind.label == after.kind:
        return sql.SQL("(pgh_created_at, pgh_id) < ({}, {})").format(at, sql.Literal(after.key))
    operator = sql.SQL("<=" if kind.label < after.kind else "<")
    return sql.SQL("pgh_created_at {} {}").format(operator, at)


def _whole(rows: list[tuple[str, datetime, int]], known: dict[str, Kind]) -> list[Found]:
    """The events themselves and their predecessors, with two queries for each kind."""
    keys: dict[str, list[int]] = defaultdict(list)
    for label, _, key in rows:
        keys[label].append(key)
    events: dict[tuple[str, int], Any] = {}
    before: dict[tuple[str, int], Any] = {}
    for label, wanted in keys.items():
        model: Any = known[label].events
        found = list(model.objects.filter(pk__in=wanted).annotate(_before=_before(model)))
        earlier = model.objects.in_bulk([event._before for event in found if event._before])
        for event in found:
            events[label, event.pk] = event
            before[label, event.pk] = earlier.get(event._before)
    return [
        Found(kind=known[label], event=events[label, key], before=before[label, key])
        for label, _, key in rows
    ]


def _before(model: Any) -> Subquery:
    earlier: models.QuerySet = model.objects.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")
    )
    return Subquery(earlier.order_by("-pgh_created_at", "-pgh_id").values("pk")[:1])
