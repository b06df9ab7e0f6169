"""What the rules on engagements have in common. Pure."""

from decimal import Decimal

from risk.conclusions import Row
from risk.portfolio import EngagementFacts, Portfolio
from sourcing.quadrants import OperatingModel

OPERATING_MODEL_WORDS = {
    OperatingModel.OWN_ENTITY: "your own entity",
    OperatingModel.EMPLOYER_OF_RECORD: "an employer of record",
    OperatingModel.VENDOR: "a vendor",
    OperatingModel.ODC: "an offshore development center",
    OperatingModel.BOT: "a build-operate-transfer arrangement before its transfer",
}


def named(engagement: EngagementFacts) -> str:
    """Key and name, once where they are the same."""
    return (
        f"{engagement.key} {engagement.name}"
        if engagement.name != engagement.key
        else (engagement.key)
    )


def rows(portfolio: Portfolio, engagement: EngagementFacts) -> tuple[Row, ...]:
    """The engagement and its contracts."""
    return (
        Row("sourcing.engagement", engagement.id, engagement.key),
        *(
            Row("vendors.contract", contract.id, contract.number)
            for contract in portfolio.contracts_of(engagement.id)
        ),
    )


def yearly_cost(portfolio: Portfolio, engagement: EngagementFacts) -> tuple[Decimal | None, str]:
    """What its running contracts cost a year, and the currency.

    None where nothing is known, or where the contracts stand in several currencies.
    """
    contracts = portfolio.contracts_of(engagement.id)
    rates = [contract.annual_run_rate(portfolio.as_of) for contract in contracts]
    known = [rate for rate in rates if rate is not None]
    currencies = {contract.currency for contract in contracts}
    if not known or len(currencies) > 1:
        return None, ""
    return round(sum(known, Decimal(0)), 2), currencies.pop()
