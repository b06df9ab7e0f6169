"""All rules by their code, in the order in which people read them. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from risk.rules import (
    change_creep,
    core_outsourced,
    decide_by,
    declared_model_mismatch,
    exit_readiness,
    obligation_overdue,
    outsourced_over_a_year,
    paid_over_agreed,
    renewal_undecided,
    sole_source_critical,
    vendor_concentration,
)
from risk.rules.rule import Rule, Values

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            vendor_concentration.RULE,
            paid_over_agreed.RULE,
            change_creep.RULE,
            decide_by.RULE,
            renewal_undecided.RULE,
            obligation_overdue.RULE,
            exit_readiness.RULE,
            sole_source_critical.RULE,
            core_outsourced.RULE,
            outsourced_over_a_year.RULE,
            declared_model_mismatch.RULE,
        )
    }
)


def values_of(code: str, changed: Mapping[str, Mapping[str, object]]) -> Values:
    """A rule's complete values, those it borrows included; `changed` are settings by rule.

    Raises `ParameterRefused` for a value that a rule can't work with.
    """
    rule = RULES[code]
    own = rule.values(changed.get(code, {}))
    if not rule.borrows:
        return own
    return {**RULES[rule.borrows].values(changed.get(rule.borrows, {})), **own}
