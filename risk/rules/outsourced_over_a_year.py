"""`outsourced-over-a-year`: what has been outside so long that nobody asks why any more?"""

from collections.abc import Iterator
from datetime import date

from risk.conclusions import Conclusion, Evidence, Parameter, Severity
from risk.portfolio import EngagementFacts, Portfolio
from risk.rules.engagement_words import named, rows
from risk.rules.rule import Rule, Values, shown
from risk.rules.wording import day
from vendors.deadlines import add_months

PARAMETERS = (
    Parameter(
        "months",
        12,
        "months",
        "Common advice: outsourcing suits work for less than a year; what stays longer deserves "
        "a fresh comparison with doing it in house.",
    ),
)


def evaluate(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """Outsourced engagements older than the limit whose decision nobody reviewed since."""
    limit = add_months(portfolio.as_of, -int(values["months"]))
    for engagement in portfolio.engagements.values():
        started = portfolio.started_on(engagement)
        reviewed = engagement.decision_reviewed_on
        if (
            started is not None
            and started < limit
            and (reviewed is None or reviewed < limit)
            and engagement.is_outsourced_on(portfolio.as_of)
            and not portfolio.has_ended(engagement)
        ):
            yield _conclusion(portfolio, engagement, started, values)


def _conclusion(
    portfolio: Portfolio, engagement: EngagementFacts, started: date, values: Values
) -> Conclusion:
    months, reviewed = int(values["months"]), engagement.decision_reviewed_on
    last_review = f"last reviewed on {day(reviewed)}" if reviewed else "never reviewed"
    return Conclusion(
        rule=RULE.code,
        subject_kind="engagement",
        subject_id=engagement.id,
        severity=Severity.INFO,
        title=f"{named(engagement)} has been outsourced since {day(started)}",
        explanation=(
            f"{engagement.party} has done this work since {day(started)}, longer than "
            f"{months} months, and the decision to give it away was {last_review}. What was right "
            "at first may not be any more: prices, own skills and the size of the work change."
        ),
        what_to_do=(
            "Compare another vendor and your own people with what it costs now, and record the "
            "date of the review on the engagement."
        ),
        evidence=Evidence(
            formula=(
                f"Outsourced since {day(started)}, more than {months} months ago; sourcing "
                f"decision {last_review}"
            ),
            figures={
                "Outsourced since": day(started),
                "Decision last reviewed": day(reviewed) if reviewed else "never",
            },
            rows=rows(portfolio, engagement),
            parameters=shown(PARAMETERS, values),
            as_of=portfolio.as_of,
        ),
    )


RULE = Rule(
    code="outsourced-over-a-year",
    title="Outsourced for over a year without a review",
    question="Which work has been outsourced for long without anybody reviewing the decision?",
    parameters=PARAMETERS,
    subject="engagement",
    is_mailed=False,
    evaluate=evaluate,
)
