"""What was changed, by whom and from where: the organization's history and one record's."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import Day, Name
from accounts.api.filtering import midnight
from accounts.api.pagination import (
    MAX_SIZE,
    marks_in,
    page_size_of,
    place_of,
    refuse,
    write_cursor,
)
from accounts.api.permissions import refuse_unless_granted
from accounts.api.reading import Row
from accounts.api.scopes import within
from accounts.api.views import TenantView
from accounts.audit.entries import AuditEntry, audit_entries, origin_of_event
from accounts.audit.filters import ORIGINS, Filters
from accounts.audit.kinds import Kind, kinds, readable_kinds
from accounts.audit.reading import Found, Position, read_events
from accounts.audit.views import PERMISSION
from accounts.models import ApiToken, Membership, Organization
from accounts.tenancy import TenantModel

EVENTS = {"insert": "created", "update": "changed", "delete": "deleted"}
#: Ids of records of any kind: an id of this interface, or a number.
LONGEST_ID = 36


def _labels() -> list[str]:
    """The names of kinds with a history, such as vendors.vendor."""
    return [kind.label for kind in kinds()]


def _labels_with_pages() -> list[str]:
    return [kind.label for kind in kinds() if kind.has_page]


class PageQuery(serializers.Serializer):
    cursor = serializers.CharField(required=False, help_text="From the `next` of the page before.")
    page_size = serializers.IntegerField(default=50, min_value=1, max_value=MAX_SIZE)


class HistoryQuery(PageQuery):
    member = serializers.UUIDField(required=False, help_text="Who did it.")
    kind = Name(_labels, required=False)
    origin = serializers.ChoiceField(choices=list(ORIGINS.items()), required=False)
    object = serializers.CharField(
        required=False, max_length=LONGEST_ID, help_text="The id of a record."
    )
    at_from = Day(required=False, help_text="On this day (in UTC) or later.")
    at_to = Day(required=False, help_text="On this day (in UTC) or earlier.")


class RecordHistoryQuery(PageQuery):
    kind = Name(_labels_with_pages)
    object = serializers.CharField(max_length=LONGEST_ID, help_text="The id of the record.")


class ChangeSerializer(serializers.Serializer):
    field = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class HistorySerializer(serializers.Serializer):
    at = serializers.DateTimeField()
    member = serializers.UUIDField(allow_null=True, help_text="null: no member did it.")
    who = serializers.CharField(help_text="In words: a name, a command, or background work.")
    origin = serializers.ChoiceField(choices=list(ORIGINS.items()))
    from_where = serializers.CharField(
        help_text="The page, the token, the file or the command; empty where it isn't known."
    )
    event = serializers.ChoiceField(choices=list(EVENTS.values()))
    kind = serializers.CharField()
    object = serializers.CharField(help_text="The id of the record.")
    record = serializers.CharField(help_text="What the record was called then.")
    changes = ChangeSerializer(many=True)


class HistoryPageSerializer(serializers.Serializer):
    results = HistorySerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last one.")


class HistoryView(TenantView):
    """All changes in the organization of what the caller may read, the newest first."""

    query: type[PageQuery] = HistoryQuery

    def permission_of(self, method: str) -> str | None:
        return PERMISSION

    def known_parameters(self) -> Iterable[str]:
        return self.query().fields

    @extend_schema(
        operation_id="history_list", parameters=[HistoryQuery], responses=HistoryPageSerializer
    )
    def get(self, request: Request) -> Response:
        return self._page(request)

    def _page(self, request: Request) -> Response:
        given = request.query_params.dict()
        size = page_size_of(given)
        query = self.query(data=given)
        query.is_valid(raise_exception=True)
        filters = self.filters(query.validated_data)
        place = place_of(request.path, given, self.organization.pk)
        after = _position(given["cursor"], place) if "cursor" in given else None
        # Days and times within changes are told in UTC, as everywhere in the interface.
        with timezone.override(UTC):
            found = read_events(
                organization=self.organization, filters=filters, after=after, limit=size + 1
            )
            entries = audit_entries(found[:size], self.organization)
        answer: Row = {"results": _rows(found, entries, self.organization), "next": None}
        if len(found) > size:
            last = found[size - 1].position
            again = request.query_params.copy()
            again["cursor"] = write_cursor(place, [last.at, last.kind, last.key])
            answer["next"] = request.build_absolute_uri(f"{request.path}?{again.urlencode()}")
        return Response(answer)

    def filters(self, asked: dict[str, Any]) -> Filters:
        """What is asked for, of the kinds that role and scopes both let the caller read."""
        token = self.request.auth
        wanted = [
            kind
            for kind in readable_kinds(self.request._request)
            if not isinstance(token, ApiToken) or within(kind.permission, token.scopes)
        ]
        if "kind" in asked:
            wanted = [kind for kind in wanted if kind.label == asked["kind"]]
            if not wanted:
                raise _unreadable(self.request, asked["kind"])
        if "object" in asked:
            wanted = [kind for kind in wanted if kind.key(asked["object"]) is not None]
        since, until = asked.get("at_from"), asked.get("at_to")
        return Filters(
            kinds=tuple(wanted),
            person=self._person(asked.get("member")),
            origin=asked.get("origin", ""),
            object_id=asked.get("object", ""),
            since=midnight(since) if since else None,
            until=midnight(until, days=1) if until else None,
        )

    def _person(self, key: Any) -> Membership | None:
        if key is None:
            return None
        found = Membership.objects.filter(organization=self.organization, pk=key).first()
        if found is None:
            raise refuse("member", f"There is no record with the id {key}.", "does_not_exist")
        return found


class RecordHistoryView(HistoryView):
    """All changes of one record, for whoever may read the record, the newest first."""

    query = RecordHistoryQuery
    names_a_record = True

    def permission_of(self, method: str) -> str | None:
        """None: it is that of the record's kind."""
        return None

    @extend_schema(
        operation_id="record_history_list",
        parameters=[RecordHistoryQuery],
        responses=HistoryPageSerializer,
    )
    def get(self, request: Request) -> Response:
        return self._page(request)

    def filters(self, asked: dict[str, Any]) -> Filters:
        kind = _kind(asked["kind"])
        refuse_unless_granted(self.request, kind.permission)
        if not self._is_readable(kind, kind.key(asked["object"])):
            raise Http404
        return Filters(kinds=(kind,), object_id=asked["object"])

    def _is_readable(self, kind: Kind, key: Any) -> bool:
        """Whether the record is there and the caller may see it among others of its kind."""
        if key is None:
            return False
        rows: Any = kind.model._default_manager.filter(pk=key)
        if kind.model is Organization:
            rows = rows.filter(pk=self.organization.pk)
        elif not issubclass(kind.model, TenantModel):
            rows = rows.filter(organization=self.organization)
        if hasattr(rows, "visible_to"):
            rows = rows.visible_to(self.member)
        return bool(rows.exists())


