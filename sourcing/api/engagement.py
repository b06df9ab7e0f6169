"""Engagements with their contracts and delivery teams, for programs."""

from django.db.models import OuterRef
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api import filtering
from accounts.api.filtering import Filters
from accounts.api.reading import Children
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import WriteRecords
from sourcing.models import (
    Commitment,
    Criticality,
    DataClassification,
    DeliveryTeam,
    Duty,
    Engagement,
    EngagementContract,
    OperatingModel,
    RaciEntry,
    WorkingMode,
)


class EngagementContractLine(serializers.Serializer):
    """A contract under which the engagement runs."""

    contract = serializers.UUIDField()
    number = serializers.CharField()
    last_day = serializers.DateField(allow_null=True)


class DeliveryTeamLine(serializers.Serializer):
    """A team that delivers the engagement."""

    team = serializers.UUIDField()
    name = serializers.CharField()
    heads = serializers.IntegerField()


@extend_schema_field(EngagementContractLine(many=True))
class Contracts(Children):
    """By number."""


@extend_schema_field(DeliveryTeamLine(many=True))
class DeliveryTeams(Children):
    """By name."""


class EngagementSerializer(RecordSerializer):
    vendor_name = serializers.CharField(source="vendor.legal_name", read_only=True, allow_null=True)
    captive_team_name = serializers.CharField(
        source="captive_team.name", read_only=True, allow_null=True
    )
    contracts = Contracts(
        EngagementContract.objects.filter(engagement=OuterRef("pk")).order_by("contract__number"),
        {"contract": "contract_id", "number": "contract__number", "last_day": "contract__last_day"},
    )
    delivery_teams = DeliveryTeams(
        DeliveryTeam.objects.filter(engagement=OuterRef("pk")).order_by("team__name", "pk"),
        {"team": "team_id", "name": "team__name", "heads": "heads"},
    )

    class Meta:
        model = Engagement
        fields = (
            "id",
            "key",
            "name",
            "vendor",
            "vendor_name",
            "captive_team",
            "captive_team_name",
            "operating_model",
            "transfer_date",
            "declared_model",
            "delivery_country",
            "function",
            "is_core",
            "is_specialised",
            "criticality",
            "data_classification",
            "working_mode",
            "commitment",
            "starts_on",
            "horizon_months",
            "decision_reviewed_on",
            "internal_expert",
            "owner",
            "scope_share_percent",
            "notes",
            "contracts",
            "delivery_teams",
        )


class EngagementFilters(Filters):
    vendor = filtering.key()
    captive_team = filtering.key()
    owner = filtering.key()
    operating_model = filtering.choices(OperatingModel)
    criticality = filtering.choices(Criticality)
    data_classification = filtering.choices(DataClassification)
    working_mode = filtering.choices(WorkingMode)
    commitment = filtering.choices(Commitment)
    delivery_country = filtering.country()
    is_core = filtering.truth()
    function = filtering.text()


class EngagementViewSet(WriteRecords):
    """Work given to exactly one party: a vendor or a captive team."""

    serializer_class = EngagementSerializer
    filterset_class = EngagementFilters
    search_columns = ("key", "name", "function")
    ordering = "key"
    orderings = ("name", "starts_on")


class EngagementContractSerializer(RecordSerializer):
    engagement_key = serializers.CharField(source="engagement.key", read_only=True)
    contract_number = serializers.CharField(source="contract.number", read_only=True)

    class Meta:
        model = EngagementContract
        fields = ("id", "engagement", "engagement_key", "contract", "contract_number")


class EngagementContractFilters(Filters):
    engagement = filtering.key()
    contract = filtering.key()


class EngagementContractViewSet(WriteRecords):
    """Which contract serves which engagement; each contract serves at most one."""

    serializer_class = EngagementContractSerializer
    filterset_class = EngagementContractFilters
    ordering = "id"


class DeliveryTeamSerializer(RecordSerializer):
    engagement_key = serializers.CharField(source="engagement.key", read_only=True)
    team_name = serializers.CharField(source="team.name", read_only=True)

    class Meta:
        model = DeliveryTeam
        fields = ("id", "engagement", "engagement_key", "team", "team_name", "heads")


class DeliveryTeamFilters(Filters):
    engagement = filtering.key()
    team = filtering.key()


class DeliveryTeamViewSet(WriteRecords):
    """Which teams deliver an engagement, with how many of their people."""

    serializer_class = DeliveryTeamSerializer
    filterset_class = DeliveryTeamFilters
    ordering = "id"
    orderings = ("heads",)


class RaciEntrySerializer(RecordSerializer):
    class Meta:
        model = RaciEntry
        fields = ("id", "engagement", "activity", "duty", "member", "contact", "team")


class RaciEntryFilters(Filters):
    engagement = filtering.key()
    duty = filtering.choices(Duty)


class RaciEntryViewSet(WriteRecords):
    """Who is responsible, accountable, consulted or informed in an engagement."""

    serializer_class = RaciEntrySerializer
    filterset_class = RaciEntryFilters
    search_columns = ("activity",)
    ordering = "activity"
    orderings = ("duty",)
