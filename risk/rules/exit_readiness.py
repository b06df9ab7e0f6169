"""`exit-readiness`: could we leave, if we had to, in the time we would have?

Five gaps, each named on the record where it is mended: the notice and the end of a contract, the
exit plan of a vendor, the expert of an engagement.
"""

from collections.abc import Iterator

from risk.conclusions import Conclusion, Parameter
from risk.portfolio import Portfolio
from risk.rules.exit_contracts import contract_gaps
from risk.rules.exit_plans import expert_gaps, plan_gaps
from risk.rules.question import Question
from risk.rules.rule import Rule, Values

CODE = "exit-readiness"
PARAMETERS = (
    Parameter(
        "test_months",
        12,
        "months",
        "People, systems and prices change within a year; supervisors ask for a yearly test.",
    ),
    Parameter(
        "release_days",
        3,
        "days",
        "Three months are 89 to 92 days long, so that a notice in months doesn't open and resolve "
        "the finding as the calendar moves.",
    ),
)


def evaluate(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """Gaps of contracts, then of vendors, then of engagements."""
    question = Question(CODE, PARAMETERS, portfolio, values)
    yield from contract_gaps(question)
    yield from plan_gaps(question)
    yield from expert_gaps(question)


RULE = Rule(
    code=CODE,
    title="Not ready to leave",
    question="Where could we not leave a vendor in the time we would have?",
    parameters=PARAMETERS,
    subject="contract",
    is_mailed=True,
    evaluate=evaluate,
)
