"""The form of a calculation of credits in the schema; `sourcing.credits` reads and answers it."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from sourcing.credits.results import CreditStatus
from sourcing.service_levels.definition import Direction
from sourcing.service_levels.outcome import Outcome

#: A number as text or as a JSON number, of which no digit is lost.
NUMBER = {"type": ["string", "number"], "examples": ["99.99"]}
MAYBE_NUMBER = {"type": ["string", "number", "null"], "examples": ["99.99"]}


@extend_schema_field(NUMBER)
class Number(serializers.Field):
    """A number that is needed."""


@extend_schema_field(MAYBE_NUMBER)
class MaybeNumber(serializers.Field):
    """A number that may be missing."""


class CalculationLevel(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField(required=False)
    direction = serializers.ChoiceField([each.value for each in Direction], required=False)
    expected = MaybeNumber(required=False)
    minimum = MaybeNumber(
        required=False, help_text="Judges figures without an outcome; else the expected target."
    )
    unit = serializers.CharField(required=False, help_text="Stands behind figures in words.")


class CalculationPeriod(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField(required=False)
    first_day = serializers.DateField()
    last_day = serializers.DateField(help_text="Included. Periods adjoin, in any order.")
    base = MaybeNumber(required=False, help_text="This period's charge, instead of `base`.")


class CalculationFigure(serializers.Serializer):
    level = serializers.CharField()
    period = serializers.CharField()
    attained = MaybeNumber(required=False, help_text="null: no data.")
    outcome = serializers.ChoiceField(
        [each.value for each in Outcome],
        required=False,
        help_text="Without it the figure is judged by the level's targets.",
    )
    default = serializers.BooleanField(
        required=False, help_text="A service level default; without it: the minimum is missed."
    )
    incidents = serializers.ListField(child=serializers.CharField(), required=False)


class AppliedPart(serializers.Serializer):
    level = serializers.CharField()
    period = serializers.CharField()
    amount = Number()


class CalculationRequest(serializers.Serializer):
    """At most 100 levels, 120 periods and 1,000 figures; nothing is stored."""

    scheme = serializers.DictField(
        help_text="By `kind` tiered, at_risk_pool, points or flat, with `options` for multiplier, "
        "one_credit_per_incident, earn_back and claim."
    )
    currency = serializers.CharField(help_text="ISO 4217.")
    base = MaybeNumber(required=False, help_text="A period's charge, net of pass-throughs.")
    levels = CalculationLevel(many=True)
    periods = CalculationPeriod(many=True)
    figures = CalculationFigure(many=True)
    history = CalculationFigure(many=True, required=False)
    applied = AppliedPart(many=True, required=False)


class EarnBackAnswer(serializers.Serializer):
    state = serializers.CharField()
    lapses = serializers.CharField()
    debit = serializers.CharField()


class CalculatedCredit(serializers.Serializer):
    """One level in one period; amounts are null where there is no data."""

    level = serializers.CharField()
    period = serializers.CharField()
    status = serializers.ChoiceField([each.value for each in CreditStatus])
    currency = serializers.CharField()
    raw = serializers.CharField(allow_null=True, help_text="Under a points scheme points.")
    multiplier = serializers.CharField()
    multiplied = serializers.CharField(allow_null=True)
    after_incident_rule = serializers.CharField(allow_null=True)
    after_cap = serializers.CharField(allow_null=True)
    earn_back = EarnBackAnswer(allow_null=True)
    final = serializers.CharField(allow_null=True, help_text="What is owed after earn-back.")
    steps = serializers.ListField(child=serializers.CharField())


class CalculatedPeriod(serializers.Serializer):
    period = serializers.CharField()
    currency = serializers.CharField()
    before_cap = serializers.CharField(allow_null=True)
    cap = serializers.CharField(allow_null=True)
    credited = serializers.CharField()
    final = serializers.CharField()
    without_data = serializers.IntegerField()


class CalculationAnswer(serializers.Serializer):
    credits = CalculatedCredit(many=True)
    periods = CalculatedPeriod(many=True)
