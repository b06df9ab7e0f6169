"""Form fields for a rule's parameters: empty means the default."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
)

from risk.conclusions import Parameter
from risk.rules.rule import Rule

PREFIX = "parameter_"
_EMPTY = ("", None)


def words(name: str) -> str:
    """A parameter's or value's code as people read it."""
    return name.replace("_", " ").capitalize()


def fields_of(rule: Rule) -> dict[str, forms.Field]:
    """One field for each parameter, explained by its unit, default and the default's source."""
    return {f"{PREFIX}{parameter.name}": _field(parameter) for parameter in rule.parameters}


def default_words(parameter: Parameter) -> str:
    value = parameter.default
    shown = words(value) if isinstance(value, str) else str(value)
    return f"{shown} {parameter.unit}".strip()


def _field(parameter: Parameter) -> forms.Field:
    shared: dict[str, Any] = {
        "required": False,
        "label": words(parameter.name),
        "help_text": f"Default {default_words(parameter)}. {parameter.source}",
    }
    if isinstance(parameter.default, bool):
        yes_no = [("", "Default"), ("true", "Yes"), ("false", "No")]
        return forms.ChoiceField(choices=yes_no, widget=UnfoldAdminSelectWidget, **shared)
    if parameter.choices:
        choices = [("", "Default"), *((choice, words(choice)) for choice in parameter.choices)]
        return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget, **shared)
    if isinstance(parameter.default, int):
        return forms.IntegerField(min_value=0, widget=UnfoldAdminIntegerFieldWidget, **shared)
    return forms.DecimalField(min_value=0, widget=UnfoldAdminDecimalFieldWidget, **shared)


def changed_values(rule: Rule, cleaned: Mapping[str, Any]) -> dict[str, object]:
    """The parameters that were given a value, as JSON keeps them."""
    given = {p.name: cleaned.get(f"{PREFIX}{p.name}") for p in rule.parameters}
    return {
        name: _json(rule, name, value) for name, value in given.items() if value not in ("", None)
    }


def _json(rule: Rule, name: str, value: Any) -> object:
    default = next(parameter.default for parameter in rule.parameters if parameter.name == name)
    if isinstance(default, bool):
        return value == "true"
    return str(value) if isinstance(value, Decimal) else value


def initial_values(stored: Mapping[str, Any]) -> dict[str, object]:
    """What the fields start with, from stored values."""
    return {
        f"{PREFIX}{name}": str(value).lower() if isinstance(value, bool) else value
        for name, value in stored.items()
    }
