"""How much may go wrong in a period, and how fast it is going wrong.

A level in percent has an error budget: the minutes or events that may be bad before a target is
missed. It says something about availability, ratios and shares of satisfied answers; for durations
and sums see the forecast.
"""

from dataclasses import dataclass
from decimal import Decimal

from sourcing.service_levels.definition import Definition, Direction
from sourcing.service_levels.figures import Tally

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class BurnWindow:
    """An alarm when `budget_share` of a period's budget is burnt within `minutes` of service."""

    budget_share: Decimal
    minutes: Decimal


#: 2 % in an hour, 5 % in six hours, 10 % in three days.
#: Source: The Site Reliability Workbook (O'Reilly 2018), chapter 5, "Alerting on SLOs".
BURN_WINDOWS = (
    BurnWindow(Decimal("0.02"), Decimal(60)),
    BurnWindow(Decimal("0.05"), Decimal(360)),
    BurnWindow(Decimal("0.10"), Decimal(4320)),
)


@dataclass(frozen=True, slots=True)
class Budget:
    """The error budget of a period against one target, in minutes or events.

    `left` is below 0 once more is used than allowed. `burn_rate` is None without data, and where
    the target leaves nothing to burn.
    """

    allowed: Decimal
    used: Decimal
    burn_rate: Decimal | None

    @property
    def left(self) -> Decimal:
        return self.allowed - self.used

    @property
    def is_used_up(self) -> bool:
        """Whether the target is missed however well the rest of the period goes."""
        return self.used > self.allowed

    @property
    def share_left(self) -> Decimal | None:
        """What is left of the budget, from 1 down to 0; None where the target leaves none."""
        return max(self.left, Decimal(0)) / self.allowed if self.allowed else None


def error_budget(target_percent: Decimal, whole: Decimal) -> Decimal:
    """Bad minutes or events that a target allows where higher is better: (1 − target) × whole."""
    return (HUNDRED - target_percent) * whole / HUNDRED


def budget(level: Definition, target: Decimal, counted: Tally, whole: Decimal) -> Budget:
    """The budget of a period against one of the level's targets.

    `whole` are the service minutes or events of the whole period, less approved exclusions;
    `counted` is what has been measured of it. Raises ValueError for a level that isn't in percent.
    """
    if not level.is_share:
        raise ValueError(f"a level in {level.unit.value} has no error budget")
    return Budget(
        allowed=allowed_rate(level, target) * whole,
        used=bad(level, counted),
        burn_rate=burn_rate(level, target, counted),
    )


def bad(level: Definition, counted: Tally) -> Decimal:
    """The minutes or events that use up the budget."""
    if level.direction is Direction.HIGHER:
        return counted.total - counted.good
    return counted.good


def allowed_rate(level: Definition, target: Decimal) -> Decimal:
    """The part of all minutes or events that may be bad: 1 − target, or the target where lower
    is better.
    """
    return error_budget(target, Decimal(1)) if level.direction is Direction.HIGHER else target / 100


def burn_rate(level: Definition, target: Decimal, counted: Tally) -> Decimal | None:
    """Error rate / (1 − target): at 1 the budget lasts exactly to the period's end.

    None without data, and where the target leaves nothing to burn.
    """
    if not counted.total or not allowed_rate(level, target):
        return None
    return bad(level, counted) / (counted.total * allowed_rate(level, target))


def burn_threshold(budget_share: Decimal, period: Decimal, window: Decimal) -> Decimal:
    """From which burn rate on a window uses up a share of the budget: share × period / window.

    Both are service minutes. For 30 days round the clock the usual windows give 14.4, 6 and 1; a
    level with service from nine to six has fewer minutes and so other thresholds.
    """
    return budget_share * period / window


def minutes_until_used_up(budget: Budget, error_rate: Decimal) -> Decimal | None:
    """Service minutes, or events, until nothing is left at an error rate; None if never."""
    if budget.left <= 0:
        return Decimal(0)
    return budget.left / error_rate if error_rate else None
