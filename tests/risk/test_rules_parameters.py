"""An organization's own parameter values, and what all rules have in common."""

from decimal import Decimal

import pytest

from risk.conclusions import Severity
from risk.rules.registry import RULES
from risk.rules.rule import ParameterRefused

CONCENTRATION = RULES["vendor-concentration"]


def test_the_rules_are_these_and_only_those_meant_for_mail_are_mailed() -> None:
    assert {code: rule.is_mailed for code, rule in RULES.items()} == {
        "vendor-concentration": True,
        "paid-over-agreed": True,
        "change-creep": True,
        "decide-by": True,
        "renewal-undecided": True,
        "obligation-overdue": True,
        "exit-readiness": True,
        "sole-source-critical": True,
        "core-outsourced": True,
        "outsourced-over-a-year": False,
        "declared-model-mismatch": False,
    }


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_every_rule_asks_a_question_and_says_where_its_defaults_come_from(rule: object) -> None:
    assert hasattr(rule, "parameters")
    assert rule.question.endswith("?")  # type: ignore[attr-defined]
    for parameter in rule.parameters:
        assert parameter.source.endswith(".")
        assert not isinstance(parameter.default, str) or parameter.default in parameter.choices


def test_own_values_replace_defaults_in_the_type_of_the_default() -> None:
    values = CONCENTRATION.values({"threshold_percent": "25.5", "minimum_vendors": 3.0})
    assert values["threshold_percent"] == Decimal("25.5")
    assert values["minimum_vendors"] == 3
    assert isinstance(values["minimum_vendors"], int)
    assert values["release_percent"] == Decimal(28)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"threshold": 25}, "unknown parameter threshold; it has threshold_percent, "),
        ({"threshold_percent": "a lot"}, "is 'a lot', expected a number of 0 or more (%)"),
        ({"threshold_percent": -1}, "is -1, expected a number of 0 or more"),
        ({"threshold_percent": "NaN"}, "is 'NaN', expected a number of 0 or more"),
        ({"threshold_percent": True}, "is True, expected a number of 0 or more"),
        ({"threshold_percent": None}, "is None, expected a number of 0 or more"),
        ({"minimum_vendors": 2.5}, "is 2.5, expected a whole number of 0 or more (vendors)"),
        ({"basis": "turnover"}, "is 'turnover', expected one of automatic, spend, annualised"),
    ],
)
def test_a_wrong_value_is_refused_by_name(changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(ParameterRefused) as refusal:
        CONCENTRATION.values(changed)
    assert str(refusal.value).startswith("vendor-concentration: ")
    assert sentence in str(refusal.value)


def test_severities_are_ordered() -> None:
    assert sorted(Severity) == [
        Severity.INFO,
        Severity.LOW,
        Severity.MEDIUM,
        Severity.HIGH,
        Severity.CRITICAL,
    ]
