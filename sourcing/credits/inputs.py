"""What a credit is computed from: levels, periods, charges and judged figures."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sourcing.service_levels.definition import Direction
from sourcing.service_levels.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Level:
    """A service level that carries credits: its key, its name on pages, and its direction.

    `expected` is the expected target, needed only to judge an average for earn-back. `unit`
    stands behind figures in words: %, h, min, or nothing.
    """

    key: str
    name: str
    direction: Direction = Direction.HIGHER
    expected: Decimal | None = None
    unit: str = "%"


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or other period by its key and name, first and last day included."""

    key: str
    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Charge:
    """The base of a period's credits: the affected service's charge, net of pass-throughs.

    `amount` is None where it isn't known, and `missing_because` then says why.
    """

    amount: Decimal | None
    currency: str
    missing_because: str = "no charge is recorded for this period"


@dataclass(frozen=True, slots=True)
class JudgedPeriod:
    """A level's judged period.

    `attained` is None without data. `default` is the flag beside the outcome: the minimum missed,
    a default by repetition, or a period without data that the contract deems a default.
    `incidents` are the references of what hit the level.
    """

    level: str
    period: str
    attained: Decimal | None
    outcome: Outcome
    default: bool = False
    incidents: frozenset[str] = frozenset()

    @property
    def is_missed(self) -> bool:
        """Below a target, or deemed so."""
        return self.default or self.outcome in {Outcome.MISSED_EXPECTED, Outcome.MISSED_MINIMUM}

    @property
    def is_minimum_default(self) -> bool:
        """Below the minimum, or without data where the contract deems that a default."""
        return self.outcome is Outcome.MISSED_MINIMUM or (self.default and self.is_without_data)

    @property
    def is_without_data(self) -> bool:
        return self.outcome is Outcome.NO_DATA
