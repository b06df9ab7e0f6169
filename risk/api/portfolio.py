"""The portfolio's figures, for programs: the answers of the commands, by address."""

import json
from collections.abc import Iterable

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import Choice, Day
from accounts.api.views import TenantView
from accounts.commands import json_value
from risk.positions import By
from risk.selectors.concentration import as_json, concentration_of
from vendors.concentration import Basis, Scope

TOP = 5


class ConcentrationQuery(serializers.Serializer):
    by = Choice(choices=[(by.value, by.value) for by in By], default=By.VENDOR.value)
    basis = Choice(
        choices=[(basis.value, basis.value) for basis in Basis],
        required=False,
        help_text="Without it spending where that is dated, else annualised value.",
    )
    scope = Choice(
        choices=[(scope.value, scope.value) for scope in Scope], default=Scope.ACTIVE.value
    )
    as_of = Day(required=False, help_text="Without it the organization's today.")


class ShareSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    amount = serializers.FloatField()
    share_percent = serializers.FloatField()


class PositionSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    amount = serializers.FloatField()


class UnknownSerializer(serializers.Serializer):
    amount = serializers.FloatField()
    share_percent = serializers.FloatField(allow_null=True)


class OtherCurrencySerializer(serializers.Serializer):
    currency = serializers.CharField()
    items = serializers.IntegerField()
    agreed = serializers.FloatField()


class LeftOutSerializer(serializers.Serializer):
    other_currencies = OtherCurrencySerializer(many=True)
    undetermined_contracts = serializers.IntegerField()
    undetermined_agreed = serializers.FloatField()


class ConcentrationSerializer(serializers.Serializer):
    hhi = serializers.FloatField(allow_null=True, help_text="Sum of squared percentage shares.")
    verdict = serializers.CharField(allow_null=True, help_text="low, moderate or high.")
    effective = serializers.FloatField(allow_null=True, help_text="10,000 / HHI.")
    top5_share = serializers.FloatField(allow_null=True)
    top = ShareSerializer(many=True)
    holders = serializers.IntegerField()
    total = serializers.FloatField()
    unknown = UnknownSerializer()
    currency = serializers.CharField()
    rates = serializers.ListField(
        child=serializers.CharField(), help_text="By which amounts were converted, in words."
    )
    by = serializers.CharField()
    basis = serializers.CharField()
    scope = serializers.CharField()
    as_of = serializers.DateField()
    negative = PositionSerializer(many=True)
    left_out = LeftOutSerializer()


class ConcentrationView(TenantView):
    """How much the organization depends on few vendors, groups, countries or functions.

    The same answer as `manage.py concentration --json` gives: rounded figures as numbers.
    """

    def permission_of(self, method: str) -> str:
        return "risk.view_portfolio"

    def known_parameters(self) -> Iterable[str]:
        return ("by", "basis", "scope", "as_of")

    @extend_schema(
        operation_id="portfolio_concentration_retrieve",
        parameters=[ConcentrationQuery],
        responses=ConcentrationSerializer,
    )
    def get(self, request: Request) -> Response:
        query = ConcentrationQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        measured = concentration_of(
            self.organization,
            by=By(asked["by"]),
            basis=Basis(asked["basis"]) if "basis" in asked else None,
            scope=Scope(asked["scope"]),
            as_of=asked.get("as_of") or self.today,
        )
        return Response(json.loads(json.dumps(as_json(measured, TOP), default=json_value)))
