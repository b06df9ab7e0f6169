"""Obligations under contracts and the days on which they were met, for programs."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import today_of
from accounts.api import filtering
from accounts.api.errors import Contradicts
from accounts.api.fields import Day, Text
from accounts.api.filtering import Filters, TruthFilter
from accounts.api.reading import Row
from accounts.api.serializers import RecordSerializer, StrictSerializer
from accounts.api.viewsets import WriteRecords
from vendors.models import Obligation
from vendors.models.obligation import OwedBy
from vendors.obligations import standing
from vendors.selectors.obligations import done_days, standing_obligations
from vendors.services.obligations import meet_obligation, reopen_obligation
from vendors.services.refusals import Refused


class ObligationSerializer(RecordSerializer):
    contract_number = serializers.CharField(source="contract.number", read_only=True)
    overdue_since = Day(read_only=True, allow_null=True, help_text="The earliest unmet past day.")
    next_due = Day(read_only=True, allow_null=True, help_text="The next unmet day, today included.")

    class Meta:
        model = Obligation
        fields = (
            "id",
            "contract",
            "contract_number",
            "title",
            "owed_by",
            "recurrence",
            "first_due",
            "until",
            "owner",
            "clause",
            "notes",
            "overdue_since",
            "next_due",
        )


class ObligationFilters(Filters):
    contract = filtering.key()
    owner = filtering.key()
    owed_by = filtering.choices(OwedBy)
    overdue = TruthFilter(method="only_overdue")
    first_due_from = filtering.from_day("first_due")
    first_due_to = filtering.to_day("first_due")

    def only_overdue(self, found: Any, name: str, wanted: bool) -> Any:
        """Obligations with an unmet day before the organization's today, or those without."""
        late = [
            each.obligation.pk
            for each in standing_obligations(today_of(self.request._request))
            if each.standing.overdue
        ]
        return found.filter(pk__in=late) if wanted else found.exclude(pk__in=late)


class MetSerializer(StrictSerializer):
    due_on = Day(help_text="The due day that was met.")
    done_on = Day()
    evidence = Text(required=False, allow_blank=True, default="")


class UnmetSerializer(StrictSerializer):
    due_on = Day(help_text="The due day that wasn't met after all.")


class ObligationViewSet(WriteRecords):
    """What a contract obliges us or the vendor to do, once or again and again."""

    serializer_class = ObligationSerializer
    filterset_class = ObligationFilters
    search_columns = ("title",)
    ordering = "first_due"
    orderings = ("title",)
    added = ("overdue_since", "next_due")
    action_permissions: ClassVar[dict[str, str]] = {
        "meet": "vendors.change_obligation",
        "reopen": "vendors.change_obligation",
    }

    def add_to_rows(self, rows: Sequence[Row]) -> None:
        done = done_days()
        found = Obligation.objects.in_bulk([row["id"] for row in rows])
        for row in rows:
            obligation = found[row["id"]]
            now = standing(obligation.schedule, done.get(obligation.pk, frozenset()), self.today)
            row["overdue_since"] = now.overdue[0] if now.overdue else None
            row["next_due"] = now.next_due

    @extend_schema(request=MetSerializer, responses=ObligationSerializer)
    @action(detail=True, methods=["post"])
    def meet(self, request: Request, id: str) -> Response:
        """Says that a due day was met, and where one can tell."""
        given = self._given(MetSerializer)
        self.read_one(self.key)
        try:
            meet_obligation(
                obligation_id=UUID(self.key), actor=self.member, today=self.today, **given
            )
        except Refused as refused:
            raise Contradicts(str(refused), code="not_met") from refused
        return Response(self.read_one(self.key))

    @extend_schema(request=UnmetSerializer, responses=ObligationSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, id: str) -> Response:
        """Takes back that a due day was met."""
        given = self._given(UnmetSerializer)
        self.read_one(self.key)
        reopen_obligation(obligation_id=UUID(self.key), actor=self.member, **given)
        return Response(self.read_one(self.key))

    def _given(self, form: type[serializers.Serializer]) -> Mapping[str, Any]:
        given = form(data=self.request.data)
        given.is_valid(raise_exception=True)
        values: Mapping[str, Any] = given.validated_data
        return values
