"""A credit scheme as plain JSON: what a definition's version stores and the interface takes.

`{"kind": "flat", "percent": "3", "cap_percent": "6", …}`; numbers are text, so that no digit is
lost. Reading what was written gives an equal scheme.
"""

from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sourcing.credits import json_reading as read
from sourcing.credits.claim_deadlines import ClaimDialect, ClaimTerms
from sourcing.credits.json_reading import Node
from sourcing.credits.options import NO_OPTIONS, EarnBack, EarnBackJudging, Multiplier, Options
from sourcing.credits.problems import Problem, Refused
from sourcing.credits.scheme_checks import problems_of
from sourcing.credits.schemes import (
    USUAL_STEPS,
    AtRiskPool,
    Category,
    Flat,
    LevelPercent,
    LevelPoints,
    PaysOn,
    Points,
    PointsStep,
    PoolDialect,
    Repeat,
    Scheme,
    Tier,
    Tiered,
)
from sourcing.service_levels.definition import Direction


class Kind(StrEnum):
    """The name under which a scheme stands in JSON."""

    TIERED = "tiered"
    AT_RISK_POOL = "at_risk_pool"
    POINTS = "points"
    FLAT = "flat"


KINDS = {
    Tiered: Kind.TIERED,
    AtRiskPool: Kind.AT_RISK_POOL,
    Points: Kind.POINTS,
    Flat: Kind.FLAT,
}


def to_json(scheme: Scheme) -> dict[str, Any]:
    """The scheme as dictionaries, lists, text, whole numbers, booleans and null."""
    return {"kind": KINDS[type(scheme)].value, **_plain(scheme)}


def from_json(value: object) -> Scheme:
    """The scheme that JSON describes; raises Refused with everything that is wrong with it."""
    problems: list[Problem] = []
    scheme = read.read_object(value, "", problems, _scheme)
    if problems:
        raise Refused(problems)
    if senseless := problems_of(scheme):
        raise Refused(senseless)
    return scheme


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, StrEnum):
        return value.value
    return f"{value:f}" if isinstance(value, Decimal) else value


def _scheme(node: Node) -> Scheme:
    before = len(node.problems)
    kind = node.required("kind", read.choice(Kind))
    if len(node.problems) > before:
        # Without its kind nothing else can be judged, so the rest isn't complained about.
        node.left.clear()
        return Tiered(())
    match kind:
        case Kind.TIERED:
            return _tiered(node)
        case Kind.AT_RISK_POOL:
            return _pool(node)
        case Kind.POINTS:
            return _points(node)
        case Kind.FLAT:
            return _flat(node)


def _tiered(node: Node) -> Tiered:
    return Tiered(
        tiers=node.several("tiers", _tier),
        direction=node.optional("direction", read.choice(Direction)) or Direction.HIGHER,
        cap_percent=node.optional("cap_percent", read.decimal),
        no_figure_percent=node.optional("no_figure_percent", read.decimal),
        options=_options_of(node),
    )


def _tier(node: Node) -> Tier:
    return Tier(
        lower=node.optional("lower", read.decimal),
        upper=node.optional("upper", read.decimal),
        percent=node.required("percent", read.decimal),
    )


def _pool(node: Node) -> AtRiskPool:
    return AtRiskPool(
        at_risk_percent=node.required("at_risk_percent", read.decimal),
        pool_total_percent=node.required("pool_total_percent", read.decimal),
        dialect=node.required("dialect", read.choice(PoolDialect)),
        categories=node.several("categories", _category),
        allocations=node.several("allocations", _level_percent),
        options=_options_of(node),
    )


def _category(node: Node) -> Category:
    return Category(
        name=node.required("name", read.text),
        pool_percent=node.required("pool_percent", read.decimal),
        shares=node.several("shares", _level_percent),
    )


def _level_percent(node: Node) -> LevelPercent:
    return LevelPercent(
        level=node.required("level", read.text), percent=node.required("percent", read.decimal)
    )


def _points(node: Node) -> Points:
    is_usual = "steps" not in node.left
    return Points(
        points=node.several("points", _level_points),
        steps=USUAL_STEPS if is_usual else node.several("steps", _step),
        pays_on=_pays_on(node),
        options=_options_of(node),
    )


def _level_points(node: Node) -> LevelPoints:
    return LevelPoints(
        level=node.required("level", read.text), points=node.required("points", read.decimal)
    )


def _step(node: Node) -> PointsStep:
    return PointsStep(
        at_least=node.required("at_least", read.decimal),
        percent=node.required("percent", read.decimal),
    )


def _flat(node: Node) -> Flat:
    return Flat(
        percent=node.required("percent", read.decimal),
        cap_percent=node.required("cap_percent", read.decimal),
        repeat=node.one("repeat", _repeat),
        pays_on=_pays_on(node),
        options=_options_of(node),
    )


def _repeat(node: Node) -> Repeat:
    return Repeat(
        step_percent=node.required("step_percent", read.decimal),
        periods=node.required("periods", read.whole),
    )


def _pays_on(node: Node) -> PaysOn:
    return node.optional("pays_on", read.choice(PaysOn)) or PaysOn.DEFAULT


def _options_of(node: Node) -> Options:
    return node.one("options", _options) or NO_OPTIONS


def _options(node: Node) -> Options:
    return Options(
        multiplier=node.one("multiplier", _multiplier),
        one_credit_per_incident=bool(node.optional("one_credit_per_incident", read.yes_or_no)),
        earn_back=node.one("earn_back", _earn_back),
        claim=node.one("claim", _claim),
    )


def _multiplier(node: Node) -> Multiplier:
    return Multiplier(
        factor=node.required("factor", read.decimal), from_nth=node.required("from_nth", read.whole)
    )


def _earn_back(node: Node) -> EarnBack:
    return EarnBack(
        periods=node.required("periods", read.whole),
        judging=node.required("judging", read.choice(EarnBackJudging)),
    )


def _claim(node: Node) -> ClaimTerms:
    return ClaimTerms(
        dialect=node.required("dialect", read.choice(ClaimDialect)),
        number=node.optional("number", read.whole),
    )
