"""Vendors that may be one, their merges, and pairs that were dismissed, for programs."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import filtering
from accounts.api.errors import Contradicts, refuse_field
from accounts.api.filtering import Filters
from accounts.api.reading import Row
from accounts.api.serializers import NothingMore, RecordSerializer
from accounts.api.views import TenantView
from accounts.api.viewsets import CreateRecords
from vendors.duplicates import THRESHOLD, Candidate
from vendors.models import DismissedSuggestion, MergedRow, VendorMerge
from vendors.models.merge import Outcome, Suggestion
from vendors.selectors.suggestions import duplicate_pairs
from vendors.services.merge import MERGES, MergeRefused, merge, undo
from vendors.services.suggestions import dismiss_duplicate, dismiss_parent


class NamedVendorSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    legal_name = serializers.CharField()


class DuplicatePairSerializer(serializers.Serializer):
    first = NamedVendorSerializer()
    second = NamedVendorSerializer()
    score = serializers.FloatField(help_text="0 to 100; 100 is certain.")
    why = serializers.ListField(child=serializers.CharField(), help_text="Reasons, in words.")


class DuplicatesSerializer(serializers.Serializer):
    threshold = serializers.FloatField(help_text="Pairs that score less aren't listed.")
    pairs = DuplicatePairSerializer(many=True, help_text="The most alike first.")


class VendorDuplicatesView(TenantView):
    """Pairs of vendors that may be one company recorded twice, without those dismissed."""

    def permission_of(self, method: str) -> str:
        return "vendors.view_vendor"

    @extend_schema(operation_id="vendor_duplicates_retrieve", responses=DuplicatesSerializer)
    def get(self, request: Request) -> Response:
        pairs = [
            {
                "first": _named(pair.first),
                "second": _named(pair.second),
                "score": round(pair.score, 1),
                "why": list(pair.why),
            }
            for pair in duplicate_pairs()
        ]
        return Response({"threshold": THRESHOLD, "pairs": pairs})


def _named(candidate: Candidate) -> dict[str, Any]:
    return {"id": candidate.id, "legal_name": candidate.legal_name}


class OutcomesSerializer(serializers.Serializer):
    moved = serializers.IntegerField()
    kept = serializers.IntegerField(help_text="Stays with the merged record.")
    restored = serializers.IntegerField()
    changed = serializers.IntegerField(help_text="Changed since, left as it is by the undo.")
    gone = serializers.IntegerField(help_text="Deleted since.")


@extend_schema_field(OutcomesSerializer)
class Outcomes(serializers.Field):
    """How many values of other records came to what; filled in by the endpoint."""


class VendorMergeSerializer(RecordSerializer):
    survivor_name = serializers.CharField(source="survivor.legal_name", read_only=True)
    loser_name = serializers.CharField(source="loser.legal_name", read_only=True)
    outcomes = Outcomes(read_only=True)

    class Meta:
        model = VendorMerge
        takes_merged = True
        fields = (
            "id",
            "survivor",
            "survivor_name",
            "loser",
            "loser_name",
            "reason",
            "merged_by",
            "merged_at",
            "undone_by",
            "undone_at",
            "outcomes",
        )
        read_only_fields = ("merged_by", "merged_at", "undone_by", "undone_at")


class VendorMergeFilters(Filters):
    survivor = filtering.key()
    loser = filtering.key()
    stands = filtering.truth("undone_at", "isnull")


class VendorMergeViewSet(CreateRecords):
    """Vendors recorded twice that became one: the loser into the survivor."""

    serializer_class = VendorMergeSerializer
    filterset_class = VendorMergeFilters
    ordering = "-merged_at"
    added = ("outcomes",)
    action_permissions: ClassVar[dict[str, str]] = {"create": MERGES, "undo": MERGES}

    def save(self, record: VendorMerge, values: Mapping[str, Any]) -> None:
        try:
            row = merge(
                survivor=values["survivor"],
                loser=values["loser"],
                reason=values.get("reason", ""),
                actor=self.member,
                now=timezone.now(),
            )
        except MergeRefused as refused:
            raise Contradicts(str(refused), code="merge_refused") from refused
        record.pk = row.pk

    def add_to_rows(self, rows: Sequence[Row]) -> None:
        by_id = {row["id"]: row for row in rows}
        for row in rows:
            row["outcomes"] = dict.fromkeys(Outcome.values, 0)
        counted = MergedRow.objects.filter(merge__in=by_id).order_by()
        for key, outcome, count in counted.values_list("merge_id", "outcome").annotate(Count("pk")):
            by_id[key]["outcomes"][outcome] = count

    @extend_schema(request=NothingMore, responses=VendorMergeSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, id: str) -> Response:
        """Gives everything back its place from before; what was changed since stays."""
        NothingMore(data=request.data).is_valid(raise_exception=True)
        self.read_one(self.key)
        try:
            undo(merge_id=UUID(self.key), actor=self.member, now=timezone.now())
        except MergeRefused as refused:
            raise Contradicts(str(refused), code="undo_refused") from refused
        return Response(self.read_one(self.key))


class DismissedSuggestionSerializer(RecordSerializer):
    first_name = serializers.CharField(source="first.legal_name", read_only=True)
    second_name = serializers.CharField(source="second.legal_name", read_only=True)

    class Meta:
        model = DismissedSuggestion
        fields = (
            "id",
            "kind",
            "first",
            "first_name",
            "second",
            "second_name",
            "reason",
            "dismissed_by",
            "dismissed_at",
        )
        read_only_fields = ("dismissed_by", "dismissed_at")


class DismissedSuggestionFilters(Filters):
    kind = filtering.choices(Suggestion)
    first = filtering.key()
    second = filtering.key()


class DismissedSuggestionViewSet(CreateRecords):
    """Pairs that aren't suggested again. For a parent `first` is the child; for a duplicate the
    order doesn't matter, and asking again for the same pair answers with what stands.
    """

    serializer_class = DismissedSuggestionSerializer
    filterset_class = DismissedSuggestionFilters
    ordering = "-dismissed_at"
    action_permissions: ClassVar[dict[str, str]] = {"create": MERGES}

    def save(self, record: DismissedSuggestion, values: Mapping[str, Any]) -> None:
        first, second = values["first"], values["second"]
        said = {"reason": values["reason"], "actor": self.member, "now": timezone.now()}
        try:
            if values["kind"] == Suggestion.PARENT:
                row = dismiss_parent(child=first, parent=second, **said)
            else:
                row = dismiss_duplicate(one=first, other=second, **said)
        except ValidationError as refused:
            raise refuse_field("second", " ".join(refused.messages)) from refused
        record.pk = row.pk
