"""Settings of rules, and waivers, for programs."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api import filtering
from accounts.api.errors import refuse_field
from accounts.api.fields import Choice
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import CreateRecords, DeleteRecords, WriteRecords
from risk.models import RuleSetting, Waiver
from risk.rules import core_outsourced
from risk.rules.registry import RULES
from risk.rules.rule import ParameterRefused

#: Rules that ask for waivers.
WAIVABLE = (core_outsourced.RULE,)
#: Numbers a rule can compare with; larger ones are no thresholds.
LARGEST = Decimal(10**12)


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {
            "oneOf": [
                {"type": "string", "maxLength": 60},
                {"type": "number"},
                {"type": "boolean"},
            ]
        },
    }
)
class Parameters(serializers.JSONField):
    """The changed ones only, by name."""


class RuleSettingSerializer(RecordSerializer):
    rule = Choice(choices=[(code, rule.title) for code, rule in RULES.items()])
    parameters = Parameters(required=False)

    class Meta:
        model = RuleSetting
        fields = ("id", "rule", "is_enabled", "parameters")
        given_once = ("rule",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        rule = RULES[attrs.get("rule") or self.instance.rule]  # type: ignore[union-attr]
        given = attrs.get("parameters", {})
        if not isinstance(given, dict) or not all(_is_bounded(value) for value in given.values()):
            raise refuse_field(
                "parameters", "Expected an object of numbers, words, true and false by name."
            )
        try:
            rule.values(given)
        except ParameterRefused as refused:
            raise refuse_field("parameters", str(refused)) from refused
        return attrs


def _is_bounded(value: object) -> bool:
    if isinstance(value, bool):
        return True
    if not isinstance(value, int | float | str) or len(str(value)) > 60:
        return False
    try:
        return abs(Decimal(str(value))) <= LARGEST
    except InvalidOperation:
        return isinstance(value, str)


class RuleSettingFilters(Filters):
    rule = filtering.text()
    is_enabled = filtering.truth()


class RuleSettingViewSet(WriteRecords):
    """What the organization changed about a rule; one without settings runs with its defaults."""

    serializer_class = RuleSettingSerializer
    filterset_class = RuleSettingFilters
    ordering = "rule"


class WaiverSerializer(RecordSerializer):
    rule = Choice(choices=[(rule.code, rule.title) for rule in WAIVABLE])
    engagement_key = serializers.CharField(source="engagement.key", read_only=True)

    class Meta:
        model = Waiver
        fields = (
            "id",
            "rule",
            "engagement",
            "engagement_key",
            "reason",
            "valid_until",
            "granted_by",
            "granted_on",
        )
        read_only_fields = ("granted_by", "granted_on")


class WaiverFilters(Filters):
    rule = filtering.text()
    engagement = filtering.key()
    valid_until_from = filtering.from_day("valid_until")
    valid_until_to = filtering.to_day("valid_until")


class WaiverViewSet(CreateRecords, DeleteRecords):
    """Decisions to live with what a rule finds. One never changes: a new decision is a new one."""

    serializer_class = WaiverSerializer
    filterset_class = WaiverFilters
    ordering = "valid_until"
    orderings = ("granted_on",)

    def save(self, record: Waiver, values: Mapping[str, Any]) -> None:
        record.granted_by = self.member
        record.granted_on = self.today
        super().save(record, values)
