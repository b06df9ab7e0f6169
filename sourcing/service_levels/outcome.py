"""How a period of a service level turned out."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The figure against both targets; without data it is neither met nor missed."""

    MET = "met"
    MISSED_EXPECTED = "missed_expected"
    MISSED_MINIMUM = "missed_minimum"
    NO_DATA = "no_data"


class DefaultReason(StrEnum):
    """Why a period is a service level default.

    MINIMUM: the minimum was missed. REPETITION: the expected target was missed too often.
    DEEMED: there was no data, and the contract counts that as a default.
    """

    MINIMUM = "minimum"
    REPETITION = "repetition"
    DEEMED = "deemed"


@dataclass(frozen=True, slots=True)
class PastResult:
    """What an earlier period counts for in a history."""

    outcome: Outcome
    in_default: bool = False

    @property
    def is_below_expected(self) -> bool:
        """Whether an expected target was missed, a deemed default included."""
        return self.in_default or self.outcome in {Outcome.MISSED_EXPECTED, Outcome.MISSED_MINIMUM}

    @property
    def is_silent(self) -> bool:
        """Whether there was no data and nothing follows from that."""
        return self.outcome is Outcome.NO_DATA and not self.in_default
