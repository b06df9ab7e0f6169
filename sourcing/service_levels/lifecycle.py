"""The life of a period's result, from open to final, and our figure beside the vendor's.

    open → preliminary → vendor reported → agreed | disputed → final

The clock moves a result on twice: when its period is over, and when it becomes final so many
business days later. It never ends a dispute: that takes agreement, or a person who makes the result
final with a reason. A final result is frozen; later data makes a new revision, with a reason, and
the earlier one stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from sourcing.service_levels.definition import Definition
from sourcing.service_levels.judging import Judgement
from sourcing.service_levels.rounding import shown, words


class State(StrEnum):
    """OPEN: the period runs. PRELIMINARY: it is over, data may still come. FINAL: frozen."""

    OPEN = "open"
    PRELIMINARY = "preliminary"
    VENDOR_REPORTED = "vendor_reported"
    AGREED = "agreed"
    DISPUTED = "disputed"
    FINAL = "final"


STATE_WORDS: Mapping[State, str] = MappingProxyType(
    {
        State.OPEN: "open",
        State.PRELIMINARY: "preliminary",
        State.VENDOR_REPORTED: "reported by the vendor",
        State.AGREED: "agreed",
        State.DISPUTED: "disputed",
        State.FINAL: "final",
    }
)

#: What a person may do. A corrected report may come until the result is final.
MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.OPEN: frozenset(),
        State.PRELIMINARY: frozenset({State.VENDOR_REPORTED, State.AGREED, State.FINAL}),
        State.VENDOR_REPORTED: frozenset(
            {State.VENDOR_REPORTED, State.AGREED, State.DISPUTED, State.FINAL}
        ),
        State.AGREED: frozenset({State.VENDOR_REPORTED, State.DISPUTED, State.FINAL}),
        State.DISPUTED: frozenset({State.VENDOR_REPORTED, State.AGREED, State.FINAL}),
        State.FINAL: frozenset(),
    }
)

#: Moves by hand that must say why: they end or start a quarrel.
NEEDS_REASON = frozenset({State.DISPUTED, State.FINAL})
BECOMES_FINAL_BY_ITSELF = frozenset({State.PRELIMINARY, State.VENDOR_REPORTED, State.AGREED})


def state_due(state: State, today: date, last_day: date, final_on: date) -> State:
    """The state a result has today by the clock alone; a missed run catches up.

    `today` and the period's `last_day` are dates in the level's zone. From `final_on` on a result
    is final, unless it is disputed.
    """
    if state is State.OPEN and today > last_day:
        state = State.PRELIMINARY
    if state in BECOMES_FINAL_BY_ITSELF and today >= final_on:
        return State.FINAL
    return state


def why_not(state: State, to: State, reason: str = "") -> str | None:
    """Why a person can't move a result from one state to another; None where they can."""
    if state is State.FINAL:
        return "This result is final and stays as it is: add a revision with a reason instead."
    if state is State.OPEN:
        return "The period isn't over yet: its result can be reported or agreed once it is."
    if to not in MOVES[state]:
        possible = " or ".join(sorted(STATE_WORDS[each] for each in MOVES[state]))
        return (
            f"A result that is {STATE_WORDS[state]} can't become {STATE_WORDS[to]}: "
            f"it can become {possible}."
        )
    if to in NEEDS_REASON and not reason.strip():
        return f"Say why the result becomes {STATE_WORDS[to]}: the reason is kept with it."
    return None


def why_no_revision(state: State, reason: str) -> str | None:
    """Why no new revision can be made of a result; None where one can."""
    if state is not State.FINAL:
        return f"This result is {STATE_WORDS[state]}, not final: it can be changed as it is."
    if not reason.strip():
        return "Say why the final result is revised: the reason is kept with the revision."
    return None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The vendor's result beside ours.

    `variance` is their figure less ours, in the level's unit, None where one is missing.
    `matters` says that the two differ in the outcome or in being a default.
    """

    variance: Decimal | None
    matters: bool
    words: str


def compare(level: Definition, ours: Judgement, theirs: Judgement) -> Comparison:
    """Hold a judged report against our own judged measurement."""
    matters = (ours.outcome, ours.in_default) != (theirs.outcome, theirs.in_default)
    if ours.attained is None or theirs.attained is None:
        return Comparison(None, matters, _one_sided(level, ours, theirs))
    variance = theirs.attained - ours.attained
    return Comparison(variance, matters, _variance_words(level, ours, theirs, variance, matters))


def _one_sided(level: Definition, ours: Judgement, theirs: Judgement) -> str:
    if theirs.attained is not None:
        return f"The vendor reports {shown(level, theirs.attained)}; we have no data."
    if ours.attained is not None:
        return f"We measured {shown(level, ours.attained)}; the vendor reports no figure."
    return "Neither side has data."


def _variance_words(
    level: Definition, ours: Judgement, theirs: Judgement, variance: Decimal, matters: bool
) -> str:
    reports, measures = theirs.attained or Decimal(0), ours.attained or Decimal(0)
    # Each is shown with as many decimals as tell it from the other.
    sides = (
        f"The vendor reports {words(reports, level.unit, (*level.targets, measures))}, "
        f"we measured {words(measures, level.unit, (*level.targets, reports))}"
    )
    if not variance:
        return f"{sides}: the same."
    size = _size(level, abs(variance))
    better = (variance > 0) == level.meets(Decimal(1), Decimal(0))
    result = "and that changes the result" if matters else "and the result is the same"
    return f"{sides}: {size} {'better' if better else 'worse'}, {result}."


def _size(level: Definition, difference: Decimal) -> str:
    """A difference in words; that of two percentages is in percentage points."""
    text = words(difference, level.unit, (Decimal(0),))
    return f"{text.removesuffix(' %')} percentage points" if level.is_share else text
