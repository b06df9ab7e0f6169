"""How a figure is kept in the database, and whose figure counts."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from sourcing.service_levels.definition import Definition
from sourcing.service_levels.rounding import WIDE

KEPT_DECIMALS = Decimal("0.000001")


class ReportDecision(StrEnum):
    """What we say to a vendor's report."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"


def kept(level: Definition, value: Decimal) -> Decimal:
    """A figure with six decimals, on the same side of both targets as before.

    Rounded to the nearest, or down or up where that would move it onto or across a target.
    """
    candidates = [
        value.quantize(KEPT_DECIMALS, rounding=mode, context=WIDE)
        for mode in (ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING)
    ]
    sides = [value.compare(target) for target in level.targets]
    fitting = (
        each for each in candidates if [each.compare(target) for target in level.targets] == sides
    )
    return next(fitting, candidates[0])


def report_counts(decision: ReportDecision, *, is_main_source: bool, have_ours: bool) -> bool:
    """Whether the vendor's figure is the one that is judged.

    An accepted one is. A disputed one is only where we have no figure of our own. One that nobody
    has looked at yet is where the level is agreed to be judged by the vendor's reports.
    """
    match decision:
        case ReportDecision.ACCEPTED:
            return True
        case ReportDecision.DISPUTED:
            return is_main_source and not have_ours
        case ReportDecision.PENDING:
            return is_main_source
