"""`declared-model-mismatch`: where do people call an engagement something it isn't?"""

from collections.abc import Iterator

from risk.conclusions import Conclusion, Evidence, Severity
from risk.portfolio import EngagementFacts, Portfolio
from risk.rules.engagement_words import OPERATING_MODEL_WORDS, named, rows
from risk.rules.rule import Rule, Values
from sourcing.quadrants import (
    Axis,
    DeclaredModel,
    Location,
    Mismatch,
    declared_mismatch,
    location,
)

AXIS_WORDS = {Axis.EXECUTION: "who runs the people", Axis.LOCATION: "where they work"}


def evaluate(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """Engagements whose declared model the recorded facts contradict."""
    home = portfolio.home
    for engagement in portfolio.engagements.values():
        if not engagement.declared_model or portfolio.has_ended(engagement):
            continue
        place = location(
            home.country,
            home.zone,
            engagement.deliveries,
            home.nearshore_countries,
            portfolio.as_of.year,
        )
        mismatch = declared_mismatch(
            DeclaredModel(engagement.declared_model),
            engagement.execution_on(portfolio.as_of),
            place,
        )
        if mismatch is not None:
            yield _conclusion(portfolio, engagement, mismatch, place)


def _conclusion(
    portfolio: Portfolio, engagement: EngagementFacts, mismatch: Mismatch, place: Location
) -> Conclusion:
    declared, derived = _words(mismatch.declared), _words(mismatch.derived)
    execution = engagement.execution_on(portfolio.as_of)
    who = OPERATING_MODEL_WORDS[engagement.operating_model]
    axes = " and ".join(AXIS_WORDS[axis] for axis in mismatch.axes)
    countries = ", ".join(sorted({d.country or "unknown" for d in engagement.deliveries}))
    return Conclusion(
        rule=RULE.code,
        subject_kind="engagement",
        subject_id=engagement.id,
        severity=Severity.INFO,
        title=f"{named(engagement)} is called {declared}, but is {_derived(derived, place)}",
        explanation=(
            f"{named(engagement)} is recorded as {declared}. Its people are run by {who} and work "
            f"in: {countries or 'unknown'}, so the two differ in {axes}. Reports use what is "
            "derived from the facts; people who read the label expect something else."
        ),
        what_to_do=(
            "Correct the declared model, or the operating model and delivery teams if those are "
            "out of date."
        ),
        evidence=Evidence(
            formula=(
                f"Declared {declared}; derived {execution} and {place.kind}, quadrant {derived}"
            ),
            figures={
                "Declared": declared,
                "Execution": str(execution),
                "Location": str(place.kind),
                "Delivery countries": countries or "unknown",
            },
            rows=rows(portfolio, engagement),
            parameters={},
            as_of=portfolio.as_of,
        ),
    )


def _derived(quadrant: str, place: Location) -> str:
    if quadrant in ("mixed", "unknown"):
        return f"delivered from {place.kind} places"
    return quadrant


def _words(value: str) -> str:
    return value.replace("_", " ")


RULE = Rule(
    code="declared-model-mismatch",
    title="Called something it isn't",
    question="Which engagements carry a label that the recorded facts contradict?",
    parameters=(),
    subject="engagement",
    is_mailed=False,
    evaluate=evaluate,
)
