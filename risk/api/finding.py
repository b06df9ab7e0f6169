"""Findings and what is decided about them, for programs."""

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
from accounts.api.fields import CurrencyCode, Day, Text
from accounts.api.filtering import Filters
from accounts.api.permissions import refuse_unless_in_scope
from accounts.api.serializers import RecordSerializer, StrictSerializer
from accounts.api.viewsets import ReadRecords
from risk.api.severity import SeverityWord, at_least_severity, is_severity
from risk.models import Finding, State
from risk.services import findings
from risk.services.findings import REASON_LENGTH, TransitionRefused


class FindingSerializer(RecordSerializer):
    severity = SeverityWord(read_only=True)
    currency = CurrencyCode(read_only=True, allow_blank=True)
    evidence = serializers.JSONField(
        read_only=True, help_text="Figures, formula, rows, parameters and the day they are of."
    )

    class Meta:
        model = Finding
        fields = (
            "id",
            "rule",
            "vendor",
            "contract",
            "contract_item",
            "engagement",
            "severity",
            "state",
            "title",
            "explanation",
            "what_to_do",
            "money",
            "currency",
            "due_on",
            "evidence",
            "episode",
            "first_seen_at",
            "last_seen_at",
            "times_seen",
            "snoozed_until",
            "state_changed_at",
            "state_changed_by",
            "state_reason",
        )
        read_only_fields = fields


class FindingFilters(Filters):
    state = filtering.choices(State)
    severity = is_severity()
    min_severity = at_least_severity()
    rule = filtering.text()
    vendor = filtering.key()
    contract = filtering.key()
    engagement = filtering.key()
    due_from = filtering.from_day("due_on")
    due_to = filtering.to_day("due_on")


class ReasonSerializer(StrictSerializer):
    reason = Text(required=False, allow_blank=True, max_length=REASON_LENGTH)


class NeededReasonSerializer(StrictSerializer):
    reason = Text(max_length=REASON_LENGTH)


class SnoozeSerializer(ReasonSerializer):
    until = Day(help_text="The scan of this day, at the organization's home, wakes it.")


class FindingViewSet(ReadRecords):
    """What the rules concluded, with the evidence, and what people decided about it."""

    serializer_class = FindingSerializer
    filterset_class = FindingFilters
    search_columns = ("title",)
    ordering = "-severity"
    orderings = ("due_on", "money", "first_seen_at", "state_changed_at")
    #: Who may decide what is the service's to say: executives may act on what was sent to them.
    action_permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("acknowledge", "snooze", "resolve", "reopen"), "risk.view_finding"
    )

    @extend_schema(request=ReasonSerializer, responses=FindingSerializer)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, id: str) -> Response:
        """Somebody has taken it up."""
        return self._decide(findings.acknowledge, ReasonSerializer)

    @extend_schema(request=SnoozeSerializer, responses=FindingSerializer)
    @action(detail=True, methods=["post"])
    def snooze(self, request: Request, id: str) -> Response:
        """Puts it off until a day after today."""
        return self._decide(findings.snooze, SnoozeSerializer, today=self.today)

    @extend_schema(request=NeededReasonSerializer, responses=FindingSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, id: str) -> Response:
        """Closes it, with the reason; it comes back when it gets worse, or clears and returns."""
        return self._decide(findings.resolve, NeededReasonSerializer)

    @extend_schema(request=ReasonSerializer, responses=FindingSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, id: str) -> Response:
        """Opens it again, without alerting anybody."""
        return self._decide(findings.reopen, ReasonSerializer)

    def _decide(
        self,
        service: Callable[..., Finding],
        form: type[serializers.Serializer],
        **more: Any,
    ) -> Response:
        refuse_unless_in_scope(self.request, "risk.change_finding")
        self.read_one(self.key)
        given = form(data=self.request.data)
        given.is_valid(raise_exception=True)
        values: Mapping[str, Any] = given.validated_data
        if "until" in values and values["until"] <= self.today:
            raise refuse_field("until", f"Expected a day after today, {self.today}.")
        try:
            service(finding_id=self.key, actor=self.member, now=timezone.now(), **values, **more)
        except TransitionRefused as refused:
            raise Contradicts(str(refused), code="transition_refused") from refused
        return Response(self.read_one(self.key))
