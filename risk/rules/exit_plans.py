"""Vendors with critical work and no tested exit plan, and work without an expert. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from risk.conclusions import Conclusion, Row, Severity
from risk.portfolio import EngagementFacts, Portfolio, VendorFacts
from risk.rules.critical_work import CRITICAL, running, worst_of
from risk.rules.engagement_words import named, rows, yearly_cost
from risk.rules.question import Question
from risk.rules.wording import day, rounded_money
from vendors.deadlines import add_months


def plan_gaps(question: Question) -> Iterator[Conclusion]:
    """Vendors of critical work without a plan, and of critical or high work with a stale one."""
    portfolio = question.portfolio
    work: dict[VendorFacts, list[EngagementFacts]] = {}
    for engagement in running(portfolio):
        if engagement.vendor_id is not None:
            work.setdefault(portfolio.vendors[engagement.vendor_id], []).append(engagement)
    limit = add_months(portfolio.as_of, -int(question.values["test_months"]))
    for vendor, engagements in work.items():
        worst = worst_of(engagements)
        grave = tuple(each for each in engagements if each.criticality == worst)
        if not worst:
            continue
        if vendor.has_exit_plan:
            if vendor.exit_tested_on is None or vendor.exit_tested_on < limit:
                severity = Severity.MEDIUM if worst == CRITICAL else Severity.LOW
                yield _stale(question, vendor, grave, severity)
        elif worst == CRITICAL:
            yield _missing(question, vendor, grave)


def _stale(
    question: Question,
    vendor: VendorFacts,
    grave: tuple[EngagementFacts, ...],
    severity: Severity,
) -> Conclusion:
    name, tested = vendor.legal_name, vendor.exit_tested_on
    since = f"was last tested on {day(tested)}" if tested else "has never been tested"
    due_on = add_months(tested, int(question.values["test_months"])) if tested else None
    return Conclusion(
        rule=question.rule,
        subject_kind="vendor",
        subject_id=vendor.id,
        period="test",
        severity=severity,
        title=f"The exit plan for {name} {since}",
        explanation=(
            f"{name} does {_names(grave)}. Its exit plan {since}; a plan older than "
            f"{question.values['test_months']} months describes people, systems and prices that "
            "have changed, and nobody knows how long leaving takes."
        ),
        what_to_do=(
            f"Walk through the exit plan with those who would do it, and record the day and how "
            f"many days it took on {name}."
        ),
        due_on=due_on,
        evidence=question.evidence(
            f"The exit plan {since}; a test holds for {question.values['test_months']} months",
            {"Exit plan": "yes", "Last tested": day(tested) if tested else "never"},
            _rows(vendor, grave),
        ),
    )


def _missing(
    question: Question,
    vendor: VendorFacts,
    grave: tuple[EngagementFacts, ...],
) -> Conclusion:
    """High where there is no plan, medium where nobody has looked."""
    name, is_known = vendor.legal_name, vendor.has_exit_plan is False
    plan = "has no exit plan" if is_known else "may have no exit plan: nobody has looked"
    cost, currency = _cost(question.portfolio, grave)
    price = f", {rounded_money(cost, currency)} a year" if cost is not None else ""
    return Conclusion(
        rule=question.rule,
        subject_kind="vendor",
        subject_id=vendor.id,
        period="plan",
        severity=Severity.HIGH if is_known else Severity.MEDIUM,
        title=f"{name} does critical work and {plan}",
        explanation=(
            f"{name} does {_names(grave)}{price}, and {plan}. If it fails, stops support or "
            "raises its prices, there is nothing to fall back on."
        ),
        what_to_do=(
            f"Write down who would take over {_names(grave)}, what must be handed over and how "
            "long that takes; test it once and record the day on the vendor."
            if is_known
            else f"Find out whether an exit plan exists and record the answer on {name}."
        ),
        money=cost,
        currency=currency,
        evidence=question.evidence(
            f"Critical work: yes; exit plan: {'no' if is_known else 'not recorded'}",
            {"Critical work": _names(grave)},
            _rows(vendor, grave),
        ),
    )


def expert_gaps(question: Question) -> Iterator[Conclusion]:
    """Outsourced specialised work that nobody in the organization understands."""
    portfolio = question.portfolio
    for engagement in running(portfolio):
        if (
            engagement.is_specialised
            and not engagement.has_expert
            and engagement.is_outsourced_on(portfolio.as_of)
        ):
            is_critical = engagement.criticality == CRITICAL
            yield Conclusion(
                rule=question.rule,
                subject_kind="engagement",
                subject_id=engagement.id,
                period="expert",
                severity=Severity.HIGH if is_critical else Severity.MEDIUM,
                title=f"Nobody in house understands {named(engagement)}",
                explanation=(
                    f"{named(engagement)} is specialised work done by {engagement.party}, and no "
                    "internal expert is named. Nobody can judge its offers and its work, or take "
                    "it over."
                ),
                what_to_do=(
                    "Name a person who learns the work beside the vendor and can judge it, and "
                    "record them as the internal expert."
                ),
                evidence=question.evidence(
                    "Specialised work: yes; outsourced: yes; internal expert: none",
                    {"Party": engagement.party, "Criticality": engagement.criticality},
                    rows(portfolio, engagement),
                ),
            )


def _cost(
    portfolio: Portfolio, engagements: tuple[EngagementFacts, ...]
) -> tuple[Decimal | None, str]:
    """What they cost a year together; None where that isn't known or in several currencies."""
    costs = [yearly_cost(portfolio, each) for each in engagements]
    known = [(cost, currency) for cost, currency in costs if cost is not None]
    if len({currency for _, currency in known}) != 1:
        return None, ""
    return sum((cost for cost, _ in known), Decimal(0)), known[0][1]


def _names(engagements: tuple[EngagementFacts, ...]) -> str:
    return ", ".join(named(each) for each in engagements)


def _rows(vendor: VendorFacts, engagements: tuple[EngagementFacts, ...]) -> tuple[Row, ...]:
    return (
        Row("vendors.vendor", vendor.id, vendor.legal_name),
        *(Row("sourcing.engagement", each.id, each.key) for each in engagements),
    )
