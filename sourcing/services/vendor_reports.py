"""What vendors report for a period: recorded, judged like measured data, accepted or disputed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.models import Document, PeriodResult, ResultState, ServiceLevel, VendorReport
from sourcing.models.period_result import Decision
from sourcing.selectors.judging_facts import LevelFacts, PeriodOfLevel, level_facts, local_today
from sourcing.service_levels.definition import Definition, Unit
from sourcing.service_levels.lifecycle import State, why_not
from sourcing.services.judging import judge_levels, wait_for_judging
from vendors.services.refusals import Refused, refuse_unless_allowed

REASON_LENGTH = 500
HUNDRED = Decimal(100)
#: What a corrected report opens again; one that is final is judged anew as it is.
SETTLED = (ResultState.AGREED, ResultState.DISPUTED)


@dataclass(frozen=True)
class Reported:
    """The figures of a report in the level's unit: what was attained, its counts, or both."""

    attained: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    document: Document | None = None


def record_report(
    *,
    level_id: UUID,
    first_day: date,
    reported: Reported,
    reported_on: date,
    actor: Membership,
    now: datetime,
) -> VendorReport:
    """Records or corrects what the vendor reports for the period that begins on a day.

    A correction is to be looked at again, whatever was said to the report before; the same figures
    again change nothing, so a file can be sent twice. The level is judged at once. Raises
    `ServiceLevel.DoesNotExist`, `Refused` for figures that can't be and a period that isn't over,
    and `vendors.services.refusals.NotPermitted`.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, "sourcing.add_vendorreport", "enter vendors' reports")
        wait_for_judging(actor.organization_id)
        facts = _facts(level_id)
        each = _period(facts, first_day, local_today(actor.organization, facts, None, now))
        _refuse_figures(each.definition, reported)
        report = facts.reports.get(first_day) or VendorReport(
            service_level_id=level_id, first_day=first_day
        )
        if _says_the_same(report, reported, reported_on):
            return report
        report.attained = reported.attained
        report.numerator, report.denominator = reported.numerator, reported.denominator
        report.document, report.reported_on = reported.document, reported_on
        report.entered_by, report.entered_at = actor, now
        report.decision, report.decision_reason = Decision.PENDING, ""
        report.decided_by = report.decided_at = None
        report.save()
        _latest(report).filter(state__in=SETTLED).update(state=ResultState.VENDOR_REPORTED)
        judge_levels(organization=actor.organization, now=now, level_ids=[level_id])
        return report


def decide_report(
    *, report_id: UUID, accept: bool, actor: Membership, now: datetime, reason: str = ""
) -> VendorReport:
    """Accepts a report, whose figure counts from then on, or disputes it with a reason.

    A disputed figure counts only until we have one of our own. The level is judged at once; a
    report accepted after its result was final makes a revision. Raises
    `VendorReport.DoesNotExist`, `Refused` and `vendors.services.refusals.NotPermitted`.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, "sourcing.change_vendorreport", "decide vendors' reports")
        wait_for_judging(actor.organization_id)
        report = VendorReport.objects.select_for_update(of=("self",)).get(pk=report_id)
        to = State.AGREED if accept else State.DISPUTED
        result = _latest(report).first()
        reason = reason.strip()
        _refuse_decision(result, to, reason)
        report.decision = Decision.ACCEPTED if accept else Decision.DISPUTED
        report.decided_by, report.decided_at, report.decision_reason = actor, now, reason
        report.save()
        if result is not None and result.state not in (ResultState.FINAL, to.value):
            _latest(report).update(state=to.value)
        judge_levels(organization=actor.organization, now=now, level_ids=[report.service_level_id])
        return report


def _says_the_same(report: VendorReport, reported: Reported, reported_on: date) -> bool:
    document = reported.document.pk if reported.document else None
    before = (report.attained, report.numerator, report.denominator, report.document_id)
    figures = (reported.attained, reported.numerator, reported.denominator, document)
    return before == figures and report.reported_on == reported_on and not report._state.adding


def _latest(report: VendorReport) -> QuerySet[PeriodResult]:
    return PeriodResult.objects.filter(
        service_level=report.service_level_id, first_day=report.first_day, is_latest=True
    )


def _facts(level_id: UUID) -> LevelFacts:
    level = ServiceLevel.objects.get(pk=level_id)
    found = level_facts([level_id])
    if not found:
        raise Refused(f"{level.name} has no definition yet: say first what it promises.")
    return found[0]


def _period(facts: LevelFacts, first_day: date, today: date) -> PeriodOfLevel:
    periods = facts.periods(today)
    scheduled = next((one for one in periods if one.period.first_day == first_day), None)
    if scheduled is None:
        raise Refused(
            f"No period of {facts.level.name} begins on {first_day}: expected "
            f"{_days(periods[-1].period.first_day) if periods else 'a day after it began'} "
            "or the first day of an earlier one."
        )
    if today <= scheduled.period.last_day:
        raise Refused(
            f"{scheduled.period.label} isn't over: it can be reported from the day after "
            f"{_days(scheduled.period.last_day)} on."
        )
    return PeriodOfLevel(facts, scheduled)


def _refuse_figures(level: Definition, reported: Reported) -> None:
    figures = (reported.attained, reported.numerator, reported.denominator)
    if reported.attained is None and None in figures[1:]:
        raise Refused("Give the attained figure, or numerator and denominator.")
    for name, value in zip(("attained", "numerator", "denominator"), figures, strict=True):
        if value is not None and (not value.is_finite() or value < 0):
            raise Refused(f"The {name} is {value}: expected a number of 0 or more.")
    if level.unit is not Unit.PERCENT:
        return
    if reported.attained is not None and reported.attained > HUNDRED:
        raise Refused(f"The attained figure is {reported.attained} %: expected at most 100 %.")
    if None not in figures[1:] and (reported.numerator or 0) > (reported.denominator or 0):
        raise Refused(
            f"The numerator is {reported.numerator}: expected at most the denominator, "
            f"{reported.denominator}."
        )


def _refuse_decision(result: PeriodResult | None, to: State, reason: str) -> None:
    if len(reason) > REASON_LENGTH:
        raise Refused(f"The reason has {len(reason)} letters: expected {REASON_LENGTH} at most.")
    state = State(result.state) if result else State.VENDOR_REPORTED
    accepts_late = to is State.AGREED and state is State.FINAL
    if state is not to and not accepts_late and (refused := why_not(state, to, reason)):
        raise Refused(refused)


def _days(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
