"""One period's result: whose figure counts, what comes of it, and the state it has by now."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from sourcing.models import PeriodResult, VendorReport
from sourcing.models.period_result import Basis
from sourcing.models.service_level import Source
from sourcing.selectors.judging_facts import PeriodOfLevel
from sourcing.selectors.period_counts import Counted
from sourcing.service_levels.definition import Definition
from sourcing.service_levels.figures import Figure, reported
from sourcing.service_levels.judging import Judgement, judge
from sourcing.service_levels.keeping import KEPT_DECIMALS, ReportDecision, kept, report_counts
from sourcing.service_levels.lifecycle import State, state_due
from sourcing.service_levels.outcome import PastResult
from sourcing.service_levels.periods import final_on

REPORT_STATES = {
    ReportDecision.PENDING: State.VENDOR_REPORTED,
    ReportDecision.ACCEPTED: State.AGREED,
    ReportDecision.DISPUTED: State.DISPUTED,
}
#: How the steps begin that people took; judging again keeps them.
BY_HAND = "By hand: "
#: What a final result is compared by with what would come out today.
FIGURES = ("outcome", "is_default", "default_reason", "basis", "attained", "numerator",
           "denominator", "sample", "excluded")  # fmt: skip


def reported_figure(level: Definition, report: VendorReport) -> Figure:
    """What the vendor's report says."""
    return reported(level, report.attained, report.numerator, report.denominator)


def counting_report(each: PeriodOfLevel, counted: Counted) -> VendorReport | None:
    """The vendor's report of a period where it is what counts, None where our own data does."""
    report = each.facts.reports.get(each.period.first_day)
    if report is None:
        return None
    is_main_source = each.facts.level.source == Source.VENDOR_REPORT
    have_ours = counted.figure.attained is not None
    decision = ReportDecision(report.decision)
    counts = report_counts(decision, is_main_source=is_main_source, have_ours=have_ours)
    return report if counts else None


def judged_period(
    each: PeriodOfLevel,
    counted: Counted,
    earlier: Sequence[PastResult],
    *,
    today: date,
    now: datetime,
) -> PeriodResult:
    """The result that a period has today, unsaved; `earlier` are those of the periods before."""
    is_over = today > each.period.last_day
    report = counting_report(each, counted) if is_over else None
    figure = counted.figure if report is None else reported_figure(each.definition, report)
    judgement = judge(each.definition, figure, earlier, each.scheduled.number)
    final_from = final_on(
        each.period.last_day,
        each.definition.final_after_business_days,
        each.calendar.days_off,
    )
    state = _state(each, today, final_from)
    return PeriodResult(
        service_level=each.facts.level,
        definition=each.row,
        first_day=each.period.first_day,
        last_day=each.period.last_day,
        state=state.value,
        final_at=now if state is State.FINAL else None,
        final_from=final_from,
        computed_at=now,
        **_figures(each.definition, judgement, counted, report),
    )


def revision_reason(old: PeriodResult, new: PeriodResult) -> str:
    """Why a final result is taken again, in words; empty where its figures are the same."""
    changed = {name for name in FIGURES if getattr(old, name) != getattr(new, name)}
    if not changed:
        return ""
    if "basis" in changed:
        return "Which figure counts was decided after the result was final."
    if "excluded" in changed:
        return "What is excluded changed after the result was final."
    if changed & {"attained", "numerator", "denominator", "sample"}:
        return "Data arrived or was corrected after the result was final."
    return "An earlier period was revised, and with it how often the target was missed."


def step_by_hand(words: str) -> str:
    """A step that a person took, beside those of the calculation."""
    return f"{BY_HAND}{words}"


def steps_by_hand(steps: Sequence[str]) -> list[str]:
    """Those of a result's steps that people took."""
    return [step for step in steps if step.startswith(BY_HAND)]


def _figures(
    level: Definition, judgement: Judgement, counted: Counted, report: VendorReport | None
) -> dict[str, object]:
    """The figures of a result by field, as the database gives them back."""
    numerator = counted.numerator if report is None else report.numerator
    denominator = counted.denominator if report is None else report.denominator
    reported_sample = int(report.denominator or 0) if report else 0
    return {
        "outcome": judgement.outcome.value,
        "is_default": judgement.in_default,
        "default_reason": "" if judgement.default is None else judgement.default.value,
        "basis": (Basis.MEASURED if report is None else Basis.REPORTED).value,
        "attained": None if judgement.attained is None else kept(level, judgement.attained),
        "numerator": _in_six(numerator),
        "denominator": _in_six(denominator),
        "sample": counted.rows if report is None else reported_sample,
        "excluded": counted.excluded if report is None else 0,
        "steps": list(judgement.steps),
    }


def _in_six(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(KEPT_DECIMALS)


def _state(each: PeriodOfLevel, today: date, final_from: date) -> State:
    old = each.facts.results.get(each.period.first_day)
    never = date.max - timedelta(days=1)
    state = state_due(State(old.state) if old else State.OPEN, today, each.period.last_day, never)
    report = each.facts.reports.get(each.period.first_day)
    if state is State.PRELIMINARY and report is not None:
        state = REPORT_STATES[ReportDecision(report.decision)]
    return state_due(state, today, each.period.last_day, final_from)
