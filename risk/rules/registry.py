"""All rules by their code, in the order in which people read them. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from risk.rules import (
    change_creep,
    core_outsourced,
    decide_by,
    declared_model_mismatch,
    outsourced_over_a_year,
    paid_over_agreed,
    vendor_concentration,
)
from risk.rules.rule import Rule

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            vendor_concentration.RULE,
            paid_over_agreed.RULE,
            change_creep.RULE,
            decide_by.RULE,
            core_outsourced.RULE,
            outsourced_over_a_year.RULE,
            declared_model_mismatch.RULE,
        )
    }
)
