"""Amendments, what papers say, and contracts' own orders of precedence, for programs."""

from rest_framework import serializers

from accounts.api import filtering
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import WriteRecords
from vendors.models import AgreedTerm, Amendment, PrecedenceRank


class AmendmentSerializer(RecordSerializer):
    contract_number = serializers.CharField(source="contract.number", read_only=True)

    class Meta:
        model = Amendment
        fields = (
            "id",
            "contract",
            "contract_number",
            "number",
            "title",
            "signed_on",
            "effective_on",
            "summary",
            "item",
            "notice_period",
            "notice_unit",
            "auto_renewal",
            "renewal_months",
            "renewal_uplift_percent",
        )


class AmendmentFilters(Filters):
    contract = filtering.key()
    effective_from = filtering.from_day("effective_on")
    effective_to = filtering.to_day("effective_on")
    is_draft = filtering.truth("signed_on", "isnull")


class AmendmentViewSet(WriteRecords):
    """Papers that change a contract from a day on, once they are signed."""

    serializer_class = AmendmentSerializer
    filterset_class = AmendmentFilters
    search_columns = ("number", "title")
    ordering = "effective_on"
    orderings = ("number", "signed_on")


class AgreedTermSerializer(RecordSerializer):
    class Meta:
        model = AgreedTerm
        fields = ("id", "contract", "amendment", "subject", "value", "clause")


class AgreedTermFilters(Filters):
    contract = filtering.key()
    amendment = filtering.key()
    subject = filtering.text()


class AgreedTermViewSet(WriteRecords):
    """What one paper, a contract or an amendment, says about one subject."""

    serializer_class = AgreedTermSerializer
    filterset_class = AgreedTermFilters
    ordering = "subject"


class PrecedenceRankSerializer(RecordSerializer):
    class Meta:
        model = PrecedenceRank
        fields = ("id", "contract", "rank", "paper_contract", "paper_amendment")


class PrecedenceRankFilters(Filters):
    contract = filtering.key()


class PrecedenceRankViewSet(WriteRecords):
    """Places in a contract's own order of precedence; 1 wins."""

    serializer_class = PrecedenceRankSerializer
    filterset_class = PrecedenceRankFilters
    ordering = "rank"
