"""How figures are rounded before they are compared, and how they are shown.

Rounding before the comparison is the contract's own rule. Showing is another matter: a figure gets
as many decimals as keep it on its side of both targets, so 99.988 % against 99.99 % is never
printed as 99.99 %.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from itertools import count
from types import MappingProxyType

from sourcing.service_levels.definition import Definition, RoundingMode, RoundingRule, Unit

#: Wide enough to add decimals to any figure: quantizing fails where the digits don't fit.
WIDE = Context(prec=120)

PYTHON_MODES: Mapping[RoundingMode, str] = MappingProxyType(
    {
        RoundingMode.HALF_UP: ROUND_HALF_UP,
        RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
        RoundingMode.DOWN: ROUND_DOWN,
    }
)

UNIT_WORDS: Mapping[Unit, str] = MappingProxyType(
    {
        Unit.PERCENT: "percent",
        Unit.MINUTES: "minutes",
        Unit.SERVICE_DAYS: "service days",
        Unit.COUNT: "a number",
        Unit.SCORE: "a score",
    }
)

SECONDS_OF_A_MINUTE = 60
SECONDS_OF_AN_HOUR = 3600
#: Decimals tried first; trailing zeros are left out.
USUAL_DECIMALS = 2


def rounded(value: Decimal, rule: RoundingRule) -> Decimal:
    """A figure as the contract compares it: unchanged where it has no rounding rule."""
    if rule.mode is RoundingMode.NONE:
        return value
    return _quantized(value, rule.decimals, PYTHON_MODES[rule.mode])


def shown(definition: Definition, value: Decimal) -> str:
    """A figure of a level in words, on its side of both targets."""
    return words(value, definition.unit, definition.targets)


def words(value: Decimal, unit: Unit, targets: Iterable[Decimal] = ()) -> str:
    """A figure with its unit: “99.95 %”, “3 h 20 m”, “1.5 service days”, “12”, “4.2”.

    Where rounding would move it onto or across one of the targets it gets more decimals.
    """
    match unit:
        case Unit.PERCENT:
            return f"{_plain(_on_its_side(value, targets))} %"
        case Unit.MINUTES:
            return _duration(value, targets)
        case Unit.SERVICE_DAYS:
            days = _on_its_side(value, targets)
            return f"{_plain(days)} service {'day' if days == 1 else 'days'}"
        case Unit.COUNT | Unit.SCORE:
            return _plain(_on_its_side(value, targets))


def number(value: Decimal) -> str:
    """A plain number with at most two decimals and thousands apart."""
    return _plain(_on_its_side(value, ()))


def _on_its_side(value: Decimal, targets: Iterable[Decimal]) -> Decimal:
    limits = tuple(targets)
    candidates = (_quantized(value, decimals) for decimals in count(USUAL_DECIMALS))
    return _first_on_side(candidates, value, limits)


def _duration(minutes: Decimal, targets: Iterable[Decimal]) -> str:
    seconds = WIDE.multiply(minutes, Decimal(SECONDS_OF_A_MINUTE))
    limits = tuple(WIDE.multiply(each, Decimal(SECONDS_OF_A_MINUTE)) for each in targets)
    return _clock(_first_on_side(_second_candidates(seconds), seconds, limits))


def _second_candidates(seconds: Decimal) -> Iterator[Decimal]:
    """Whole minutes from an hour on, then whole seconds, then more and more decimals."""
    if abs(seconds) >= SECONDS_OF_AN_HOUR:
        whole = _quantized(WIDE.divide(seconds, Decimal(SECONDS_OF_A_MINUTE)), 0)
        yield whole * SECONDS_OF_A_MINUTE
    for decimals in count():
        yield _quantized(seconds, decimals)


def _first_on_side(
    candidates: Iterable[Decimal], value: Decimal, limits: tuple[Decimal, ...]
) -> Decimal:
    return next(
        each
        for each in candidates
        if all(each.compare(limit) == value.compare(limit) for limit in limits)
    )


def _clock(seconds: Decimal) -> str:
    sign, size = ("-" if seconds < 0 else ""), abs(seconds)
    hours, rest = divmod(size, SECONDS_OF_AN_HOUR)
    minutes, left = divmod(rest, SECONDS_OF_A_MINUTE)
    parts = [(hours, "h"), (minutes, "m"), (left, "s")]
    return sign + (" ".join(f"{_plain(size)} {name}" for size, name in parts if size) or "0 m")


def _quantized(value: Decimal, decimals: int, mode: str = ROUND_HALF_UP) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=mode, context=WIDE)


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
