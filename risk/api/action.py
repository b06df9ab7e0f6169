"""Actions, for programs."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import filtering
from accounts.api.errors import Contradicts, refuse_field
from accounts.api.fields import Text
from accounts.api.filtering import Filters
from accounts.api.permissions import refuse_unless_in_scope
from accounts.api.serializers import NothingMore, RecordSerializer, StrictSerializer
from accounts.api.viewsets import ChangeRecords
from accounts.models import Membership
from risk.models import Action
from risk.models.action import SOURCES, ActionState, Priority
from risk.services.actions import (
    REASON_LENGTH,
    ActionRefused,
    Plan,
    change_action,
    complete_action,
    create_action,
    drop_action,
    reopen_action,
)


class ActionSerializer(RecordSerializer):
    class Meta:
        model = Action
        fields = (
            "id",
            "title",
            "notes",
            "owner",
            "due_on",
            "priority",
            "finding",
            "contract",
            "engagement",
            "vendor",
            "comment",
            "state",
            "reason",
            "created_by",
            "created_at",
            "closed_by",
            "closed_at",
        )
        read_only_fields = (
            "comment",
            "state",
            "reason",
            "created_by",
            "created_at",
            "closed_by",
            "closed_at",
        )
        given_once = ("finding", "contract", "engagement", "vendor")


class ActionFilters(Filters):
    state = filtering.choices(ActionState)
    owner = filtering.key()
    finding = filtering.key()
    contract = filtering.key()
    engagement = filtering.key()
    vendor = filtering.key()
    due_from = filtering.from_day("due_on")
    due_to = filtering.to_day("due_on")


class DropReason(StrictSerializer):
    reason = Text(max_length=REASON_LENGTH)


class ActionViewSet(ChangeRecords):
    """Who does what by when. Obligations of contracts are not among them."""

    serializer_class = ActionSerializer
    filterset_class = ActionFilters
    search_columns = ("title",)
    ordering = "due_on"
    orderings = ("priority", "created_at")
    #: Owners of an action close it whatever their role: the service decides.
    action_permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("complete", "drop", "reopen"), "risk.view_action"
    )

    def get_queryset(self) -> Any:
        actions: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return actions
        return actions.visible_to(self.member)

    def save(self, record: Any, values: Mapping[str, Any]) -> None:
        plan = Plan(
            title=values.get("title", record.title),
            owner=_owner(record, values),
            due_on=values.get("due_on", record.due_on),
            priority=Priority(values.get("priority", record.priority)),
            notes=values.get("notes", record.notes),
        )
        named = [name for name in SOURCES if values.get(name) is not None]
        if record._state.adding and len(named) > 1:
            raise refuse_field(named[1], "An action comes from one thing at most.")
        try:
            if record._state.adding:
                source = values[named[0]] if named else None
                written = create_action(
                    plan=plan, actor=self.member, now=timezone.now(), source=source
                )
                record.pk = written.pk
            else:
                change_action(action_id=record.pk, plan=plan, actor=self.member)
        except ActionRefused as refusal:
            raise refuse_field("owner", str(refusal)) from refusal

    @extend_schema(request=NothingMore, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, id: str) -> Response:
        """It is done."""
        return self._step(NothingMore, complete_action, now=timezone.now())

    @extend_schema(request=DropReason, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, id: str) -> Response:
        """It won't be done, and why."""
        return self._step(DropReason, drop_action, now=timezone.now())

    @extend_schema(request=NothingMore, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, id: str) -> Response:
        """It is to be done again."""
        return self._step(NothingMore, reopen_action)

    def _step(
        self, form: type[serializers.Serializer], service: Callable[..., Action], **more: Any
    ) -> Response:
        refuse_unless_in_scope(self.request, "risk.change_action")
        self.read_one(self.key)
        given = form(data=self.request.data)
        given.is_valid(raise_exception=True)
        try:
            service(action_id=self.key, actor=self.member, **given.validated_data, **more)
        except ActionRefused as refusal:
            raise Contradicts(str(refusal), code="action_refused") from refusal
        return Response(self.read_one(self.key))


def _owner(record: Action, values: Mapping[str, Any]) -> Membership:
    """The owner given, or the one it has; a new action has none before."""
    if "owner" in values:
        owner: Membership = values["owner"]
        return owner
    return record.owner
