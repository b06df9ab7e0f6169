"""What contracts agree on beside a credit scheme: multiplier, incidents, earn-back, claims."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sourcing.credits.claim_deadlines import ClaimTerms


@dataclass(frozen=True, slots=True)
class Multiplier:
    """Consecutive minimum defaults of the same level count `factor` times from the n-th on.

    It is applied before the cap. The default, twice from the third, is a common clause.
    """

    factor: Decimal = Decimal(2)
    from_nth: int = 3


class EarnBackJudging(StrEnum):
    """How the periods after a credit are looked at: each of them, or their plain average."""

    EACH_PERIOD = "each_period"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class EarnBack:
    """The vendor earns a credit back by `periods` good periods after it.

    There is no usual number, so neither field has a default: it is what the contract says.
    """

    periods: int
    judging: EarnBackJudging


@dataclass(frozen=True, slots=True)
class Options:
    """What can be agreed with any scheme; nothing here applies unless the contract grants it.

    `multiplier` and `earn_back` are None where they aren't agreed. With `one_credit_per_incident`
    an incident is paid for once in a period, by the level with the largest credit. `claim` is
    None where credits come by themselves.
    """

    multiplier: Multiplier | None = None
    one_credit_per_incident: bool = False
    earn_back: EarnBack | None = None
    claim: ClaimTerms | None = None


NO_OPTIONS = Options()
