"""A rule's parameters as the entered organization has set them."""

from risk.models import RuleSetting
from risk.rules.rule import Rule, Values


def rule_values(rule: Rule) -> Values:
    """The rule's defaults with the organization's own values put over them.

    Raises `ParameterRefused` for a stored value that the rule can't work with.
    """
    changed = RuleSetting.objects.filter(rule=rule.code).values_list("parameters", flat=True)
    return rule.values(changed.first() or {})
