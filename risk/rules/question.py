"""A rule at work on one portfolio, for rules that are spread over several modules. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from risk.conclusions import Evidence, Parameter, Row
from risk.portfolio import Portfolio
from risk.rules.rule import Values, shown


@dataclass(frozen=True)
class Question:
    """The rule's code and parameters, with the values it looks at `portfolio` with."""

    rule: str
    parameters: tuple[Parameter, ...]
    portfolio: Portfolio
    values: Values

    def evidence(self, formula: str, figures: Mapping[str, str], rows: tuple[Row, ...]) -> Evidence:
        return Evidence(
            formula=formula,
            figures=figures,
            rows=rows,
            parameters=shown(self.parameters, self.values),
            as_of=self.portfolio.as_of,
        )