def _kind(label: str) -> Kind:
    return next(kind for kind in kinds() if kind.label == label)


def _unreadable(request: Request, label: str) -> PermissionDenied:
    """Why the caller doesn't read the history of a kind: role, scope, or it is for owners."""
    refuse_unless_granted(request, _kind(label).permission)
    return PermissionDenied("The history of these records is for owners.")


def _position(cursor: str, place: str) -> Position:
    at, kind, key = marks_in(cursor, place, 3)
    return Position(at=datetime.fromisoformat(at), kind=kind, key=key)


def _rows(found: list[Found], entries: list[AuditEntry], organization: Organization) -> list[Row]:
    members = _members(found, organization)
    rows = []
    for one, entry in zip(found, entries, strict=False):
        context = one.event.pgh_context or {}
        person = context.get("membership") or context.get("user")
        rows.append(
            {
                "at": entry.at,
                "member": members.get(str(person)),
                "who": entry.who,
                "origin": origin_of_event(context),
                "from_where": entry.from_where,
                "event": EVENTS[one.event.pgh_label],
                "kind": one.kind.label,
                "object": entry.record_id,
                "record": entry.record,
                "changes": [
                    {"field": change.field, "old": change.old, "new": change.new}
                    for change in entry.changes
                ],
            }
        )
    return rows


def _members(found: list[Found], organization: Organization) -> dict[str, Any]:
    """Ids of memberships by themselves and by their users' ids, both as text."""
    contexts = [one.event.pgh_context or {} for one in found]
    users = {context["user"] for context in contexts if context.get("user")}
    members = {context["membership"] for context in contexts if context.get("membership")}
    here = Membership.objects.filter(
        Q(user__in=users) | Q(pk__in=members), organization=organization
    )
    return {
        str(key): membership
        for membership, user in here.values_list("pk", "user_id")
        for key in (membership, user)
    }
