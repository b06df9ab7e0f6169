"""Service credits of levels and periods, step by step in words.

Order of steps: what the scheme says, multiplier, one credit per incident, cap (spread pro rata),
earn-back. Money is rounded half to even at each step and every step shows the rounded figures, so
that both sides of a dispute can follow it with a pocket calculator. Nothing here is stored.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sourcing.credits.book import Book
from sourcing.credits.earn_back import earn_back
from sourcing.credits.earning import Situation, earned
from sourcing.credits.input_checks import input_problems
from sourcing.credits.inputs import Charge, JudgedPeriod, Level, Period
from sourcing.credits.problems import Refused
from sourcing.credits.results import Calculation, CreditLine, CreditStatus, PeriodTotal
from sourcing.credits.scheme_checks import problems_of
from sourcing.credits.schemes import Points, Scheme
from sourcing.credits.stages import (
    NOTHING,
    ONCE,
    Draft,
    cap,
    capped,
    from_points,
    multiplied,
    once_per_incident,
)


def calculate(
    scheme: Scheme,
    *,
    levels: Sequence[Level],
    periods: Sequence[Period],
    charges: Mapping[str, Charge],
    figures: Sequence[JudgedPeriod],
    history: Sequence[JudgedPeriod] = (),
    applied: Mapping[tuple[str, str], Decimal] | None = None,
) -> Calculation:
    """Compute the credits of every level in every period that `figures` name.

    `periods` are all periods of figures and history, without a gap, in any order; `charges` gives
    each computed period's base by the period's key. `history` are judged periods before: they
    count for the multiplier and for repeated misses and earn nothing, which is also how periods
    free of credits are given. `applied` says by (level, period) what invoices already carry, for
    earn-back. A level without a figure in a period has no data there. Raises Refused with
    everything that is wrong with the scheme or doesn't fit together.
    """
    problems = [*problems_of(scheme)]
    problems += input_problems(
        scheme,
        levels=levels,
        periods=periods,
        charges=charges,
        figures=figures,
        history=history,
        applied=applied or {},
    )
    if problems:
        raise Refused(problems)
    book = Book(
        scheme,
        levels=levels,
        periods=periods,
        charges=charges,
        figures=(*history, *figures),
        applied=applied or {},
    )
    computed = {figure.period for figure in figures}
    lines: list[CreditLine] = []
    totals: list[PeriodTotal] = []
    for index, period in enumerate(book.periods):
        if period.key in computed:
            found, total = _period(book, index)
            lines += found
            totals.append(total)
    return Calculation(tuple(lines), tuple(totals))


def _period(book: Book, index: int) -> tuple[list[CreditLine], PeriodTotal]:
    period = book.periods[index]
    charge = book.charge(period)
    drafts = [
        multiplied(book, index, charge, _raw(book, index, charge, level))
        for level in book.levels.values()
    ]
    drafts = once_per_incident(book.scheme, drafts)
    before_cap = None
    if isinstance(book.scheme, Points):
        drafts = from_points(book.scheme, period, charge, drafts)
    else:
        before_cap = sum((draft.after_incident_rule or NOTHING for draft in drafts), NOTHING)
        drafts = capped(book.scheme, period, charge, drafts)
    lines = [_line(book, index, charge, draft) for draft in drafts]
    return lines, _total(book.scheme, period, charge, lines, before_cap)


def _raw(book: Book, index: int, charge: Charge, level: Level) -> Draft:
    figures = book.up_to(level.key, index)
    found = earned(book.scheme, Situation(level, book.periods[index].name, charge, figures))
    return Draft(level, figures[-1], found.quantity, (found.step,))


def _line(book: Book, index: int, charge: Charge, draft: Draft) -> CreditLine:
    terms, credit = book.scheme.options.earn_back, draft.after_cap
    period = book.periods[index].key
    outcome = None
    if terms and credit:
        outcome = earn_back(
            terms,
            level=draft.level,
            following=book.after(draft.level.key, index),
            credit=credit,
            applied=book.applied.get((draft.level.key, period), NOTHING),
            is_multiplied=draft.multiplier != ONCE,
        )
    is_back = outcome is not None and bool(outcome.lapses or outcome.debit)
    return CreditLine(
        level=draft.level.key,
        period=period,
        currency=charge.currency,
        status=_status(credit),
        raw=draft.raw,
        multiplier=draft.multiplier,
        multiplied=draft.multiplied,
        after_incident_rule=draft.after_incident_rule,
        after_cap=credit,
        earn_back=outcome,
        final=NOTHING if is_back else credit,
        steps=(*draft.steps, outcome.step) if outcome else draft.steps,
    )


def _total(
    scheme: Scheme,
    period: Period,
    charge: Charge,
    lines: list[CreditLine],
    before_cap: Decimal | None,
) -> PeriodTotal:
    return PeriodTotal(
        period=period.key,
        currency=charge.currency,
        before_cap=before_cap,
        cap=cap(scheme, charge),
        credited=sum((line.after_cap or NOTHING for line in lines), NOTHING),
        final=sum((line.final or NOTHING for line in lines), NOTHING),
        without_data=sum(line.status is CreditStatus.NO_DATA for line in lines),
    )


def _status(credit: Decimal | None) -> CreditStatus:
    if credit is None:
        return CreditStatus.NO_DATA
    return CreditStatus.CREDIT if credit else CreditStatus.NOTHING
