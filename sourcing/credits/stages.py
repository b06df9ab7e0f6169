"""The steps between what levels earned and what a period pays: multiplier, incidents, cap."""

from dataclasses import dataclass, replace
from decimal import Decimal

from sourcing.credits import words
from sourcing.credits.apportion import apportioned, cap_of, percent_of, times
from sourcing.credits.book import Book
from sourcing.credits.incident_rule import not_paid
from sourcing.credits.inputs import Charge, JudgedPeriod, Level, Period
from sourcing.credits.runs import minimum_defaults_in_a_row
from sourcing.credits.schemes import AtRiskPool, Points, Scheme

NOTHING = Decimal(0)
ONCE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A line on its way through the steps; each step fills its field."""

    level: Level
    figure: JudgedPeriod
    raw: Decimal | None
    steps: tuple[str, ...]
    multiplier: Decimal = ONCE
    multiplied: Decimal | None = None
    after_incident_rule: Decimal | None = None
    after_cap: Decimal | None = None

    def told(self, step: str) -> "Draft":
        """The same with one more step in words."""
        return replace(self, steps=(*self.steps, step))


def multiplied(book: Book, index: int, charge: Charge, draft: Draft) -> Draft:
    """Consecutive minimum defaults count more from the agreed one on."""
    unchanged = replace(draft, multiplied=draft.raw)
    terms = book.scheme.options.multiplier
    if not draft.raw or terms is None or not draft.figure.is_minimum_default:
        return unchanged
    run = minimum_defaults_in_a_row(book.up_to(draft.level.key, index))
    if run < terms.from_nth:
        return unchanged
    if isinstance(book.scheme, Points):
        product = draft.raw * terms.factor
    else:
        product = times(draft.raw, terms.factor, charge.currency)
    step = (
        f"This is the {words.ordinal(run)} minimum default in a row, from the "
        f"{words.ordinal(terms.from_nth)} on they count × {words.number(terms.factor)}: "
        f"{_quantity(book.scheme, draft.raw, charge)} × {words.number(terms.factor)} = "
        f"{_quantity(book.scheme, product, charge)}."
    )
    return replace(draft.told(step), multiplied=product, multiplier=terms.factor)


def once_per_incident(scheme: Scheme, drafts: list[Draft]) -> list[Draft]:
    """Where agreed, levels hit by the same incident pay only the largest credit."""
    kept = [replace(draft, after_incident_rule=draft.multiplied) for draft in drafts]
    if not scheme.options.one_credit_per_incident:
        return kept
    quantities = {draft.level.key: draft.multiplied for draft in drafts if draft.multiplied}
    incidents = {draft.level.key: draft.figure.incidents for draft in drafts}
    names = {draft.level.key: draft.level.name for draft in drafts}
    refused = not_paid(quantities, incidents)

    def ruled(draft: Draft) -> Draft:
        if draft.level.key not in refused:
            return draft
        incident, payer = refused[draft.level.key]
        step = (
            f"Incident {incident} is paid once, by {names[payer]}, which pays the larger or an "
            "equal credit: nothing here."
        )
        return replace(draft.told(step), after_incident_rule=NOTHING)

    return [ruled(draft) for draft in kept]


def capped(scheme: Scheme, period: Period, charge: Charge, drafts: list[Draft]) -> list[Draft]:
    """A period's credits together stay within the cap, which is spread pro rata."""
    kept = [replace(draft, after_cap=draft.after_incident_rule) for draft in drafts]
    most = cap(scheme, charge)
    amounts = {draft.level.key: draft.after_incident_rule or NOTHING for draft in drafts}
    total = sum(amounts.values(), NOTHING)
    if most is None or total <= most:
        return kept
    parts = apportioned(most, amounts, charge.currency)
    shown_cap, shown_total = words.money(most, charge.currency), words.number(total)

    def within_cap(draft: Draft) -> Draft:
        if not draft.after_incident_rule:
            return draft
        part = parts[draft.level.key]
        step = (
            f"The credits of {period.name} come to {shown_total} {charge.currency}, above the cap "
            f"of {shown_cap}: {words.number(draft.after_incident_rule)} ÷ {shown_total} × "
            f"{shown_cap} = {words.money(part, charge.currency)}."
        )
        return replace(draft.told(step), after_cap=part)

    return [within_cap(draft) for draft in kept]


def from_points(scheme: Points, period: Period, charge: Charge, drafts: list[Draft]) -> list[Draft]:
    """The points of the period give a percent of the base, spread in proportion to points."""
    points = {draft.level.key: draft.after_incident_rule or NOTHING for draft in drafts}
    total = sum(points.values(), NOTHING)
    share = max((step.percent for step in scheme.steps if step.at_least <= total), default=NOTHING)
    base = charge.amount or NOTHING
    most = cap(scheme, charge) or NOTHING
    amount = min(percent_of(base, share, charge.currency), most)
    parts = apportioned(amount, points, charge.currency)
    start = (
        f"{period.name} has {words.number(total)} points, which pay {words.percent(share)} of "
        f"{words.money(base, charge.currency)} = {words.money(amount, charge.currency)}"
    )

    def with_part(draft: Draft) -> Draft:
        if not draft.after_incident_rule:
            return replace(draft, after_cap=draft.after_incident_rule)
        part = parts[draft.level.key]
        share_of_points = f"{words.number(draft.after_incident_rule)} ÷ {words.number(total)}"
        step = f"{start}: {share_of_points} of it = {words.money(part, charge.currency)}."
        return replace(draft.told(step), after_cap=part)

    return [with_part(draft) for draft in drafts]


def cap(scheme: Scheme, charge: Charge) -> Decimal | None:
    """The most a period pays, None where none is agreed or the base isn't known."""
    match scheme:
        case AtRiskPool():
            share: Decimal | None = scheme.at_risk_percent
        case Points():
            share = scheme.steps[-1].percent
        case _:
            share = scheme.cap_percent
    if share is None or charge.amount is None:
        return None
    return cap_of(charge.amount, share, charge.currency)


def _quantity(scheme: Scheme, quantity: Decimal, charge: Charge) -> str:
    if isinstance(scheme, Points):
        return f"{words.number(quantity)} points"
    return words.money(quantity, charge.currency)
