"""Engagements with their contracts and delivery teams, for programs."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api import filtering
from accounts.api.filtering import Filters
from accounts.api.reading import Row
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
from teams.models import Team
from vendors.models import Contract


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
class Contracts(serializers.Field):
    """Filled in by the endpoint."""


@extend_schema_field(DeliveryTeamLine(many=True))
class DeliveryTeams(serializers.Field):
    """Filled in by the endpoint."""


class EngagementSerializer(RecordSerializer):
    vendor_name = serializers.CharField(source="vendor.legal_name", read_only=True, allow_null=True)
    captive_team_name = serializers.CharField(
        source="captive_team.name", read_only=True, allow_null=True
    )
    contracts = Contracts(read_only=True)
    delivery_teams = DeliveryTeams(read_only=True)

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
    added = ("contracts", "delivery_teams")

    def add_to_rows(self, rows: Sequence[Row]) -> None:
        """Two queries by key for each of the two, whatever the number of engagements."""
        by_id = {row["id"]: row for row in rows}
        for row in rows:
            row["contracts"], row["delivery_teams"] = [], []
        links = list(
            EngagementContract.objects.filter(engagement__in=by_id)
            .order_by()
            .values_list("engagement_id", "contract_id")
        )
        contracts = _by_id(Contract, [link[1] for link in links], "number", "last_day")
        for engagement, contract in sorted(links, key=lambda link: contracts[link[1]][0]):
            number, last_day = contracts[contract]
            by_id[engagement]["contracts"].append(
                {"contract": contract, "number": number, "last_day": last_day}
            )
        deliveries = list(
            DeliveryTeam.objects.filter(engagement__in=by_id)
            .order_by()
            .values_list("engagement_id", "team_id", "heads")
        )
        teams = _by_id(Team, [delivery[1] for delivery in deliveries], "name")
        for engagement, team, heads in sorted(deliveries, key=lambda found: teams[found[1]]):
            by_id[engagement]["delivery_teams"].append(
                {"team": team, "name": teams[team][0], "heads": heads}
            )


def _by_id(model: Any, ids: Sequence[Any], *columns: str) -> dict[Any, list[Any]]:
    if not ids:
        return {}
    found = model.objects.filter(pk__in=ids).order_by().values_list("pk", *columns)
    return {key: values for key, *values in found}


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
