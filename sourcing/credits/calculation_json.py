"""A calculation of credits asked for, and answered, as plain JSON. Nothing of it is stored.

    {"scheme": {…}, "currency": "USD", "base": "12000.00",
     "levels": [{"key": "availability", "name": "Availability", "expected": "99.99"}],
     "periods": [{"key": "2026-05", "first_day": "2026-05-01", "last_day": "2026-05-31"}],
     "figures": [{"level": "availability", "period": "2026-05", "attained": "99.87"}]}

Everything that is wrong is told at once, each with its place, its value and what was expected.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from moneyed import CURRENCIES

from sourcing.credits import json_reading as read
from sourcing.credits.calculation import calculate
from sourcing.credits.inputs import Charge, JudgedPeriod, Level, Period
from sourcing.credits.json_reading import Node
from sourcing.credits.problems import Problem, Refused
from sourcing.credits.results import Calculation, CreditLine, PeriodTotal
from sourcing.credits.scheme_json import from_json
from sourcing.credits.schemes import Scheme
from sourcing.service_levels.definition import Direction
from sourcing.service_levels.outcome import Outcome

MOST_LEVELS, MOST_PERIODS = 100, 120


@dataclass(frozen=True)
class _Level:
    """A level as it was sent: with its minimum, by which a figure without an outcome is judged."""

    level: Level
    minimum: Decimal | None


@dataclass
class _Asked:
    currency: str
    levels: tuple[_Level, ...]
    periods: tuple[tuple[Period, Decimal | None], ...]
    figures: tuple[JudgedPeriod, ...]
    history: tuple[JudgedPeriod, ...]
    applied: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)


def calculated(body: object) -> dict[str, Any]:
    """The credit of each level and period, with every step in words.

    Raises Refused with all problems of the scheme and of what is asked about it.
    """
    problems: list[Problem] = []
    scheme: Scheme | None = None
    if isinstance(body, Mapping):
        try:
            scheme = from_json(body.get("scheme"))
        except Refused as refused:
            problems += [_inside_scheme(problem) for problem in refused.problems]
        body = {name: value for name, value in body.items() if name != "scheme"}
    asked = _read(body, problems)
    if problems or scheme is None:
        raise Refused(problems)
    return _answer(
        calculate(
            scheme,
            levels=[each.level for each in asked.levels],
            periods=[period for period, _ in asked.periods],
            charges={period.key: Charge(base, asked.currency) for period, base in asked.periods},
            figures=asked.figures,
            history=asked.history,
            applied=asked.applied,
        )
    )


def _inside_scheme(problem: Problem) -> Problem:
    inside = problem.place and problem.place != "scheme"
    return replace(problem, place=f"scheme.{problem.place}" if inside else "scheme")


def _read(body: object, problems: list[Problem]) -> _Asked:
    node = Node(body, "", problems)
    if not isinstance(body, Mapping):
        # Its problem is told as that of a scheme, which is what stands alone elsewhere.
        problems[-1:] = [replace(problems[-1], place="body")]
    currency = node.required("currency", _currency)
    base = node.optional("base", read.decimal)
    levels = node.several("levels", _level)
    periods = node.several("periods", lambda each: _period(each, base))
    _within("levels", len(levels), MOST_LEVELS, problems)
    _within("periods", len(periods), MOST_PERIODS, problems)
    by_key = {each.level.key: each for each in levels}
    figures = node.several("figures", lambda each: _figure(each, by_key))
    history = node.several("history", lambda each: _figure(each, by_key))
    applied = node.several("applied", _applied)
    problems.extend(node.unknown())
    return _Asked(currency, levels, periods, figures, history, dict(applied))


def _within(place: str, count: int, most: int, problems: list[Problem]) -> None:
    if not 1 <= count <= most:
        problems.append(Problem(place, f"{count} of them", f"1 to {most}"))


def _level(node: Node) -> _Level:
    key = node.required("key", read.text)
    level = Level(
        key=key,
        name=node.optional("name", read.text) or key,
        direction=node.optional("direction", read.choice(Direction)) or Direction.HIGHER,
        expected=node.optional("expected", read.decimal),
        unit=node.optional("unit", read.text) or "%",
    )
    return _Level(level, node.optional("minimum", read.decimal))


def _period(node: Node, base: Decimal | None) -> tuple[Period, Decimal | None]:
    key = node.required("key", read.text)
    period = Period(
        key=key,
        name=node.optional("name", read.text) or key,
        first_day=node.required("first_day", _day),
        last_day=node.required("last_day", _day),
    )
    own = node.optional("base", read.decimal)
    return period, base if own is None else own


def _figure(node: Node, levels: Mapping[str, _Level]) -> JudgedPeriod:
    """A figure without an outcome is judged by its level's targets."""
    key = node.required("level", read.text)
    attained = node.optional("attained", read.decimal)
    outcome = node.optional("outcome", read.choice(Outcome))
    if outcome is None:
        outcome = _judged(attained, levels.get(key), node)
    default = node.optional("default", read.yes_or_no)
    return JudgedPeriod(
        level=key,
        period=node.required("period", read.text),
        attained=attained,
        outcome=outcome,
        default=outcome is Outcome.MISSED_MINIMUM if default is None else default,
        incidents=frozenset(node.optional("incidents", _texts) or ()),
    )


