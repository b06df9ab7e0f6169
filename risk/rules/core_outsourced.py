"""`core-outsourced`: is anything that sets the organization apart in somebody else's hands?"""

from collections.abc import Iterator
from datetime import date, timedelta

from risk.conclusions import Conclusion, Evidence, Parameter, Severity
from risk.portfolio import EngagementFacts, Portfolio, WaiverFacts
from risk.rules.engagement_words import (
    OPERATING_MODEL_WORDS,
    named,
    rates_of_cost,
    rows,
    yearly_cost,
)
from risk.rules.rule import Rule, Values, shown
from risk.rules.wording import day, rounded_money

CODE = "core-outsourced"
PARAMETERS = (
    Parameter(
        "waiver_notice_days",
        30,
        "days",
        "A month to renew a waiver or to prepare for its end.",
    ),
)
WHO_MAY_WAIVE = "An owner or an operations lead may waive this, with a reason and an end date"


def evaluate(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """Critical without a waiver; under a waiver only a reminder before the waiver ends."""
    for engagement in portfolio.engagements.values():
        if (
            engagement.is_core
            and engagement.is_outsourced_on(portfolio.as_of)
            and not portfolio.has_ended(engagement)
        ):
            waiver = _waiver(engagement, portfolio.as_of)
            if waiver is None:
                yield _blocker(portfolio, engagement, values)
            elif waiver.valid_until - portfolio.as_of <= timedelta(
                days=int(values["waiver_notice_days"])
            ):
                yield _waiver_ends(portfolio, engagement, waiver, values)


def _waiver(engagement: EngagementFacts, as_of: date) -> WaiverFacts | None:
    """The waiver in force that lasts longest."""
    valid = [
        waiver
        for waiver in engagement.waivers
        if waiver.rule == CODE and waiver.granted_on <= as_of <= waiver.valid_until
    ]
    return max(valid, key=lambda waiver: waiver.valid_until, default=None)


def _blocker(portfolio: Portfolio, engagement: EngagementFacts, values: Values) -> Conclusion:
    cost, currency = yearly_cost(portfolio, engagement)
    who = OPERATING_MODEL_WORDS[engagement.operating_model]
    price = f" It costs {rounded_money(cost, currency)} a year." if cost is not None else ""
    return Conclusion(
        rule=CODE,
        subject_kind="engagement",
        subject_id=engagement.id,
        severity=Severity.CRITICAL,
        title=f"{named(engagement)} is core work and outsourced to {engagement.party}",
        explanation=(
            f"{named(engagement)} is marked as core work, and its people are run by {who}: "
            f"{engagement.party}. Knowledge that sets you apart grows there and leaves with the "
            f"vendor.{price}"
        ),
        what_to_do=(
            "Take the work back or move it to a team of your own. If it has to stay outside for a "
            f"time, decide so openly: {WHO_MAY_WAIVE[0].lower()}{WHO_MAY_WAIVE[1:]}."
        ),
        money=cost,
        currency=currency,
        evidence=_evidence(
            portfolio,
            engagement,
            values,
            formula=f"Core work: yes; run by {who}, hence outsourced; no waiver in force",
            figures={"Waiver": _last_waiver(engagement)},
        ),
    )


def _waiver_ends(
    portfolio: Portfolio, engagement: EngagementFacts, waiver: WaiverFacts, values: Values
) -> Conclusion:
    ends = day(waiver.valid_until)
    return Conclusion(
        rule=CODE,
        subject_kind="engagement",
        subject_id=engagement.id,
        period=f"waiver {waiver.valid_until.isoformat()}",
        severity=Severity.MEDIUM,
        title=f"The waiver for core work {named(engagement)} ends on {ends}",
        explanation=(
            f"{waiver.granted_by} allowed {engagement.party} to do this core work until {ends}: "
            f"{waiver.reason.strip().rstrip('.')}. From the next day on it is a critical finding."
        ),
        what_to_do=f"Take the work back by {ends}, or renew the waiver. {WHO_MAY_WAIVE}.",
        due_on=waiver.valid_until,
        evidence=_evidence(
            portfolio,
            engagement,
            values,
            formula=(
                f"Waived from {day(waiver.granted_on)} to {ends}, both days included; reminded "
                f"{values['waiver_notice_days']} days before"
            ),
            figures={"Waived by": waiver.granted_by, "Reason": waiver.reason},
        ),
    )


def _last_waiver(engagement: EngagementFacts) -> str:
    """The waiver that ended last, so that a forgotten renewal is recognized."""
    ended = [waiver for waiver in engagement.waivers if waiver.rule == CODE]
    if not ended:
        return "none was ever granted"
    last = max(ended, key=lambda waiver: waiver.valid_until)
    return f"by {last.granted_by}, {day(last.granted_on)} to {day(last.valid_until)}"


def _evidence(
    portfolio: Portfolio,
    engagement: EngagementFacts,
    values: Values,
    *,
    formula: str,
    figures: dict[str, str],
) -> Evidence:
    cost, currency = yearly_cost(portfolio, engagement)
    known = {"Run rate a year": rounded_money(cost, currency)} if cost is not None else {}
    rates = rates_of_cost(portfolio, engagement)
    if cost is not None and rates:
        known["Converted"] = rates
    return Evidence(
        formula=formula,
        figures={
            "Party": engagement.party,
            "Run by": OPERATING_MODEL_WORDS[engagement.operating_model],
            **figures,
            **known,
        },
        rows=rows(portfolio, engagement),
        parameters=shown(PARAMETERS, values),
        as_of=portfolio.as_of,
    )


RULE = Rule(
    code=CODE,
    title="Core work outsourced",
    question="Which core work is in a vendor's hands without a waiver?",
    parameters=PARAMETERS,
    subject="engagement",
    is_mailed=True,
    evaluate=evaluate,
)
