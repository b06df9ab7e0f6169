"""Which running work is critical, and with which vendors. Pure."""

from collections.abc import Iterable

from risk.portfolio import EngagementFacts, Portfolio

CRITICAL, HIGH = "critical", "high"


def running(portfolio: Portfolio) -> tuple[EngagementFacts, ...]:
    """Engagements that haven't ended, the captives' included."""
    return tuple(each for each in portfolio.engagements.values() if not portfolio.has_ended(each))


def worst_of(engagements: Iterable[EngagementFacts]) -> str:
    """`critical` or `high` where one of the engagements is, else nothing."""
    found = {each.criticality for each in engagements}
    return CRITICAL if CRITICAL in found else HIGH if HIGH in found else ""
