"""What a rule says: plain values that a scan turns into findings.

Pure: no database, no clock. A rule reads a portfolio as of a date and yields conclusions; the
same facts give the same conclusion with the same fingerprint.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Literal
from uuid import UUID

SubjectKind = Literal["vendor", "contract", "contract_item", "engagement"]


class Severity(IntEnum):
    """Numbered so that worse sorts higher; stored as these numbers."""

    INFO = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5


@dataclass(frozen=True)
class Row:
    """A stored record that a figure comes from. `model` is a label such as `vendors.contract`."""

    model: str
    id: UUID
    label: str


@dataclass(frozen=True)
class Evidence:
    """Everything needed to recompute and dispute a conclusion.

    `formula` is one sentence with the numbers put in, `figures` label → value in the order of
    showing (already formatted, with currency or unit), `rows` the records used, `parameters` the
    rule's values at that time and `as_of` the date it was computed for. In a finding it keeps the
    date on which its figures came to be; the scans since then have only confirmed them.
    """

    formula: str
    figures: Mapping[str, str]
    rows: tuple[Row, ...]
    parameters: Mapping[str, str]
    as_of: date

    def as_json(self) -> dict[str, object]:
        """The form in which a finding stores it; figures in pairs, because JSON has no order."""
        return {
            "formula": self.formula,
            "figures": [{"label": label, "value": value} for label, value in self.figures.items()],
            "rows": [
                {"model": row.model, "id": str(row.id), "label": row.label} for row in self.rows
            ],
            "parameters": [
                {"name": name, "value": value} for name, value in self.parameters.items()
            ],
            "as_of": self.as_of.isoformat(),
        }


@dataclass(frozen=True)
class Conclusion:
    """One thing a rule concluded about one record.

    `opens` is False between the threshold that opens a finding and the lower one that lets it
    go: such a conclusion keeps an open finding open and opens no new one (hysteresis).
    `period` separates conclusions on one subject, such as a target date or a month; a date that
    moves is another period and hence another finding. `money` is in `currency`, None where no
    amount is at stake. `due_on` is the day by which to act.
    """

    rule: str
    subject_kind: SubjectKind
    subject_id: UUID
    severity: Severity
    title: str
    explanation: str
    what_to_do: str
    evidence: Evidence
    period: str = ""
    opens: bool = True
    money: Decimal | None = None
    currency: str = ""
    due_on: date | None = None

    @property
    def fingerprint(self) -> str:
        """Stable name of the facts: rule, subject and period."""
        facts = f"{self.rule}|{self.subject_kind}|{self.subject_id}|{self.period}"
        return hashlib.sha256(facts.encode()).hexdigest()


@dataclass(frozen=True)
class Parameter:
    """One adjustable value of a rule, with its default, unit and where the default comes from."""

    name: str
    default: Decimal | int | str | bool
    unit: str
    source: str
    choices: tuple[str, ...] = field(default=())
