"""Decisions about renewals, for programs: taken, taken back, never changed."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import filtering
from accounts.api.errors import Contradicts
from accounts.api.fields import Day, Text
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer, StrictSerializer
from accounts.api.viewsets import CreateRecords
from vendors.models import RenewalDecision
from vendors.models.renewal import Choice
from vendors.services.refusals import Refused
from vendors.services.renewals import (
    REASON_LENGTH,
    decide_renewal,
    record_notice,
    take_back_decision,
)


class RenewalDecisionSerializer(RecordSerializer):
    contract_number = serializers.CharField(source="contract.number", read_only=True)

    class Meta:
        model = RenewalDecision
        fields = (
            "id",
            "contract",
            "contract_number",
            "term_end",
            "choice",
            "reason",
            "decided_by",
            "decided_at",
            "notice_sent_on",
            "taken_back_by",
            "taken_back_at",
            "taken_back_reason",
        )
        read_only_fields = (
            "decided_by",
            "decided_at",
            "notice_sent_on",
            "taken_back_by",
            "taken_back_at",
            "taken_back_reason",
        )


class RenewalDecisionFilters(Filters):
    contract = filtering.key()
    choice = filtering.choices(Choice)
    stands = filtering.truth("taken_back_at", "isnull")
    term_end_from = filtering.from_day("term_end")
    term_end_to = filtering.to_day("term_end")


class TakeBackSerializer(StrictSerializer):
    reason = Text(max_length=REASON_LENGTH)


class NoticeSerializer(StrictSerializer):
    sent_on = Day(allow_null=True, help_text="null: it wasn't sent after all.")


class RenewalDecisionViewSet(CreateRecords):
    """What was decided about the term of a contract that ends on `term_end` (null: no end)."""

    serializer_class = RenewalDecisionSerializer
    filterset_class = RenewalDecisionFilters
    ordering = "-decided_at"
    orderings = ("term_end",)
    action_permissions: ClassVar[dict[str, str]] = {
        "take_back": "vendors.change_renewaldecision",
        "notice": "vendors.change_renewaldecision",
    }

    def save(self, record: RenewalDecision, values: Mapping[str, Any]) -> None:
        decision = _or_conflict(
            decide_renewal,
            contract_id=values["contract"].pk,
            term_end=values.get("term_end"),
            choice=Choice(values["choice"]),
            reason=values["reason"],
            actor=self.member,
            now=timezone.now(),
        )
        record.pk = decision.pk

    @extend_schema(request=TakeBackSerializer, responses=RenewalDecisionSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, id: str) -> Response:
        """Takes the decision back; it stays in the list."""
        given = self._given(TakeBackSerializer)
        return self._done(take_back_decision, **given, now=timezone.now())

    @extend_schema(request=NoticeSerializer, responses=RenewalDecisionSerializer)
    @action(detail=True, methods=["post"])
    def notice(self, request: Request, id: str) -> Response:
        """Records when the notice was sent."""
        return self._done(record_notice, **self._given(NoticeSerializer), today=self.today)

    def _given(self, form: type[serializers.Serializer]) -> Mapping[str, Any]:
        given = form(data=self.request.data)
        given.is_valid(raise_exception=True)
        values: Mapping[str, Any] = given.validated_data
        return values

    def _done(self, service: Callable[..., RenewalDecision], **values: Any) -> Response:
        self.read_one(self.key)
        _or_conflict(service, decision_id=self.key, actor=self.member, **values)
        return Response(self.read_one(self.key))


def _or_conflict(service: Callable[..., RenewalDecision], **values: Any) -> RenewalDecision:
    """Calls a service; what it refuses contradicts what is recorded (409)."""
    try:
        return service(**values)
    except Refused as refused:
        raise Contradicts(str(refused), code="decision_refused") from refused
