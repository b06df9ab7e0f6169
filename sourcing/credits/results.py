"""What a calculation of credits answers."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sourcing.credits.earn_back import EarnBackResult


class CreditStatus(StrEnum):
    """NO_DATA: there may be a credit, but no amount can be said. NOTHING: none is owed."""

    CREDIT = "credit"
    NOTHING = "nothing"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One level in one period, with what each step left of its credit.

    `raw`, `multiplied` and `after_incident_rule` are amounts in `currency`, under a points scheme
    points; `after_cap` and `final` are always amounts. `final` is what is owed once earn-back is
    counted. All of them are None with NO_DATA, and the last of `steps` says why.
    """

    level: str
    period: str
    currency: str
    status: CreditStatus
    raw: Decimal | None
    multiplier: Decimal
    multiplied: Decimal | None
    after_incident_rule: Decimal | None
    after_cap: Decimal | None
    earn_back: EarnBackResult | None
    final: Decimal | None
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeriodTotal:
    """A period over its levels: before the cap, the cap, what is credited and finally owed.

    Levels without data are in no sum; `without_data` counts them. `cap` is None where none is
    agreed or the base isn't known. `before_cap` is None under a points scheme, whose table is
    the cap.
    """

    period: str
    currency: str
    before_cap: Decimal | None
    cap: Decimal | None
    credited: Decimal
    final: Decimal
    without_data: int


@dataclass(frozen=True, slots=True)
class Calculation:
    """Lines in order of period, then of the level's key, and a total for each period."""

    lines: tuple[CreditLine, ...]
    totals: tuple[PeriodTotal, ...]
