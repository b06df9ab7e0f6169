"""How amounts, percentages and figures read in the steps of a calculation."""

from decimal import Decimal

from sourcing.credits.inputs import Level
from sourcing.credits.schemes import Tier
from sourcing.service_levels.definition import Direction


def number(value: Decimal) -> str:
    """With separators for thousands and the decimals it came with: 12,000.00, 99.0."""
    return f"{value:,f}"


def money(amount: Decimal, currency: str) -> str:
    """1,200.00 USD"""
    return f"{number(amount)} {currency}"


def percent(value: Decimal) -> str:
    """10 %"""
    return f"{number(value)} %"


def figure(value: Decimal, level: Level) -> str:
    """An attained value with its unit: 99.87 %."""
    return f"{number(value)} {level.unit}".rstrip()


def tier_range(tier: Tier, level: Level) -> str:
    """99.0 % to under 99.99 %; for lower-is-better: above 4 h, up to 8 h."""
    lower = None if tier.lower is None else figure(tier.lower, level)
    upper = None if tier.upper is None else figure(tier.upper, level)
    if level.direction is Direction.HIGHER:
        starts, joined, ends = f"from {lower}", f"{lower} to under {upper}", f"under {upper}"
    else:
        starts, joined, ends = f"above {lower}", f"above {lower}, up to {upper}", f"up to {upper}"
    if lower is None:
        return ends
    return starts if upper is None else joined


def ordinal(count: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    if count % 100 in {11, 12, 13}:
        return f"{count}th"
    return str(count) + {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")


def listed(names: list[str]) -> str:
    """a; a and b; a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
