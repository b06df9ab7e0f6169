"""What a rule is, and how an organization's own parameter values replace its defaults. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from risk.conclusions import Conclusion, Parameter, SubjectKind
from risk.portfolio import Portfolio

type Value = Decimal | int | str | bool
type Values = Mapping[str, Value]


class ParameterRefused(ValueError):
    """A parameter that a rule doesn't have, or a value that it can't work with."""


@dataclass(frozen=True)
class Rule:
    """A question about one organization's records, answered as of a date.

    `subject` is the kind of record it looks at. `evaluate` yields what it concludes from a
    portfolio and a complete set of parameter values (`values`). What a manager does next stands
    in each conclusion. A rule with `is_mailed` False is shown and never mailed. `borrows` is the
    code of a rule whose parameter values it also looks at.
    """

    code: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    subject: SubjectKind
    is_mailed: bool
    evaluate: Callable[[Portfolio, Values], Iterator[Conclusion]]
    borrows: str = ""

    def values(self, changed: Mapping[str, object]) -> dict[str, Value]:
        """The defaults with an organization's own values put over them.

        Raises `ParameterRefused` that names the rule, the parameter, the value and what is
        expected.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        unknown = sorted(changed.keys() - known.keys())
        if unknown:
            raise ParameterRefused(
                f"{self.code}: unknown parameter {', '.join(unknown)}; "
                f"it has {', '.join(known) or 'none'}."
            )
        return {
            name: self._value(parameter, changed[name]) if name in changed else parameter.default
            for name, parameter in known.items()
        }

    def _value(self, parameter: Parameter, given: object) -> Value:
        value = _read(parameter, given)
        if value is None:
            raise ParameterRefused(
                f"{self.code}: {parameter.name} is {given!r}, expected {_expected(parameter)}."
            )
        return value


def shown(rule_parameters: tuple[Parameter, ...], values: Values) -> dict[str, str]:
    """Parameter values with their units, as evidence stores them."""
    return {
        parameter.name: f"{values[parameter.name]} {parameter.unit}".strip()
        for parameter in rule_parameters
    }


def _read(parameter: Parameter, given: object) -> Value | None:
    """The value in the type of its default, None where it can't be read so."""
    default = parameter.default
    if isinstance(default, bool) or isinstance(given, bool):
        return given if isinstance(given, bool) and isinstance(default, bool) else None
    if isinstance(default, str):
        return given if isinstance(given, str) and given in parameter.choices else None
    number = _number(given)
    if number is None or isinstance(default, Decimal):
        return number
    return int(number) if number == number.to_integral_value() else None


def _number(given: object) -> Decimal | None:
    """A number of 0 or more, None for anything else."""
    if not isinstance(given, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def _expected(parameter: Parameter) -> str:
    if isinstance(parameter.default, bool):
        return "true or false"
    if isinstance(parameter.default, str):
        return f"one of {', '.join(parameter.choices)}"
    kind = "whole number" if isinstance(parameter.default, int) else "number"
    return f"a {kind} of 0 or more ({parameter.unit})"