def _judged(attained: Decimal | None, given: _Level | None, node: Node) -> Outcome:
    if attained is None:
        return Outcome.NO_DATA
    if given is None:
        # Which level it is gets told with the figures as a whole.
        return Outcome.MET
    if given.level.expected is None:
        place, expected = f"{node.place}.outcome", "an outcome, or an expected target of the level"
        node.problems.append(Problem(place, "missing", expected))
        return Outcome.MET
    sign = 1 if given.level.direction is Direction.HIGHER else -1
    if sign * attained >= sign * given.level.expected:
        return Outcome.MET
    minimum = given.level.expected if given.minimum is None else given.minimum
    is_below = sign * attained < sign * minimum
    return Outcome.MISSED_MINIMUM if is_below else Outcome.MISSED_EXPECTED


def _applied(node: Node) -> tuple[tuple[str, str], Decimal]:
    place = node.required("level", read.text), node.required("period", read.text)
    return place, node.required("amount", read.decimal)


def _day(value: object, place: str, problems: list[Problem]) -> date:
    if isinstance(value, str):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is not None and 1900 <= day.year <= 2200:
            return day
    expected = "a day as YYYY-MM-DD, from 1900 to 2200"
    problems.append(Problem(place, repr(value)[:60], expected))
    return date(2000, 1, 1)


def _currency(value: object, place: str, problems: list[Problem]) -> str:
    if isinstance(value, str) and value in CURRENCIES:
        return value
    problems.append(Problem(place, repr(value)[:60], "an ISO 4217 code such as USD"))
    return "USD"


def _texts(value: object, place: str, problems: list[Problem]) -> list[str]:
    if isinstance(value, list) and len(value) <= read.MOST_ENTRIES:
        return [
            read.text(each, f"{place}[{number}]", problems) for number, each in enumerate(value)
        ]
    problems.append(Problem(place, repr(value)[:60], "a list of texts"))
    return []


def _answer(calculation: Calculation) -> dict[str, Any]:
    return {
        "credits": [_line(line) for line in calculation.lines],
        "periods": [_total(total) for total in calculation.totals],
    }


def _line(line: CreditLine) -> dict[str, Any]:
    back = line.earn_back
    return {
        "level": line.level,
        "period": line.period,
        "status": line.status.value,
        "currency": line.currency,
        "raw": _text(line.raw),
        "multiplier": _text(line.multiplier),
        "multiplied": _text(line.multiplied),
        "after_incident_rule": _text(line.after_incident_rule),
        "after_cap": _text(line.after_cap),
        "earn_back": None
        if back is None
        else {
            "state": back.state.value,
            "lapses": _text(back.lapses),
            "debit": _text(back.debit),
        },
        "final": _text(line.final),
        "steps": list(line.steps),
    }


def _total(total: PeriodTotal) -> dict[str, Any]:
    return {
        "period": total.period,
        "currency": total.currency,
        "before_cap": _text(total.before_cap),
        "cap": _text(total.cap),
        "credited": _text(total.credited),
        "final": _text(total.final),
        "without_data": total.without_data,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
